import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sortableIds } from '../../adapters/ids/sortable-ids.ts';
import { VirtualClock } from '../../asl/clock/index.ts';
import { createWorkflowEngine, statesEntered, type WorkflowEngine } from '../../asl/index.ts';
import { parseConfiguration } from '../../domain/configuration/parse-configuration.ts';
import type { PublicCommand } from '../../domain/incident/commands.ts';
import type { IncidentEvent } from '../../domain/incident/events.ts';
import type { IncidentState } from '../../domain/incident/state.ts';
import type { Signal } from '../../domain/signal/signal.ts';
import { openDataDirectory } from '../../embedded/data-directory.ts';
import { createEmbedded, type Embedded } from '../../embedded/muster.ts';
import type { MachineName, OutgoingMessage } from '../../ports/ports.ts';
import { exampleFile } from '../../simulation/example-configuration.ts';
import { acceptSignals } from '../../usecases/alerts/accept-signals.ts';
import { commandIncident } from '../../usecases/incident/command-incident.ts';
import { loadIncident } from '../../usecases/incident/load-incident.ts';
import type { BothVersions } from './both-versions.ts';
import type { Walked } from './walked.ts';

const NIGHT = Date.parse('2026-11-21T03:00:00Z');

const level = (person: string, acknowledgeWithinSeconds: number) => ({ people: [person], acknowledgeWithinSeconds });

const PEOPLE = ['ana', 'ben', 'mia', 'noor', 'olga', 'vera'];

/** Managers answer within 3 minutes, candidates are decided within 10, recovery is watched for 15, relapses for 60. */
export const DRILL_FILE = {
  ...exampleFile,
  services: [
    ...exampleFile.services,
    { id: 'catalogue', name: 'Catalogue', tier: 1, team: 'payments', escalationPolicy: 'payments-on-call' },
  ],
  people: PEOPLE.map((id, index) => ({ id, name: id, contacts: [{ channel: 'sms', address: `+49170000${index}` }] })),
  escalationPolicies: [
    { id: 'payments-on-call', name: 'Payments on call', levels: [level('ana', 300), level('ben', 300)] },
    {
      id: 'major-incident-managers',
      name: 'Major incident managers',
      levels: [level('mia', 180), level('noor', 180), level('olga', 180)],
    },
  ],
  catchAll: { people: ['vera'], acknowledgeWithinSeconds: 300, repeat: 2 },
  candidate: { decideWithinSeconds: 600, promoteWhenUndecided: ['SEV1'] },
  recovery: { watchSeconds: 900, relapseWithinSeconds: 3600 },
  review: { severities: ['SEV1', 'SEV2'], dueWithinDays: 5, closureWaits: true },
};

export interface DrillOptions {
  readonly walked?: Walked;
  readonly versions?: BothVersions;
  readonly maximumTurns?: number;
  /** In place of the machines of this release, by their names. */
  readonly definitions?: Readonly<Record<string, string>>;
  /** Merged into the configuration file. */
  readonly configured?: object;
}

/** What becomes of a call of a machine to its function instead: it throws an error of this name, or never answers. */
export type Disturbance = { readonly throws: string } | 'hangs';

/** Begins a drill that is watched, and ended when all tests are over. */
export type Begin = (options?: Omit<DrillOptions, 'walked' | 'versions'>) => Promise<Drill>;

let runs = 0;

/** A whole Muster on a fresh SQLite file, on a clock that the test turns. */
export class Drill {
  readonly clock: VirtualClock;
  readonly directory = mkdtempSync(join(tmpdir(), 'muster-drill-'));
  readonly failures: string[] = [];
  readonly sent: OutgoingMessage[] = [];
  readonly calls: { readonly state: string; readonly name: string; readonly payload: unknown }[] = [];
  /** Asked before every call of a machine to a function. */
  disturb: (
    state: string,
    name: string,
    payload: { readonly incidentId: string },
  ) => Disturbance | undefined | Promise<undefined> = () => undefined;
  /** The provider takes messages and never answers. */
  providerHangs = false;
  embedded!: Embedded;
  engine!: WorkflowEngine;
  substitutions: Readonly<Record<string, string>> = {};
  incidentId = '';
  private readonly options: DrillOptions;
  private readonly ids: { next(): string };
  private calling = 0;
  private isOpen = false;

  private constructor(options: DrillOptions) {
    this.options = options;
    this.clock = new VirtualClock({ startMs: NIGHT, settle: () => this.settled() });
    this.ids = sortableIds(() => this.clock.now());
  }

  static async begin(options: DrillOptions = {}): Promise<Drill> {
    const drill = new Drill(options);
    await drill.open();
    return drill;
  }

  /** Starts Muster on the data directory, as after a restart. */
  async open(): Promise<void> {
    runs += 1;
    const run = `run-${runs}`;
    const configuration = parseConfiguration({ ...structuredClone(DRILL_FILE), ...this.options.configured });
    this.embedded = createEmbedded({
      directory: openDataDirectory(this.directory),
      configuration: () => configuration,
      clock: this.clock,
      newId: () => this.ids.next(),
      observer: {
        happened: () => {},
        failed: (what, error) => void this.failures.push(`${what}: ${String(error)}`),
      },
      publicUrl: 'https://muster.example.com',
      webhook: { send: () => Promise.resolve({ sent: true }) },
      createEngine: (given) => {
        const { maximumTurns, versions, definitions } = this.options;
        this.substitutions = {
          ...given.substitutions,
          ...(definitions && { AdvanceIncident: 'advance-incident' }),
          ...(maximumTurns && { MaximumTurns: String(maximumTurns) }),
        };
        this.engine = createWorkflowEngine({
          ...given,
          definitions: { ...given.definitions, ...definitions },
          substitutions: this.substitutions,
          random: () => 0.5,
          ...(versions && { parseJsonata: versions.parse }),
          invoke: (name, payload, context) =>
            this.call(context.state, name, () => given.invoke(name, payload, context), payload),
          onEvent: (event) => {
            this.options.walked?.see(run, event);
            given.onEvent?.(event);
          },
        });
        return this.engine;
      },
    });
    const { sms } = this.embedded.ports.transports;
    if (!sms) throw new Error('nothing sends text messages');
    const watched = {
      send: (message: OutgoingMessage) => {
        this.sent.push(message);
        if (this.providerHangs) return new Promise<never>(() => {});
        return sms.send(message);
      },
    };
    Object.assign(this.embedded.ports.transports, { sms: watched });
    this.isOpen = true;
    await this.embedded.start();
    await this.settled();
  }

