import type { ChannelName } from '../domain/channel/index.ts';
import type { Configuration } from '../domain/configuration/configuration.ts';
import type { Lookup } from '../domain/configuration/lookup.ts';
import type { Flood } from '../domain/delivery/flood.ts';
import type { ProviderHealth } from '../domain/delivery/provider.ts';
import type { CommunicationJob, PageJob } from '../domain/incident/effects.ts';
import type { NoticeJob } from '../domain/incident/notices.ts';
import type { EpochMs } from '../domain/instant/instant.ts';
import type { Signal } from '../domain/signal/signal.ts';
import type { Expressions } from './expressions.ts';
import type { Feed } from './feed.ts';
import type { RateLimiter } from './rate-limiter.ts';
import type { Remembered } from './remembered.ts';
import type { Stores } from './stores.ts';

export interface Clock {
  now(): EpochMs;
}

export interface Ids {
  /** Unique; sorts by time of creation; safe in URLs and execution names (letters, digits, hyphen). */
  next(): string;
}

/** Work handed to another process or turn. Returning means it is durable or, embedded, that the guaranteed path repeats it. */
export interface Queues {
  sendPage(job: PageJob, delaySeconds?: number): Promise<void>;
  sendCommunication(job: CommunicationJob, delaySeconds?: number): Promise<void>;
  /** Has what waits for this recipient (`recipientKey`) told in one message. @param of what waits; pages unless said otherwise */
  sendDigest(recipient: string, delaySeconds: number, of?: Flood['of']): Promise<void>;
  /** Tells somebody something that they need not answer. */
  sendNotice(job: NoticeJob, delaySeconds?: number): Promise<void>;
  /** Has somebody look, about then, whether this heartbeat has fallen silent; sooner where no delay is that long. */
  checkHeartbeat(heartbeatId: string, delaySeconds: number): Promise<void>;
  /** Has the reconciler look, about then; sooner where no delay is that long. */
  wakeReconciler(delaySeconds: number): Promise<void>;
  /** Keeps signals whose acceptance failed half-way, to be accepted again. Throws where nothing durable is at hand. */
  retrySignals(signals: readonly Signal[]): Promise<void>;
}

export type MachineName = 'major-incident' | 'page-responders';

export interface Workflows {
  /**
   * Makes sure that this process of this incident runs: starts an execution under a deterministic name, or does nothing
   * when one runs already. A name whose execution has ended is followed by the next generation of it.
   */
  ensureRunning(
    machine: MachineName,
    process: { incidentId: string; pagingId?: string },
  ): Promise<'started' | 'running'>;
  /** Wakes a waiting workflow. False when the token is no longer waited for; that is not an error. */
  wake(token: string, output: unknown): Promise<boolean>;
}

/** What a mail has beside its words. Ids are as they stand in headers: `<…@…>`. */
export interface MailEnvelope {
  readonly senderName: string;
  readonly replyTo?: string;
  readonly messageId: string;
  /** What every message of the same thread refers to. */
  readonly thread: string;
}

export interface OutgoingMessage {
  readonly channel: ChannelName;
  readonly address: string;
  /** The same for every attempt to deliver this message. */
  readonly idempotencyKey: string;
  /** Its row in the ledger, for a provider that says later what became of the message. */
  readonly deliveryId?: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  /** What a program receives (webhook, topic). */
  readonly data: Readonly<Record<string, unknown>>;
  readonly mail?: MailEnvelope;
}

/** A provider's answer: sent, or not and whether trying again makes sense. Policy lives in the use case. */
export type SendResult =
  | { readonly sent: true; readonly providerId?: string }
  | { readonly sent: false; readonly retryable: boolean; readonly reason: string };

/** One per channel. Never throws for what the provider answers. */
export interface Transport {
  send(message: OutgoingMessage): Promise<SendResult>;
  /** Does all that can be done while it is not yet certain that the message may leave; no byte of it leaves. */
  prepare?(message: OutgoingMessage): Promise<PreparedMessage>;
}

/** A message that is ready to leave; exactly one of the two is called, once. */
export interface PreparedMessage {
  send(): Promise<SendResult>;
  discard(): void;
}

/** How those do who take messages, by what they have answered. */
export interface Providers {
  /**
   * Counts an answer.
   *
   * @param isTaken false where the provider failed for a reason of its own
   * @returns what has changed with it
   */
  answered(channel: ChannelName, address: string, isTaken: boolean): 'up' | 'down' | undefined;
  isDown(channel: ChannelName, address: string): boolean;
  /** In the order of their ids. */
  list(): readonly ProviderHealth[];
  /** Takes over what other processes found, and this one before it was started again; at most every few seconds. Never fails. */
  look(): Promise<void>;
  /** Writes down what has changed, if anything, for other processes and later starts; durable with the unit of work. Never fails. */
  keep(): Promise<void>;
}

export interface DomainEventMessage {
  readonly id: string;
  /** `Incident Opened`, `Major Incident Declared` … */
  readonly detailType: string;
  readonly time: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface EventPublisher {
  publish(events: readonly DomainEventMessage[]): Promise<void>;
}

/** Key material of this deployment; never logged, never stored beside data. */
export interface Secrets {
  /** Signs links that act. */
  linkKey(): Promise<Uint8Array>;
  /** Hashes who reported something. */
  reporterKey(): Promise<Uint8Array>;
}

/** Something worth telling whoever watches: a line on the console, a structured log, a metric. Never holds a secret. */
export interface Happening {
  readonly kind: string;
  readonly text: string;
  readonly at: string;
  readonly incident?: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

export interface Observer {
  happened(happening: Happening): void;
  /** Something failed that is retried or repaired elsewhere. */
  failed(what: string, error: unknown, details?: Readonly<Record<string, unknown>>): void;
}

export interface ConfigurationSource {
  current(): Promise<Configuration>;
}

/** Everything the use cases need. An entry point composes it once. */
export interface Ports {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly stores: Stores;
  readonly queues: Queues;
  readonly workflows: Workflows;
  /** Of the channels that this process sends by. */
  readonly transports: Readonly<Partial<Record<ChannelName, Transport>>>;
  readonly providers: Providers;
  readonly events: EventPublisher;
  readonly feed: Feed;
  readonly secrets: Secrets;
  readonly configuration: ConfigurationSource;
  /** What is in force as of now: the configuration and what is live beside it. Ask once per unit of work. */
  readonly inForce: () => Promise<Lookup>;
  readonly observer: Observer;
  readonly rates: RateLimiter;
  readonly remembered: Remembered;
  readonly expressions: Expressions;
  /**
   * Does something after so long of real time, unless it is called off before; for what hangs, never for what must happen.
   *
   * @returns calls it off
   */
  readonly timer: (ms: number, work: () => void) => () => void;
  /** Lets others of this process go first, where work has gone on for a while: a page must not wait for a long batch. */
  readonly pause: () => Promise<void>;
  /** A moment in which others may come whose work could share one commit with what waits; none where each commit stands alone. */
  readonly linger: () => Promise<void>;
  /** Base of links in messages, e.g. `https://muster.example.com`. */
  readonly publicUrl: string;
}
