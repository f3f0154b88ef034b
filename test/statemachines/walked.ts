import { readFileSync } from 'node:fs';
import type { WorkflowEvent } from '../../asl/index.ts';

interface RawState {
  readonly Type: string;
  readonly Comment?: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Next: string }[];
  readonly TimeoutSeconds?: unknown;
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[]; readonly MaxAttempts: number }[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
}

export interface RawMachine {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, RawState>>;
}

export const MACHINES = ['major-incident', 'page-responders'] as const;

export const textOf = (machine: string): string =>
  readFileSync(new URL(`../../statemachines/${machine}.asl.json`, import.meta.url), 'utf8');

export const definitionOf = (machine: string): RawMachine => JSON.parse(textOf(machine)) as RawMachine;

/** What stands for a name or number of the deployment, as in `${AwaitChange}`. */
export const PLACEHOLDER = /\$\{([^}]+)\}/g;

/** The JSONata in a definition or a part of one, without `{%` and `%}`. */
export const expressionsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return /^\{%.*%\}$/s.test(value) ? [value.slice(2, -2).trim()] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(expressionsIn) : [];
};

/** Whether `text` is `template` with something in place of each placeholder. */
export const isFilledIn = (template: string, text: string): boolean => {
  const literals = template.split(PLACEHOLDER).filter((_, at) => at % 2 === 0);
  let from = 0;
  return literals.every((literal, at) => {
    const found = at === literals.length - 1 && at > 0 ? text.lastIndexOf(literal) : text.indexOf(literal, from);
    if (found < from || (at === 0 && found > 0)) return false;
    from = found + literal.length;
    return at < literals.length - 1 || from === text.length;
  });
};

/** What an execution did last, as far as its next transition needs. */
interface Standing {
  state?: string;
  failure?: string;
}

/** `ErrorEquals` as far as the errors of these machines go: a name, any failure but a time-out, anything. */
const matches = (names: readonly string[], error: string): boolean =>
  names.includes(error) ||
  names.includes('States.ALL') ||
  (names.includes('States.TaskFailed') && error !== 'States.Timeout');

const entered = (state: string): string => `enters "${state}"`;
const goes = (from: string, to: string, why = ''): string => `goes from "${from}" to "${to}"${why}`;
const retries = (state: string, names: readonly string[]): string => `retries "${state}" after ${names[0]}`;
const caught = (names: readonly string[]): string => `, having caught ${names[0]}`;

/** Everything that executions of a machine can do. */
const possibleIn = (machine: RawMachine): string[] =>
  Object.entries(machine.States).flatMap(([name, state]) => [
    entered(name),
    ...(state.Next ? [goes(name, state.Next)] : []),
    ...(state.Default ? [goes(name, state.Default)] : []),
    ...(state.Choices ?? []).map((choice) => goes(name, choice.Next)),
    ...(state.Catch ?? []).map((catcher) => goes(name, catcher.Next, caught(catcher.ErrorEquals))),
    ...(state.Retry ?? []).map((retrier) => retries(name, retrier.ErrorEquals)),
  ]);

/** Watches executions and remembers every state, transition and retry that some execution took. */
export class Walked {
  private readonly taken = new Map<string, Set<string>>(MACHINES.map((machine) => [machine, new Set()]));
  private readonly definitions = new Map(MACHINES.map((machine) => [machine as string, definitionOf(machine)]));
  private readonly standing = new Map<string, Standing>();

  see(run: string, event: WorkflowEvent): void {
    const taken = this.taken.get(event.machine);
    const states = this.definitions.get(event.machine)?.States;
    if (!taken || !states) return;
    const key = `${run} ${event.executionArn}`;
    const at = this.standing.get(key) ?? {};
    this.standing.set(key, at);
    const before = at.state === undefined ? undefined : states[at.state];
    if (event.type === 'TaskFailed' || event.type === 'TaskTimedOut') at.failure = event.error ?? '';
    else if (event.type === 'TaskSucceeded') at.failure = undefined;
    else if (event.type === 'TaskScheduled' && at.failure !== undefined) {
      const retrier = before?.Retry?.find(({ ErrorEquals }) => matches(ErrorEquals, at.failure ?? ''));
      if (retrier && at.state) taken.add(retries(at.state, retrier.ErrorEquals));
      at.failure = undefined;
    } else if (event.type.endsWith('StateEntered') && event.state !== undefined) {
      if (at.state !== undefined) {
        const catcher =
          at.failure === undefined
            ? undefined
            : before?.Catch?.find(({ ErrorEquals }) => matches(ErrorEquals, at.failure ?? ''));
        taken.add(goes(at.state, event.state, catcher ? caught(catcher.ErrorEquals) : ''));
      }
      taken.add(entered(event.state));
      at.state = event.state;
      at.failure = undefined;
    }
  }

  /** What executions of this machine can do and none did. */
  neverTaken(machine: string): string[] {
    const taken = this.taken.get(machine);
    return possibleIn(definitionOf(machine)).filter((step) => !taken?.has(step));
  }
}
