import { CONFIGURATION, type ConfigurationEvent, IN_FORCE } from '../../domain/configuration/applied.ts';
import type { Configuration } from '../../domain/configuration/configuration.ts';
import type { Actor, StreamCommit } from '../../domain/stream/commit.ts';
import type { Ports } from '../../ports/ports.ts';

/** One time at which a configuration came into force. */
export interface AppliedVersion {
  readonly version: string;
  readonly inForce: boolean;
  /** Absent, with all that follows, of what was in force before that was recorded. */
  readonly at?: string;
  /** With their name, as long as the configuration knows it. */
  readonly by?: Actor;
  readonly how?: 'files' | 'rollback';
  readonly before?: string;
  readonly seq?: number;
}

const named = (actor: Actor, { people }: Configuration): Actor => {
  if (actor.kind !== 'person') return actor;
  const name = people.find(({ id }) => id === actor.id)?.name;
  return name === undefined ? actor : { ...actor, name };
};

/** Every configuration that was in force, newest first; the first is in force now. */
export const listVersions = async (ports: Pick<Ports, 'stores' | 'configuration'>): Promise<AppliedVersion[]> => {
  const name = { kind: CONFIGURATION, id: IN_FORCE };
  const [commits, configuration, stored] = await Promise.all([
    ports.stores.commits.ofStream(name, 0) as unknown as Promise<StreamCommit<ConfigurationEvent>[]>,
    ports.configuration.current(),
    ports.stores.configurations.current(),
  ]);
  const applied = commits.flatMap(({ actor, at, events, seq }) =>
    events.map(
      ({ before, type, version }): AppliedVersion => ({
        version,
        inForce: false,
        at,
        by: named(actor, configuration),
        how: type === 'ConfigurationRolledBack' ? 'rollback' : 'files',
        ...(before !== undefined && { before }),
        seq,
      }),
    ),
  );
  const first = applied.length === 0 ? stored?.version : applied[0]?.before;
  const [newest, ...older] = [
    ...(first === undefined ? [] : [{ version: first, inForce: false }]),
    ...applied,
  ].reverse();
  return newest === undefined ? [] : [{ ...newest, inForce: true }, ...older];
};
