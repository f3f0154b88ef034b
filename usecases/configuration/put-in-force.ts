import {
  type ConfigurationCommand,
  type ConfigurationInForce,
  configurations,
  IN_FORCE,
} from '../../domain/configuration/applied.ts';
import type { Configuration } from '../../domain/configuration/configuration.ts';
import { parseConfiguration } from '../../domain/configuration/parse-configuration.ts';
import { DomainError } from '../../domain/failure/domain-error.ts';
import { toIso } from '../../domain/instant/instant.ts';
import type { Metadata } from '../../domain/stream/commit.ts';
import type { Ports } from '../../ports/ports.ts';
import { keepShifts } from '../on-call/keep-shifts.ts';
import { execute, load } from '../streams/execute.ts';
import { nameless } from '../streams/nameless.ts';

type Putting = Pick<Ports, 'stores' | 'clock' | 'ids'>;

/** What was put into force, and in the place of what. */
export interface PutInForce {
  readonly version: string;
  /** Absent where nothing was in force before. */
  readonly before?: string;
  /** What it ends, where that was put into force by somebody who rolled back. */
  readonly ended?: ConfigurationInForce;
}

/** On record first: nothing comes into force that nobody put there. Repeated after a crash it puts into force what stands on record. */
const put = async (
  { stores, clock }: Pick<Ports, 'stores' | 'clock'>,
  configuration: Configuration,
  asked: Omit<Extract<ConfigurationCommand, { type: 'roll-back' }>, 'type' | 'version' | 'before'> &
    Pick<ConfigurationCommand, 'type'>,
  metadata: Metadata,
): Promise<PutInForce> => {
  const { version } = configuration;
  const state = (await load({ stores }, configurations, IN_FORCE))?.state;
  const before = state?.version ?? (await stores.configurations.current())?.version;
  const { commit } = await execute({ stores }, configurations, IN_FORCE, { ...asked, version, before, metadata });
  // Before: no rota is in force of which nobody knows who is on call.
  await keepShifts({ stores, clock }, configuration);
  await stores.configurations.apply(configuration);
  await stores.durable();
  return {
    version,
    ...(before !== undefined && { before }),
    ...(commit && state?.rolledBack && { ended: state }),
  };
};

/**
 * Puts what the files hold into force, also in the place of what somebody had rolled back to.
 *
 * @param from what brought the files: it stands on record as who did it
 */
export const putFilesInForce = (
  ports: Putting,
  configuration: Configuration,
  from: 'deployment' | 'files',
): Promise<PutInForce> =>
  put(
    ports,
    configuration,
    { type: 'apply' },
    {
      now: toIso(ports.clock.now()),
      actor: { kind: 'system', id: from },
      commandId: ports.ids.next(),
    },
  );

/** For people who read the log. */
export const sentenceOf = ({ ended, version }: PutInForce): string =>
  ended === undefined
    ? `Configuration ${version} is in force`
    : `Configuration ${version} is in force, as the files have it; ${ended.version}, to which ${ended.by.id} had rolled back at ${ended.at}, is not any more ("muster config rollback ${ended.version}" puts it into force again)`;

/** As the rules of now read what was stored under those of then. @throws DomainError `configuration-invalid` */
const readAgain = ({ version, ...fields }: Configuration): Configuration => {
  try {
    return parseConfiguration(fields);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const reason = `Configuration ${version} is of an earlier Muster and cannot be in force in this one. ${error.message}`;
    throw new DomainError('configuration-invalid', reason, { cause: error, details: error.details });
  }
};

/**
 * Puts a version that was in force before into force again, until files are put into force.
 *
 * @returns what is in force now, where there is such a version
 * @throws DomainError `configuration-invalid` where this Muster cannot run under it
 */
export const rollBackConfiguration = async (
  ports: Putting & Pick<Ports, 'observer'>,
  version: string,
  given: Metadata,
): Promise<{ readonly configuration: Configuration; readonly put: PutInForce } | undefined> => {
  const kept = await ports.stores.configurations.version(version);
  if (kept === undefined) return undefined;
  const configuration = readAgain(kept);
  const of = configuration.version === version ? {} : { of: version };
  const done = await put(ports, configuration, { type: 'roll-back', ...of }, nameless(given));
  ports.observer.happened({
    kind: 'configured',
    text: `Configuration ${configuration.version} is in force: ${given.actor.id} rolled back to it from ${done.before}. The files are in force again with the next deploy that changes them, or the next start`,
    at: given.now,
    details: { version: configuration.version, before: done.before },
  });
  return { configuration, put: done };
};
