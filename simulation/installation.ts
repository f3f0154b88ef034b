import { setImmediate as nextTurn } from 'node:timers/promises';
import { interpretedWorkflows } from '../adapters/workflows/interpreted-workflows.ts';
import { VirtualClock } from '../asl/clock/index.ts';
import { createWorkflowEngine, type WorkflowEvent } from '../asl/index.ts';
import type { Configuration } from '../domain/configuration/configuration.ts';
import type { Flood } from '../domain/delivery/flood.ts';
import { DomainError } from '../domain/failure/domain-error.ts';
import type { PublicCommand } from '../domain/incident/commands.ts';
import type { CommunicationJob, PageJob } from '../domain/incident/effects.ts';
import { foldCommits } from '../domain/incident/evolve.ts';
import type { NoticeJob } from '../domain/incident/notices.ts';
import type { IncidentState } from '../domain/incident/state.ts';
import type { EpochMs } from '../domain/instant/instant.ts';
import type { Signal } from '../domain/signal/signal.ts';
import type { OutgoingMessage } from '../ports/ports.ts';
import { acceptSignals } from '../usecases/alerts/accept-signals.ts';
import { commandIncident } from '../usecases/incident/command-incident.ts';
import { followCommit } from '../usecases/incident/follow-commit.ts';
import { PROCESS_TASKS } from '../usecases/incident/tasks/index.ts';
import { acknowledgeDigest } from '../usecases/reach/acknowledge-all.ts';
import { notifyPerson } from '../usecases/reach/notify-person.ts';
import { pageResponder } from '../usecases/reach/page-responder.ts';
import { sendDigest } from '../usecases/reach/send-digest.ts';
import { sendNotices } from '../usecases/reach/send-notices.ts';
import { tellStakeholders } from '../usecases/reach/tell-stakeholders.ts';
import { reconcile } from '../usecases/reconcile.ts';
import { type Accident, failingPorts, type Moment } from './failing-ports.ts';
import { type Attempt, attemptOf } from './flooding.ts';
import { shopWith } from './shop-configuration.ts';
import { SIMULATION_START, type SimulatedPorts, simulatedPorts } from './simulated-ports.ts';

/** Something that goes wrong at one call of a port, counted from when it is set. */
export interface Mishap {
  readonly at: number;
  readonly moment: Moment;
  readonly accident: Accident;
}

/** What fails is tried again at once only so often: then time has to go by. */
const MOST_ROUNDS = 40;

const RECONCILE_EVERY_MS = 30_000;

interface Queued<J> {
  readonly job: J;
  readonly due: number;
  readonly again: boolean;
}

/**
 * A whole Muster on adapters in memory and a turned clock: senders that repeat what was not accepted, queues and a stream that
 * deliver again, the state machines, a reconciler, people. Anything may fail, and the process may be gone at any call.
 */
export class Installation {
  readonly clock: VirtualClock;
  readonly ports: SimulatedPorts;
  /** What was said of things that failed while nothing was made to fail. */
  readonly unexpected: string[] = [];
  /** How many accidents happened. */
  mishaps = 0;
  #providersWork = true;
  /** Nothing failed in its whole life. */
  isUndisturbed = true;
  /** What providers took, in order. */
  readonly sent: OutgoingMessage[] = [];
  /** What was handed to providers, taken or not, in order. */
  readonly attempts: Attempt[] = [];
  #through: SimulatedPorts;
  #interpreted: ReturnType<typeof interpretedWorkflows>;
  #calls: string[] = [];
  #unaccepted: Signal[] = [];
  #pages: Queued<PageJob>[] = [];
  #communications: Queued<CommunicationJob>[] = [];
  #notices: Queued<NoticeJob>[] = [];
  #digests: { readonly recipient: string; readonly due: number; readonly of: Flood['of'] }[] = [];
  readonly #followed = new Map<string, number>();
  #reconcileDue: EpochMs;
  #mishaps: readonly Mishap[] = [];
  readonly #isApart: boolean;
  readonly #onWorkflowEvent: ((event: WorkflowEvent) => void) | undefined;
  /** Tasks of machines that run now, and all that have. */
  #tasks = { running: 0, ran: 0 };

