import { maskedAddress } from '../../domain/access/shown-address.ts';
import type { Rendered } from '../../domain/channel/channel.ts';
import type { Delivery } from '../../domain/delivery/delivery.ts';
import { TAKE_OVER_AFTER_SECONDS } from '../../domain/delivery/hand-over.ts';
import { providerOf } from '../../domain/delivery/provider.ts';
import { pauseAfter, type RetryPolicy } from '../../domain/delivery/retries.ts';
import { type Iso, toIso, toMs } from '../../domain/instant/instant.ts';
import type { OutgoingMessage, Ports, SendResult } from '../../ports/ports.ts';

export const TAKE_OVER_AFTER_MS = TAKE_OVER_AFTER_SECONDS * 1000;

/** A provider that says nothing for this long is not waited for: the next contact is asked, and whichever is first will do. */
export const SILENT_AFTER_MS = 4_000;

/** What a channel made of the message, and what a mail has beside it. */
export type Content = Rendered & Pick<OutgoingMessage, 'mail'>;

/** One message to one recipient by one channel, and what its kind wants to happen when that fails. */
export interface Outgoing {
  /** Its row in the ledger. `attempts` is how often this row has been tried before. */
  readonly row: Omit<Delivery, 'status' | 'intendedAt'>;
  /** As the log names it: "paging Ana by sms". */
  readonly what: string;
  /** The same for every try. */
  readonly idempotencyKey: string;
  readonly render: () => Content | Promise<Content>;
  readonly retries: RetryPolicy;
  /** Which try of the message this is; 1 is the first. */
  readonly tries: number;
  /** Since when the message is wanted. */
  readonly since: Iso;
  /** Whether it may leave now; where it may not, it is told with others later, and nothing is sent. */
  readonly mayLeave?: () => Promise<boolean>;
  /** Arranged once the row is ours and before the provider is called, so that a channel that hangs holds nobody up. */
  readonly beforehand?: () => Promise<void>;
  /** Whoever is next is asked: called once, when the first try has failed or is without an answer for long. */
  readonly failOver?: () => Promise<void>;
  /** Called when a try has failed, whether or not there are more, with why. */
  readonly onFailure?: (reason: string) => Promise<void>;
  /** Called when it failed and is to be tried again. */
  readonly tryAgain: (inSeconds: number) => Promise<void> | void;
}

export type Outcome =
  /** Another sender has it, or had it: nothing was sent. */
  | 'taken'
  | 'sent'
  /** It is told with others later. */
  | 'held'
  /** It failed for the moment. */
  | 'again'
  /** It failed for good. */
  | 'failed';

/**
 * Sends one message at most once: the row of the ledger is the right to call the provider, it is durable before anything
 * leaves, and what the provider answered is settled in the turn of the answer. What a sender that crashed has intended is
 * taken over after `TAKE_OVER_AFTER_MS`.
 *
 * @throws what a store throws; the job is to be run again then
 */
export const deliver = async (ports: Ports, outgoing: Outgoing): Promise<Outcome> => {
  const { row } = outgoing;
  const begun = ports.clock.now();
  const intended = await ports.stores.deliveries.intend(
    { ...row, status: 'intended', intendedAt: toIso(begun) },
    begun - TAKE_OVER_AFTER_MS,
  );
  if (!intended) return 'taken';
  const [mayLeave] = await Promise.all([
    outgoing.mayLeave?.() ?? true,
    outgoing.beforehand?.(),
    ports.providers.look(),
  ]);
  if (!mayLeave) {
    await ports.stores.deliveries.settle({ incidentId: row.incidentId, deliveryId: row.deliveryId, status: 'held' });
    await ports.stores.durable();
    return 'held';
  }
  const { result, turned } = await sendOrTurn(
    ports,
    {
      channel: row.channel,
      address: row.address,
      idempotencyKey: outgoing.idempotencyKey,
      deliveryId: row.deliveryId,
      ...(await outgoing.render()),
    },
    outgoing.tries === 1 ? outgoing.failOver : undefined,
  );
  const now = ports.clock.now();
  const settled = { incidentId: row.incidentId, deliveryId: row.deliveryId };
  if (result.sent) {
    await ports.stores.deliveries.settle({
      ...settled,
      status: 'handed-over',
      handedOverAt: toIso(now),
      providerId: result.providerId,
    });
    // At once: until it is durable, a crash would send the message a second time.
    await ports.stores.durable();
    await turned;
    return 'sent';
  }
  const age = Math.max(0, now - toMs(outgoing.since)) / 1000;
  const pause = result.retryable ? pauseAfter(outgoing.retries, outgoing.tries, age) : undefined;
  const reason = result.reason.replaceAll(row.address, maskedAddress(row.channel, row.address));
  await ports.stores.deliveries.settle({
    ...settled,
    status: 'failed',
    failedAt: toIso(now),
    failure: reason,
    nextTryAt: pause === undefined ? undefined : toIso(now + pause * 1000),
  });
  ports.observer.failed(outgoing.what, new Error(reason), { messageId: row.messageId, attempt: outgoing.tries });
  await turned;
  if (pause !== undefined) await outgoing.tryAgain(pause);
  await outgoing.onFailure?.(reason).catch((error: unknown) => {
    // The row has settled: were the job run again, it would find nothing to do.
    ports.observer.failed(`recording that ${outgoing.what} failed`, error, { messageId: row.messageId });
  });
  return pause === undefined ? 'failed' : 'again';
};

/**
 * Calls the provider, and asks whoever is next where it has taken nothing of late, says nothing for `SILENT_AFTER_MS`, or does not take
 * this: nobody waits for a provider.
 *
 * @param failOver asks them; called once at most
 * @returns what the provider answered, and when they have been asked, which is to be awaited once that answer is kept
 */
export const sendOrTurn = async (
  ports: Ports,
  message: OutgoingMessage,
  failOver: (() => Promise<void>) | undefined,
): Promise<{ readonly result: SendResult; readonly turned: Promise<void> | undefined }> => {
  let turned: Promise<void> | undefined;
  const turn = (): void => {
    turned ??= failOver?.();
    // It is awaited by the caller.
    turned?.catch(() => {});
  };
  if (ports.providers.isDown(message.channel, message.address)) turn();
  const unwatch = failOver && ports.timer(SILENT_AFTER_MS, turn);
  const result = await sendOnceDurable(ports, message).finally(() => unwatch?.());
  if (!result.sent) turn();
  return { result, turned };
};

/** What can be done before the barrier is done before it: after it, the message only has to leave. */
const sendOnceDurable = async (ports: Ports, message: OutgoingMessage): Promise<SendResult> => {
  const result = await sentOnceDurable(ports, message);
  const changed = ports.providers.answered(message.channel, message.address, result.sent || !result.retryable);
  if (changed !== undefined) {
    const { id } = providerOf(message.channel, message.address);
    ports.observer.happened({
      kind: `provider-${changed}`,
      text:
        changed === 'up' ? `${id} takes messages again` : `${id} takes no messages: other contacts are asked at once`,
      at: toIso(ports.clock.now()),
      details: { provider: id, channel: message.channel },
    });
  }
  await ports.providers.keep();
  return result;
};

const sentOnceDurable = async (ports: Ports, message: OutgoingMessage): Promise<SendResult> => {
  const transport = ports.transports[message.channel];
  if (!transport) {
    return { sent: false, retryable: false, reason: `This process does not send by ${message.channel}.` };
  }
  const prepared = await transport.prepare?.(message);
  try {
    await ports.stores.durable();
  } catch (error) {
    prepared?.discard();
    throw error;
  }
  return prepared ? prepared.send() : transport.send(message);
};
