import * as z from 'zod';
import type { Actor } from '../stream/commit.ts';
import type { Stream } from '../stream/stream.ts';

/** The kind of the one stream that records which configuration was in force since when, and who put it there. */
export const CONFIGURATION = 'configuration';

/** The id of that stream. */
export const IN_FORCE = 'in-force';

const version = z.string();

/** What may happen to it. Fields are added as optional, never changed. */
const event = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ConfigurationApplied'), version, before: version.optional() }),
  z.strictObject({
    type: z.literal('ConfigurationRolledBack'),
    version,
    before: version.optional(),
    /** The version that was asked for, where the rules of now made another of it. */
    of: version.optional(),
  }),
]);
export type ConfigurationEvent = z.infer<typeof event>;

export interface ConfigurationInForce {
  readonly version: string;
  readonly at: string;
  readonly by: Actor;
  /** By whoever rolled back, and not by the files. */
  readonly rolledBack: boolean;
}

export type ConfigurationCommand =
  | { readonly type: 'apply'; readonly version: string; readonly before?: string | undefined }
  | {
      readonly type: 'roll-back';
      readonly version: string;
      readonly before?: string | undefined;
      readonly of?: string | undefined;
    };

const TYPES = { apply: 'ConfigurationApplied', 'roll-back': 'ConfigurationRolledBack' } as const;

export const configurations: Stream<ConfigurationEvent, ConfigurationInForce, ConfigurationCommand> = {
  kind: CONFIGURATION,
  noun: 'configuration',
  event,
  evolve: (_state, { type, version: next }, { actor, at }) => ({
    version: next,
    at,
    by: actor,
    rolledBack: type === 'ConfigurationRolledBack',
  }),
  decide: (_id, command, state) => {
    if (command.version === state?.version) return [];
    const before = state?.version ?? command.before;
    const made = { version: command.version, ...(before !== undefined && { before }) };
    if (command.type === 'apply') return [{ type: TYPES.apply, ...made }];
    return [{ type: TYPES[command.type], ...made, ...(command.of !== undefined && { of: command.of }) }];
  },
};
