import { expressionsApart } from '../adapters/expressions/expressions-apart.ts';
import { providerHealth } from '../adapters/health/provider-health.ts';
import { tokenBuckets } from '../adapters/limits/token-buckets.ts';
import { cachedInForce } from '../adapters/live/cached-in-force.ts';
import { type MemoryStores, memoryStores } from '../adapters/memory/memory-stores.ts';
import { CHANNEL_NAMES, type ChannelName } from '../domain/channel/index.ts';
import type { Configuration } from '../domain/configuration/configuration.ts';
import type { Flood } from '../domain/delivery/flood.ts';
import type { CommunicationJob, PageJob } from '../domain/incident/effects.ts';
import type { NoticeJob } from '../domain/incident/notices.ts';
import { type EpochMs, toMs } from '../domain/instant/instant.ts';
import type { Signal } from '../domain/signal/signal.ts';
import type { FeedEntry } from '../ports/feed.ts';
import type {
  DomainEventMessage,
  Happening,
  MachineName,
  OutgoingMessage,
  Ports,
  SendResult,
  Transport,
} from '../ports/ports.ts';
import { nothingRemembered } from '../ports/remembered.ts';
import { exampleConfiguration } from './example-configuration.ts';

/** Of no life in particular: it has no state, and nothing of it is random. */
const expressions = expressionsApart();

/** What left through the ports, in order. */
export interface Collected {
  readonly pages: { readonly job: PageJob; readonly delaySeconds?: number }[];
  readonly digests: { readonly recipient: string; readonly delaySeconds: number; readonly of?: Flood['of'] }[];
  readonly notices: { readonly job: NoticeJob; readonly delaySeconds?: number }[];
  readonly communications: { readonly job: CommunicationJob; readonly delaySeconds?: number }[];
  readonly retriedSignals: Signal[];
  readonly checks: { readonly heartbeatId: string; readonly delaySeconds: number }[];
  /** In seconds. */
  readonly wakesOfReconciler: number[];
  readonly started: { readonly machine: MachineName; readonly incidentId: string; readonly pagingId?: string }[];
  readonly wakes: { readonly token: string; readonly output: unknown }[];
  readonly sent: OutgoingMessage[];
  readonly published: DomainEventMessage[];
  readonly fed: FeedEntry[];
  readonly happenings: Happening[];
  readonly failures: { readonly what: string; readonly error: unknown }[];
  /** What happens where something hangs; nothing does, until a test calls it. */
  readonly timers: { readonly ms: number; readonly work: () => void }[];
}

/**
 * Every port in memory. To make one fail, spread it: `{ ...ports, queues: { ...ports.queues, sendPage: reject } }`.
 */
export interface SimulatedPorts extends Ports {
  readonly stores: MemoryStores;
  readonly collected: Collected;
  /** Set `now` to turn the clock. */
  readonly time: { now: EpochMs };
  /** Set `current` to apply another configuration. */
  readonly configured: { current: Configuration };
  /** Decides what a provider answers; says "sent" unless set. */
  readonly provider: { answer: (message: OutgoingMessage) => SendResult };
}

/** The instant at which the fake clock stands until it is set. */
export const SIMULATION_START: EpochMs = toMs('2026-11-21T20:00:00.000Z');

export const simulatedPorts = (
  options: {
    configuration?: Configuration;
    now?: EpochMs;
    /** Where something else turns the clock. */
    time?: { readonly now: EpochMs };
  } = {},
): SimulatedPorts => {
  const collected: Collected = {
    pages: [],
    digests: [],
    notices: [],
    communications: [],
    retriedSignals: [],
    checks: [],
    wakesOfReconciler: [],
    started: [],
    wakes: [],
    sent: [],
    published: [],
    fed: [],
    happenings: [],
    failures: [],
    timers: [],
  };
  const time = (options.time as { now: EpochMs } | undefined) ?? { now: options.now ?? SIMULATION_START };
  const configured = { current: options.configuration ?? exampleConfiguration() };
  const provider: SimulatedPorts['provider'] = { answer: () => ({ sent: true }) };
  const running = new Set<string>();
  let lastId = 0;

  const transport: Transport = {
    async send(message) {
      collected.sent.push(message);
      return provider.answer(message);
    },
  };
  const transports = Object.fromEntries(CHANNEL_NAMES.map((name) => [name, transport])) as Record<
    ChannelName,
    Transport
  >;

  const stores = memoryStores({ now: () => time.now });
  const clock = { now: () => time.now };
  const configuration = { current: async () => configured.current };
  return {
    collected,
    time,
    configured,
    provider,
    clock,
    ids: {
      next: () => {
        lastId += 1;
        return String(lastId).padStart(8, '0');
      },
    },
    stores,
    queues: {
      async sendPage(job, delaySeconds) {
        collected.pages.push({ job, delaySeconds });
      },
      async sendCommunication(job, delaySeconds) {
        collected.communications.push({ job, delaySeconds });
      },
      async wakeReconciler(delaySeconds) {
        collected.wakesOfReconciler.push(delaySeconds);
      },
      async sendNotice(job, delaySeconds) {
        collected.notices.push({ job, delaySeconds });
      },
      async sendDigest(recipient, delaySeconds, of) {
        collected.digests.push({ recipient, delaySeconds, ...(of && { of }) });
      },
      async checkHeartbeat(heartbeatId, delaySeconds) {
        collected.checks.push({ heartbeatId, delaySeconds });
      },
      async retrySignals(signals) {
        collected.retriedSignals.push(...signals);
      },
    },
    workflows: {
      async ensureRunning(machine, process) {
        const name = `${machine} ${process.incidentId} ${process.pagingId ?? ''}`;
        if (running.has(name)) return 'running';
        running.add(name);
        collected.started.push({ machine, ...process });
        return 'started';
      },
      async wake(token, output) {
        collected.wakes.push({ token, output });
        return true;
      },
    },
    transports,
    events: {
      async publish(events) {
        collected.published.push(...events);
      },
    },
    feed: {
      async tell(entry) {
        collected.fed.push(entry);
      },
    },
    secrets: {
      linkKey: async () => new TextEncoder().encode('a link key for tests, 32 bytes..'),
      reporterKey: async () => new TextEncoder().encode('a reporter key for tests, 32 byt'),
    },
    configuration,
    inForce: cachedInForce({ configuration, store: stores.live, clock, keptMs: 0 }),
    observer: {
      happened: (happening) => {
        collected.happenings.push(happening);
      },
      failed: (what, error) => {
        collected.failures.push({ what, error });
      },
    },
    rates: tokenBuckets(() => time.now),
    remembered: nothingRemembered(),
    expressions,
    providers: providerHealth({ now: () => time.now, store: stores.live, keptMs: 0 }),
    timer: (ms, work) => {
      const timer = { ms, work };
      collected.timers.push(timer);
      return () => {
        collected.timers.splice(collected.timers.indexOf(timer) >>> 0, 1);
      };
    },
    pause: () => Promise.resolve(),
    linger: () => Promise.resolve(),
    publicUrl: 'https://muster.example.com',
  };
};
