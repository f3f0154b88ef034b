import { createHmac } from 'node:crypto';
import { erasures } from '../../domain/personal/erasure.ts';
import type { Metadata } from '../../domain/stream/commit.ts';
import type { Ports } from '../../ports/ports.ts';
import { execute } from '../streams/execute.ts';
import { eraseRefused } from './erase-refused.ts';

const BATCH = 100;

export interface Erased {
  readonly person: string;
  /** Rows that were emptied by this, mails in the quarantine included; 0 where nothing was held. */
  readonly rows: number;
}

/**
 * Empties every row of personal data that belongs to a person, and puts on record that it was done, by whom and when. The
 * chains that refer to the rows stay whole. Repeated after a crash it empties what is left.
 */
export const erasePerson = async (
  ports: Pick<Ports, 'stores' | 'secrets'>,
  person: string,
  metadata: Metadata,
): Promise<Erased> => {
  let rows = 0;
  // Addresses and names of reporters are kept in small letters, references of reports in capitals.
  for (const subject of new Set([person, person.toLowerCase(), person.toUpperCase()]))
    rows += await eraseRowsOf(ports, subject, metadata);
  rows += await eraseRefused(ports, person);
  if (rows > 0) await execute(ports, erasures, await recordedAs(ports, person), { type: 'erase', rows, metadata });
  await ports.stores.durable();
  await ports.stores.overwrite?.();
  return { person, rows };
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