  /** Stops Muster, lets time go by, and starts it again. */
  async restartAfter(minutes: number): Promise<void> {
    await this.embedded.stop();
    this.isOpen = false;
    await this.clock.advanceBy(minutes * 60_000);
    await this.open();
  }

  async end(): Promise<void> {
    await this.embedded.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** An alert fires (or recovers); the first one opens the incident that the other calls are about. */
  async fire(dedupKey: string, changes: Partial<Signal> = {}): Promise<string> {
    const at = this.clock.now();
    const signal: Signal = {
      source: 'generic',
      integrationId: 'scripts',
      scope: 'scripts',
      dedupKey,
      status: 'firing',
      severity: 'critical',
      title: `${dedupKey} is broken`,
      occurredAt: at,
      receivedAt: at,
      service: 'checkout',
      labels: {},
      links: [],
      ...changes,
    };
    const [accepted] = await this.unit(() => acceptSignals(this.embedded.ports, [signal]));
    await this.settled();
    const incidentId = accepted?.incidentId ?? '';
    if (this.incidentId === '') this.incidentId = incidentId;
    return incidentId;
  }

  recover(dedupKey: string): Promise<string> {
    return this.fire(dedupKey, { status: 'resolved' });
  }

  /** A manager asks something of the incident. */
  async ask(command: PublicCommand, incidentId = this.incidentId): Promise<void> {
    await this.askAndGoOn(command, incidentId);
    await this.settled();
  }

  /** The same, without waiting for what follows from it. */
  async askAndGoOn(command: PublicCommand, incidentId = this.incidentId): Promise<void> {
    const manager = { id: 'mia', name: 'mia', role: 'admin', personId: 'mia' } as const;
    await this.unit(() => commandIncident(this.embedded.ports, manager, incidentId, command));
  }

  async pass(minutes: number): Promise<void> {
    await this.clock.advanceBy(minutes * 60_000);
  }

  async incident(incidentId = this.incidentId): Promise<IncidentState> {
    const state = await loadIncident(this.embedded.ports, incidentId);
    if (!state) throw new Error(`there is no incident ${incidentId}`);
    return state;
  }

  /** `major/status`, as in `candidate/open`. */
  async standing(): Promise<string> {
    const { major, status } = await this.incident();
    return `${major}/${status}`;
  }

  async events(type: IncidentEvent['type']): Promise<IncidentEvent[]> {
    const commits = await this.embedded.stores.commits.read(this.incidentId, 0);
    return commits.flatMap((commit) => commit.events.filter((event) => event.type === type));
  }

  /** Who was paged, in order, as `person@level`. */
  async paged(purpose: string): Promise<string[]> {
    const { pagings } = await this.incident();
    return Object.values(pagings)
      .filter((paging) => paging.purpose === purpose)
      .flatMap((paging) => paging.pages.map((page) => `${page.personId}@${page.level}`));
  }

  /** How the executions of a machine stand, oldest first, as `name status`. */
  executions(machine: MachineName = 'major-incident'): string[] {
    return this.engine
      .listExecutions(machine)
      .filter(({ name }) => name.startsWith(this.incidentId))
      .map(({ name, status, startedAtMs }) => ({
        said: `${name.replace(`${this.incidentId}-`, '')} ${status}`,
        startedAtMs,
      }))
      .sort((a, b) => a.startedAtMs - b.startedAtMs || (a.said < b.said ? -1 : 1))
      .map(({ said }) => said);
  }

  /** The states that the last execution of a machine went through. */
  way(machine: MachineName = 'major-incident'): string[] {
    const of = this.engine.listExecutions(machine).filter(({ name }) => name.startsWith(this.incidentId));
    const last = of.reduce<(typeof of)[number] | undefined>(
      (found, one) => (found && found.startedAtMs >= one.startedAtMs && found.status === 'RUNNING' ? found : one),
      undefined,
    );
    return last ? statesEntered(this.engine.history(last.executionArn)) : [];
  }

  /** Waits until nothing moves without the clock. */
  async settled(): Promise<void> {
    for (let quiet = 0; quiet < 3; ) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.isOpen && !this.providerHangs) await this.embedded.idle();
      quiet = this.calling === 0 ? quiet + 1 : 0;
    }
  }

  private unit<T>(work: () => Promise<T>): Promise<T> {
    return this.embedded.stores.unitOfWork(work);
  }

  private async call<T>(state: string, name: string, invoke: () => Promise<T>, payload: unknown): Promise<T> {
    this.calls.push({ state, name, payload });
    const disturbance = await this.disturb(state, name, payload as { incidentId: string });
    if (disturbance === 'hangs') return new Promise<T>(() => {});
    if (disturbance) throw Object.assign(new Error(`disturbed in "${state}"`), { name: disturbance.throws });
    this.calling += 1;
    try {
      return await invoke();
    } finally {
      this.calling -= 1;
    }
  }
}
