import { createHmac } from 'node:crypto';
import { erasures } from '../../domain/personal/erasure.ts';
import type { Metadata } from '../../domain/stream/commit.ts';
import type { Ports } from '../../ports/ports.ts';
import { execute } from '../streams/execute.ts';
import { type ErasedRows, eraseDelivered } from './erase-delivered.ts';
import { eraseFromClients } from './erase-from-clients.ts';
import { eraseRefused } from './erase-refused.ts';
import { NOTHING_OUTSIDE, type Remaining, whatRemains } from './what-remains.ts';

const BATCH = 100;

export interface Erased {
  readonly person: string;
  /**
   * Rows that were emptied by this, or in which their name and address stood: mails in the quarantine, messages in the ledger, alerts as
   * clients read them; 0 where nothing was held.
   */
  readonly rows: number;
  /** What an erasure does not reach. */
  readonly remaining: readonly Remaining[];
}

/**
 * Empties every row of personal data that belongs to a person, and puts on record that it was done, by whom and when. The
 * chains that refer to the rows stay whole. Repeated after a crash it empties what is left.
 */
export const erasePerson = async (
  ports: Pick<Ports, 'stores' | 'secrets' | 'configuration' | 'clock'>,
  person: string,
  metadata: Metadata,
  outside = NOTHING_OUTSIDE,
): Promise<Erased> => {
  const erasing = ports.stores.erasing ?? ((work: () => Promise<ErasedRows>) => work());
  const { rows, underWay } = await erasing(() => eraseKept(ports, person, metadata));
  return { person, rows, remaining: await whatRemains(ports, person, outside, underWay) };
};

const eraseKept = async (
  ports: Pick<Ports, 'stores' | 'secrets' | 'configuration'>,
  person: string,
  metadata: Metadata,
): Promise<ErasedRows> => {
  let rows = 0;
  // Addresses and names of reporters are kept in small letters, references of reports in capitals.
  for (const subject of new Set([person, person.toLowerCase(), person.toUpperCase()]))
    rows += await eraseRowsOf(ports, subject, metadata);
  rows += await eraseRefused(ports, person);
  rows += await eraseFromClients(ports, person);
  const delivered = await eraseDelivered(ports, person);
  rows += delivered.rows;
  if (rows > 0) await execute(ports, erasures, await recordedAs(ports, person), { type: 'erase', rows, metadata });
  await ports.stores.durable();
  return { rows, underWay: delivered.underWay };
};

const PLAIN_ID = /^[a-z0-9][a-z0-9_.-]*$/i;

/** An address or a name is not written into a chain to say that it was erased: a hash stands for it, which needs its key. */
const recordedAs = async ({ secrets }: Pick<Ports, 'secrets'>, person: string): Promise<string> =>
  PLAIN_ID.test(person)
    ? person
    : `hash-${createHmac('sha256', await secrets.reporterKey())
        .update(person.toLowerCase())
        .digest('hex')
        .slice(0, 32)}`;

const eraseRowsOf = async (ports: Pick<Ports, 'stores'>, person: string, metadata: Metadata): Promise<number> => {
  let rows = 0;
  let next: string | undefined;
  do {
    const page = await ports.stores.personal.ofSubject(person, { limit: BATCH, ...(next !== undefined && { next }) });
    for (const { ref, held } of page.items) {
      // Of one that an earlier version emptied it goes whose it was.
      await ports.stores.personal.erase(ref, { at: metadata.now, by: metadata.actor.id });
      if (held) rows += 1;
    }
    next = page.next;
  } while (next !== undefined);
  return rows;
};
