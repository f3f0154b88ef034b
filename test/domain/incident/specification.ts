import { expect } from 'vitest';
import type { AlertReference } from '../../../domain/alert/alert.ts';
import type { Lookup } from '../../../domain/configuration/lookup.ts';
import { DomainError, type DomainErrorCode } from '../../../domain/failure/domain-error.ts';
import type { IncidentCommand } from '../../../domain/incident/commands.ts';
import { type Actor, type Commit, makeCommit } from '../../../domain/incident/commit.ts';
import { decide } from '../../../domain/incident/decide/index.ts';
import type { EventOf, IncidentEvent } from '../../../domain/incident/events.ts';
import { foldCommits } from '../../../domain/incident/evolve.ts';
import type { IncidentState } from '../../../domain/incident/state.ts';
import { plusSeconds } from '../../../domain/instant/instant.ts';
import { shop } from '../../../simulation/shop-configuration.ts';

/** When every specification begins. */
export const START = '2026-11-21T20:00:00.000Z';
export const INCIDENT = 'inc-1';

/** So many seconds after the beginning. */
export const later = (seconds: number): string => plusSeconds(START, seconds);

export const person = (id: string): Actor => ({ kind: 'person', id });
export const monitor: Actor = { kind: 'integration', id: 'prometheus' };
export const clock: Actor = { kind: 'clock', id: 'test' };

type WithoutMetadata<C> = C extends unknown ? Omit<C, 'metadata'> : never;
/** A command as a specification writes it: who and when are told apart. */
export type CommandBody = WithoutMetadata<IncidentCommand>;

export interface Circumstances {
  readonly at?: number;
  readonly by?: Actor;
  readonly lookup?: Lookup;
}

export const alert = (alertId: string, changes: Partial<AlertReference> = {}): AlertReference => ({
  alertId,
  episode: 1,
  severity: 'critical',
  title: `alert ${alertId}`,
  serviceId: 'checkout',
  occurredAt: Date.parse(START),
  ...changes,
});

/** What opens an incident of checkout, SEV1 in production, reported by an alert unless told otherwise. */
export const opened = (changes: Partial<EventOf<'IncidentOpened'>> = {}): EventOf<'IncidentOpened'> => ({
  type: 'IncidentOpened',
  number: 'INC-2026-0001',
  title: 'Checkout is down',
  serviceId: 'checkout',
  environment: 'production',
  origin: { kind: 'alert', source: 'alertmanager', integrationId: 'prometheus' },
  impact: 'extensive',
  urgency: 'critical',
  severity: 'SEV1',
  assessmentReason: 'because',
  detectedAt: START,
  ...changes,
});

let lastCommand = 0;
const metadata = (at: number, by: Actor) => {
  lastCommand += 1;
  return { now: later(at), actor: by, commandId: `command-${lastCommand}` };
};

/** One incident, kept as the commits it is made of. */
export class History {
  readonly commits: Commit[] = [];
  readonly lookup: Lookup;

  constructor(lookup: Lookup = shop) {
    this.lookup = lookup;
  }

  get state(): IncidentState | undefined {
    return foldCommits(this.commits);
  }

  /** The state of an incident that exists. */
  get now(): IncidentState {
    const { state } = this;
    if (!state) throw new Error('nothing has happened yet');
    return state;
  }

  happened(events: readonly IncidentEvent[], at = 0, by: Actor = monitor): this {
    const { state } = this;
    const said = { type: 'given', metadata: metadata(at, by) };
    this.commits.push(makeCommit(state ?? { incidentId: INCIDENT }, said, '', events));
    return this;
  }

  /** Asks a command and keeps what it leads to. */
  asks(asked: CommandBody, { at = 0, by = person('ana') }: Circumstances = {}): IncidentEvent[] {
    const command = { ...asked, metadata: metadata(at, by) } as IncidentCommand;
    const events = decide(INCIDENT, command, this.state, this.lookup);
    if (events.length > 0) {
      this.commits.push(makeCommit(this.state ?? { incidentId: INCIDENT }, command, '', events));
    }
    return events;
  }
}

/** What a command led to, to be compared with what it should lead to. */
export class Outcome {
  readonly history: History;
  readonly #ask: () => IncidentEvent[];
  constructor(history: History, ask: () => IncidentEvent[]) {
    this.history = history;
    this.#ask = ask;
  }

  /** Exactly these events; of each, at least the named fields. */
  // biome-ignore lint/suspicious/noThenProperty: given, when, then; nobody awaits an outcome
  then(...expected: (Partial<IncidentEvent> & Pick<IncidentEvent, 'type'>)[]): IncidentState {
    const events = this.#ask();
    expect(events.map((e) => e.type)).toEqual(expected.map((e) => e.type));
    expect(events).toMatchObject(expected);
    return this.history.now;
  }

  /** An event like this is among them. */
  thenAmongOthers(expected: Partial<IncidentEvent> & Pick<IncidentEvent, 'type'>): IncidentState {
    expect(this.#ask()).toContainEqual(expect.objectContaining(expected));
    return this.history.now;
  }

  thenNothing(): void {
    expect(this.#ask()).toEqual([]);
  }

  thenRefuses(code: DomainErrorCode, because: RegExp = /./): void {
    const before = this.history.commits.length;
    let refusal: unknown;
    try {
      this.#ask();
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(DomainError);
    expect(refusal).toMatchObject({ code, message: expect.stringMatching(because) });
    expect(this.history.commits).toHaveLength(before);
  }
}

/** What has happened, each event in its own commit, all at the beginning. */
export const given = (...events: IncidentEvent[]): Specification => givenIn(shop, ...events);

export const givenIn = (lookup: Lookup, ...events: IncidentEvent[]): Specification => {
  const history = new History(lookup);
  for (const event of events) history.happened([event]);
  return new Specification(history);
};

export class Specification {
  readonly history: History;
  constructor(history: History) {
    this.history = history;
  }

  /** What follows from commands asked earlier, whatever it is. */
  and(asked: CommandBody, circumstances: Circumstances = {}): this {
    this.history.asks(asked, circumstances);
    return this;
  }

  when(asked: CommandBody, circumstances: Circumstances = {}): Outcome {
    return new Outcome(this.history, () => this.history.asks(asked, circumstances));
  }
}

/** An incident opened by an alert, as the accept path asks for it. */
export const openCommand = (changes: Partial<Extract<CommandBody, { type: 'open' }>> = {}): CommandBody => ({
  type: 'open',
  number: 'INC-2026-0001',
  title: 'Checkout is down',
  serviceId: 'checkout',
  environment: 'production',
  origin: { kind: 'alert', source: 'alertmanager', integrationId: 'prometheus' },
  alerts: [alert('a1')],
  ...changes,
});

/** What a person reports by hand. */
export const reported = (changes: Record<string, unknown> = {}): CommandBody =>
  openCommand({
    origin: { kind: 'person', reporter: 'ana', via: 'api' },
    alerts: [],
    byHand: { title: 'Checkout is down', service: 'checkout', declare: false, ...changes },
  });