  /** @param changes to the shop, where no other configuration is given */
  constructor(
    changes: Record<string, unknown> = {},
    given: {
      readonly configuration?: Configuration;
      readonly startMs?: EpochMs;
      /** Ports that take the place of those in memory: stores of another process answer in their own time. No reconciler looks then. */
      readonly instead?: (ports: SimulatedPorts) => SimulatedPorts;
      readonly onWorkflowEvent?: (event: WorkflowEvent) => void;
    } = {},
  ) {
    const { configuration = shopWith(changes), startMs = SIMULATION_START } = given;
    this.#reconcileDue = given.instead ? Number.POSITIVE_INFINITY : startMs + RECONCILE_EVERY_MS;
    this.clock = new VirtualClock({ startMs, settle: () => this.settles() });
    const { clock } = this;
    const time = {
      get now() {
        return clock.now();
      },
    };
    const inMemory = simulatedPorts({ configuration, time });
    const simulated = given.instead?.(inMemory) ?? inMemory;
    this.#isApart = given.instead !== undefined;
    this.#onWorkflowEvent = given.onWorkflowEvent;
    this.ports = {
      ...simulated,
      observer: {
        happened: simulated.observer.happened,
        failed: (what, error) => {
          if (!this.#isDisturbed && this.providersWork) this.unexpected.push(`${what}: ${String(error)}`);
        },
      },
      workflows: {
        ensureRunning: (machine, process) => this.#interpreted.workflows.ensureRunning(machine, process),
        wake: (token, output) => this.#interpreted.workflows.wake(token, output),
      },
    };
    simulated.provider.answer = (message) => {
      this.attempts.push(attemptOf(this.ports, message, this.attempts));
      if (!this.providersWork) return { sent: false, retryable: true, reason: 'the provider is down' };
      this.sent.push(message);
      return { sent: true };
    };
    this.#interpreted = this.#interpreter();
    this.#through = this.ports;
  }

  /** As the embedded target does, but for the jitter of retries: a life is the same each time it is run. */
  #interpreter(): ReturnType<typeof interpretedWorkflows> {
    return interpretedWorkflows({
      clock: this.clock,
      newId: () => this.ports.ids.next(),
      functions: Object.fromEntries(
        PROCESS_TASKS.map(({ name, run }) => [name, (payload: unknown) => this.#runs(run(this.#through, payload))]),
      ),
      // A task that goes on failing ends its execution; the reconciler starts the next generation.
      onFailedExecution: () => {},
      createEngine: (given) => {
        const onEvent = (event: WorkflowEvent): void => {
          this.#onWorkflowEvent?.(event);
          given.onEvent?.(event);
        };
        return createWorkflowEngine({ ...given, onEvent, random: () => 0.5 });
      },
    });
  }

  /** Whether those who carry messages take any. */
  get providersWork(): boolean {
    return this.#providersWork;
  }

  set providersWork(work: boolean) {
    this.#providersWork = work;
    this.isUndisturbed &&= work;
  }

  async #runs(task: Promise<unknown>): Promise<unknown> {
    this.#tasks.running += 1;
    try {
      return await task;
    } finally {
      this.#tasks.running -= 1;
      this.#tasks.ran += 1;
    }
  }

  /** From here on these calls fail, or are the last of the process. */
  disturb(mishaps: readonly Mishap[]): void {
    this.isUndisturbed &&= mishaps.length === 0;
    const { calls, ports } = failingPorts(this.ports, mishaps);
    this.#through = ports;
    this.#calls = calls;
    this.#mishaps = mishaps;
  }

  get #isDisturbed(): boolean {
    return this.#mishaps.length > 0;
  }

  /** The process starts again, on what was durable; what was to go wrong and did not goes wrong no more. */
  async restarts(): Promise<void> {
    const happened = this.#mishaps.filter(({ at }) => at <= this.#calls.length);
    this.mishaps += happened.length;
    const isGone = happened.some(({ accident }) => accident === 'crashes');
    this.disturb([]);
    if (isGone) {
      this.#interpreted.engine.close();
      this.#interpreted = this.#interpreter();
      this.ports.stores.held.waits.clear();
    }
    this.#reconcileDue = this.clock.now();
    await this.settles();
  }

  async sends(signals: readonly Signal[]): Promise<void> {
    this.#unaccepted.push(...signals);
    await this.settles();
  }

