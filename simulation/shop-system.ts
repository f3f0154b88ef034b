import type { PageJob } from '../domain/incident/effects.ts';
import type { Signal } from '../domain/signal/signal.ts';
import { type AcceptOptions, acceptSignals } from '../usecases/alerts/accept-signals.ts';
import { followCommit } from '../usecases/incident/follow-commit.ts';
import { pageResponder } from '../usecases/reach/page-responder.ts';
import { reconcile } from '../usecases/reconcile.ts';
import { shopWith } from './shop-configuration.ts';
import { SIMULATION_START, type SimulatedPorts, simulatedPorts } from './simulated-ports.ts';

export const shopPorts = (changes: Record<string, unknown> = {}): SimulatedPorts =>
  simulatedPorts({ configuration: shopWith(changes) });

export const signal = (dedupKey: string, changes: Partial<Signal> = {}): Signal => ({
  source: 'alertmanager',
  integrationId: 'prometheus',
  scope: 'prometheus',
  dedupKey,
  status: 'firing',
  severity: 'critical',
  title: `Checkout: ${dedupKey}`,
  occurredAt: SIMULATION_START,
  receivedAt: SIMULATION_START,
  service: 'checkout',
  environment: 'production',
  labels: {},
  links: [],
  ...changes,
});

/**
 * The turns a deployment takes around the use cases: a sender that repeats what was not accepted, a stream and queues that
 * deliver again what failed, a clock. What holds no fault must not need any of the repetitions.
 */
export class ShopSystem {
  readonly ports: SimulatedPorts;
  /** Handed to the use cases; replaced to inject or to heal. */
  through: SimulatedPorts;
  #unaccepted: Signal[] = [];
  #scheduled: { job: PageJob; due: number; redelivered: boolean }[] = [];
  readonly #followed = new Map<string, number>();
  /** How many signals were handed to `acceptSignals`, repetitions included. */
  deliveries = 0;

  constructor(ports: SimulatedPorts) {
    this.ports = ports;
    this.through = ports;
  }

  async sends(signals: readonly Signal[], options: AcceptOptions = {}): Promise<void> {
    this.deliveries += signals.length;
    try {
      await acceptSignals(this.through, signals, options);
    } catch {
      this.#unaccepted.push(...signals);
    }
  }

  /** The sender repeats what got no answer; the queue of signals is emptied. */
  async resends(): Promise<void> {
    await this.sends(this.#unaccepted.splice(0));
    await this.sends(this.ports.collected.retriedSignals.splice(0));
  }

  /** The stream: every commit not yet followed, in order within its incident; `again` delivers all of them. */
  async follows(again = false): Promise<void> {
    for (const [incidentId, chain] of this.ports.stores.held.commits) {
      for (let at = again ? 0 : (this.#followed.get(incidentId) ?? 0); at < chain.length; at += 1) {
        const commit = this.ports.stores.held.commits.get(incidentId)?.[at];
        if (!commit) break;
        try {
          await followCommit(this.through, commit);
        } catch {
          break;
        }
        this.#followed.set(incidentId, Math.max(at + 1, this.#followed.get(incidentId) ?? 0));
      }
    }
  }

  /** Sends every page that is due; what failed is delivered again the next time. */
  async pages(): Promise<void> {
    const { collected, time } = this.ports;
    for (;;) {
      for (const { job, delaySeconds = 0 } of collected.pages.splice(0)) {
        this.#scheduled.push({ job, due: time.now + delaySeconds * 1000, redelivered: false });
      }
      const due = this.#scheduled.filter((entry) => entry.due <= time.now);
      this.#scheduled = this.#scheduled.filter((entry) => entry.due > time.now);
      if (due.length === 0) return;
      let failed = 0;
      for (const entry of due) {
        try {
          await pageResponder(this.through, entry.job, entry.redelivered);
        } catch {
          this.#scheduled.push({ ...entry, redelivered: true });
          failed += 1;
        }
      }
      if (failed > 0) return;
    }
  }

  passes(seconds: number): void {
    this.ports.time.now += seconds * 1000;
  }

  /** Whatever was broken works again, and every repetition that is promised has happened. */
  async heals(): Promise<void> {
    this.through = this.ports;
    await this.resends();
    await this.follows(true);
    await this.pages();
    for (let round = 0; round < 2; round += 1) {
      this.passes(40);
      await reconcile(this.through);
      await this.resends();
      await this.follows();
      await this.pages();
    }
  }

  /** One turn of everything, as in a deployment without faults. */
  async turns(): Promise<void> {
    await this.resends();
    await this.follows();
    await this.pages();
  }
}
