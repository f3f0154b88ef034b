import type { ChannelName } from '../../domain/channel/index.ts';
import type { Configuration } from '../../domain/configuration/configuration.ts';
import type { Account } from '../../ports/account.ts';
import type { Ports } from '../../ports/ports.ts';
import type { Readiness } from '../readiness/readiness.ts';

/** `failed`: somebody will not be reached, or alerts are lost. `warning`: it will be one day. `unknown`: it could not be asked. */
export const VERDICTS = ['ok', 'warning', 'failed', 'unknown'] as const;
export type Verdict = (typeof VERDICTS)[number];

export const CHECK_NAMES = [
  ...['readiness', 'dead-letters', 'contacts', 'mail', 'text-messages'],
  ...['alarms', 'sign-of-life', 'limits', 'links'],
] as const;
export type DoctorCheckName = (typeof CHECK_NAMES)[number];

/** One thing that was found, and what to do about it: a sentence, or a command to paste. */
export interface Finding {
  readonly verdict: Verdict;
  readonly detail: string;
  /** Absent where nothing is to be done. */
  readonly mend?: string;
}

/** What a check may look at. */
export interface Examined {
  readonly ports: Ports;
  readonly configuration: Configuration;
  readonly readiness: () => Promise<Readiness>;
  /** Of the provider in whose account this Muster is deployed; none where it is one process. */
  readonly account?: Account | undefined;
  /** Channels by which messages stay on this machine instead of leaving. */
  readonly keptChannels: readonly ChannelName[];
  /** Whether somebody outside is told that it lives; undefined where this process does not know. */
  readonly hasSignOfLife?: boolean | undefined;
}

export interface DoctorCheck {
  readonly name: DoctorCheckName;
  /** Nothing where it is of no concern here. Throws what could not be asked. */
  readonly examine: (examined: Examined) => Promise<readonly Finding[]>;
}

export const ok = (detail: string): Finding => ({ verdict: 'ok', detail });
export const warning = (detail: string, mend: string): Finding => ({ verdict: 'warning', detail, mend });
export const failed = (detail: string, mend: string): Finding => ({ verdict: 'failed', detail, mend });

const MOST_NAMED = 5;

/** `Ana, Ben and 3 others`. */
export const named = (names: readonly string[]): string => {
  const shown = names.slice(0, MOST_NAMED);
  const left = names.length - shown.length;
  if (left > 0) return `${shown.join(', ')} and ${left} other${left === 1 ? '' : 's'}`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
};