  /** A manager asks something of an incident; what the rules refuse changes nothing. */
  async asks(person: string, incidentId: string, command: PublicCommand): Promise<void> {
    const principal = { id: person, name: person, role: 'manager', personId: person } as const;
    try {
      await commandIncident(this.#through, principal, incidentId, command);
    } catch (error) {
      if (!(error instanceof DomainError) && !this.#isDisturbed) throw error;
    }
    await this.settles();
  }

  /** Somebody presses the link of the newest digest that anybody was sent. */
  async answersDigest(): Promise<void> {
    const newest = this.sent.findLast(({ data }) => data.type === 'muster.page-digest');
    if (!newest) return;
    const url = String(newest.data.acknowledgeAllUrl);
    try {
      await acknowledgeDigest(this.#through, url.slice(url.lastIndexOf('/') + 1));
    } catch (error) {
      if (!(error instanceof DomainError) && !this.#isDisturbed) throw error;
    }
    await this.settles();
  }

  /** Time goes by, and everything that falls due in it happens. */
  async passes(seconds: number): Promise<void> {
    const until = this.clock.now() + seconds * 1000;
    for (;;) {
      const next = Math.min(until, this.#nextDue());
      await this.clock.advanceTo(Math.max(next, this.clock.now()));
      await this.settles();
      if (next >= until) return;
    }
  }

  #nextDue(): number {
    return Math.min(
      this.#reconcileDue,
      ...this.#pages.map(({ due }) => due),
      ...this.#communications.map(({ due }) => due),
      ...this.#notices.map(({ due }) => due),
      ...this.#digests.map(({ due }) => due),
    );
  }

  /** Everything that is due now has been tried, and nothing moves without the clock. */
  async settles(): Promise<void> {
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const { ran } = this.#tasks;
      const moved = [await this.#resends(), await this.#follows(), await this.#works(), await this.#reconciles()].some(
        Boolean,
      );
      await nextTurn();
      await nextTurn();
      while (this.#isApart && this.#tasks.running > 0) await nextTurn();
      if (!moved && !(this.#isApart && ran < this.#tasks.ran)) return;
    }
  }

  async #resends(): Promise<boolean> {
    const again = this.#unaccepted.splice(0);
    const retried = this.ports.collected.retriedSignals.splice(0);
    if (again.length + retried.length === 0) return false;
    try {
      if (again.length > 0) await acceptSignals(this.#through, again);
      if (retried.length > 0) await acceptSignals(this.#through, retried);
      return true;
    } catch {
      this.#unaccepted.push(...again, ...retried);
      return false;
    }
  }

  /** The stream: each incident's commits in order; one that fails is delivered again the next time. */
  async #follows(): Promise<boolean> {
    let moved = false;
    for (const [incidentId, chain] of [...this.ports.stores.held.commits]) {
      for (let at = this.#followed.get(incidentId) ?? 0; at < chain.length; at += 1) {
        const commit = chain[at];
        if (!commit) break;
        try {
          await followCommit(this.#through, commit);
        } catch {
          break;
        }
        this.#followed.set(incidentId, at + 1);
        moved = true;
      }
    }
    return moved;
  }

  async #works(): Promise<boolean> {
    const { collected } = this.ports;
    const now = this.clock.now();
    for (const delaySeconds of this.#isApart ? [] : collected.wakesOfReconciler.splice(0))
      this.#reconcileDue = Math.min(this.#reconcileDue, now + delaySeconds * 1000);
    for (const { job, delaySeconds = 0 } of collected.pages.splice(0)) {
      this.#pages.push({ job, due: now + delaySeconds * 1000, again: false });
    }
    for (const { job, delaySeconds = 0 } of collected.communications.splice(0)) {
      this.#communications.push({ job, due: now + delaySeconds * 1000, again: false });
    }
    for (const { job, delaySeconds = 0 } of collected.notices.splice(0)) {
      this.#notices.push({ job, due: now + delaySeconds * 1000, again: false });
    }
    for (const { recipient, delaySeconds, of } of collected.digests.splice(0)) {
      this.#digests.push({ recipient, due: now + delaySeconds * 1000, of });
    }
    const digests = this.#digests.filter(({ due }) => due <= now);
    this.#digests = this.#digests.filter(({ due }) => due > now);
    const pages = this.#pages.filter(({ due }) => due <= now);
    const communications = this.#communications.filter(({ due }) => due <= now);
    const notices = this.#notices.filter(({ due }) => due <= now);
    this.#notices = this.#notices.filter(({ due }) => due > now);
    this.#pages = this.#pages.filter(({ due }) => due > now);
    this.#communications = this.#communications.filter(({ due }) => due > now);
    for (const { again, job } of pages) {
      await pageResponder(this.#through, job, again).catch(() => {
        this.#pages.push({ job, due: now + 1000, again: true });
      });
    }
    for (const { job } of communications) {
      await tellStakeholders(this.#through, job).catch(() => {
        this.#communications.push({ job, due: now + 1000, again: true });
      });
    }
    for (const { job } of notices) {
      await notifyPerson(this.#through, job).catch(() => {
        this.#notices.push({ job, due: now + 1000, again: true });
      });
    }
    for (const { of, recipient } of digests) {
      await (of === 'notices' ? sendNotices : sendDigest)(this.#through, recipient).catch(() => {
        this.#digests.push({ recipient, due: now + 1000, of });
      });
    }
    return pages.length + communications.length + notices.length + digests.length > 0;
  }

  async #reconciles(): Promise<boolean> {
    if (this.clock.now() < this.#reconcileDue) return false;
    this.#reconcileDue = this.clock.now() + RECONCILE_EVERY_MS;
    // A second worker looks whatever became of the first: what one process left is another's to find.
    await reconcile(this.#through).catch(() => undefined);
    return true;
  }

  /** Every incident, as its commits say. */
  incidents(): IncidentState[] {
    return [...this.ports.stores.held.commits.values()].flatMap((commits) => foldCommits(commits) ?? []);
  }

  end(): void {
    this.#interpreted.engine.close();
  }
}
