import { type Iso, toIso } from '../../domain/instant/instant.ts';
import { DAY_MS } from '../../domain/retention/retention.ts';
import type { Ports } from '../../ports/ports.ts';
import { listVersions } from '../configuration/list-versions.ts';

/** Something that an erasure leaves, for a part of it is not Muster's to remove. */
export interface Remaining {
  readonly where: string;
  /** How many of them name the person; absent where Muster cannot look. */
  readonly found?: number;
  /** When it is gone by itself; absent where it stays until somebody removes it. */
  readonly until?: Iso;
  /** What is to be done. */
  readonly mend: string;
}

/** What a deployment keeps outside of its store. */
export interface KeptOutside {
  /** For how many days raw mail lies where it was received; 0 where none does. */
  readonly rawMailDays: number;
  /** For how many days what the store held can be brought back by whoever runs it; 0 where it cannot. */
  readonly recoveryDays: number;
  /** To which addresses messages lie in files in place of being sent. */
  readonly outbox?: () => Promise<readonly string[]>;
}

/** Of a deployment that says nothing else. */
export const NOTHING_OUTSIDE: KeptOutside = { rawMailDays: 0, recoveryDays: 0 };

const IN_FILES = 'docs/personal-data.md says how.';

/** Whether it holds the person as a whole value: an id, a name, an address of a contact. */
const names = (configuration: object, person: string): boolean =>
  JSON.stringify(configuration).toLowerCase().includes(JSON.stringify(person).toLowerCase());

/** Of those that were in force before. */
const earlierNaming = async (
  ports: Pick<Ports, 'stores' | 'configuration'>,
  person: string,
  inForce: string,
): Promise<string[]> => {
  const versions = new Set((await listVersions(ports)).map(({ version }) => version));
  versions.delete(inForce);
  const naming: string[] = [];
  for (const version of versions) {
    const kept = await ports.stores.configurations.version(version);
    if (kept !== undefined && names(kept, person)) naming.push(version);
  }
  return naming;
};

/**
 * What an erasure has left of a person, where, and until when: each with what somebody has to do about it.
 *
 * @param underWay rows of the ledger whose messages have not left yet
 */
export const whatRemains = async (
  ports: Pick<Ports, 'stores' | 'configuration' | 'clock'>,
  person: string,
  { outbox, rawMailDays, recoveryDays }: KeptOutside,
  underWay: number,
): Promise<Remaining[]> => {
  const now = ports.clock.now();
  const after = (days: number): Iso => toIso(now + days * DAY_MS);
  const remaining: Remaining[] = [];
  const inForce = await ports.configuration.current();
  if (names(inForce, person))
    remaining.push({
      where: 'the configuration in force',
      found: 1,
      mend: 'Remove their entry from the files, and put these into force (deploy, or start again).',
    });
  const earlier = await earlierNaming(ports, person, inForce.version);
  if (earlier.length > 0)
    remaining.push({
      where: `earlier configurations: ${earlier.join(', ')}`,
      found: earlier.length,
      mend: `They are kept for good. To remove one: ${IN_FILES}`,
    });
  if (underWay > 0)
    remaining.push({
      where: 'the ledger, for messages that are on their way to them',
      found: underWay,
      mend: 'Erase once more when they have arrived or failed.',
    });
  if (rawMailDays > 0)
    remaining.push({
      where: 'raw mail in the bucket that it was received in',
      until: after(rawMailDays),
      mend: `It goes by itself. To remove it now: ${IN_FILES}`,
    });
  const addresses = (await outbox?.()) ?? [];
  const found = addresses.filter((address) => address.toLowerCase() === person.toLowerCase()).length;
  if (found > 0)
    remaining.push({
      where: 'the outbox of the data directory',
      found,
      mend: 'Remove these files: nothing reads them.',
    });
  remaining.push({
    where: 'backups, exports and copies that were made before now',
    mend: 'Remove them, or erase once more after restoring one.',
  });
  if (recoveryDays > 0)
    remaining.push({
      where: 'point-in-time recovery of the table',
      until: after(recoveryDays),
      mend: 'It goes by itself. Erase once more after a recovery to an instant before now.',
    });
  return remaining;
};
