import type { DomainEventMessage, EventPublisher } from '../../ports/ports.ts';
import type { AwsCall } from '../aws/json-protocol.ts';

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html */
interface PutEventsRequestEntry {
  readonly EventBusName: string;
  readonly Source: string;
  readonly DetailType: string;
  readonly Time: number;
  readonly Detail: string;
}

interface Taken {
  readonly FailedEntryCount?: number;
  readonly Entries?: readonly { readonly ErrorCode?: string }[];
}

/** The bus refused some events; which and why. */
export class PublishError extends Error {
  override readonly name = 'PublishError';
  readonly code = 'publish-refused';
  readonly refused: readonly { readonly id: string; readonly reason: string }[];

  constructor(refused: PublishError['refused']) {
    super(
      `The bus refused ${refused.length} event(s): ${refused.map((r) => `${r.id} (${r.reason})`).join(', ')}`.slice(
        0,
        1000,
      ),
    );
    this.refused = refused;
  }
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html: 10 entries, and formerly 256 KiB, a request. */
const BATCH_ENTRIES = 10;
const BATCH_BYTES = 240_000;

/** 14 bytes for the time and 64 in reserve, and the UTF-8 of the rest. */
const sizeOf = (entry: PutEventsRequestEntry): number =>
  78 + Buffer.byteLength(`${entry.Source}${entry.DetailType}${entry.Detail}`);

/**
 * An event that would not fit loses what it is about, never itself: whoever listens can read the incident by its id.
 */
const detailOf = ({ id, detail }: DomainEventMessage): string => {
  const whole = JSON.stringify({ id, ...detail });
  if (Buffer.byteLength(whole) <= BATCH_BYTES - 1000) return whole;
  const { event, ...rest } = detail;
  return JSON.stringify({
    id,
    ...rest,
    event: { type: (event as { type?: string } | undefined)?.type, omitted: 'too large; read the incident' },
  });
};

/** Domain events on the bus, source `muster`. The id is in the detail: the bus delivers at least once. */
export const eventBridgePublisher = ({
  client,
  busName,
}: {
  /** Of EventBridge. */
  client: AwsCall;
  busName: string;
}): EventPublisher => ({
  async publish(events) {
    const batches: { entries: PutEventsRequestEntry[]; ids: string[]; bytes: number }[] = [];
    for (const event of events) {
      const entry: PutEventsRequestEntry = {
        EventBusName: busName,
        Source: 'muster',
        DetailType: event.detailType,
        // Seconds, as the protocol has instants.
        Time: Date.parse(event.time) / 1000,
        Detail: detailOf(event),
      };
      const bytes = sizeOf(entry);
      let last = batches.at(-1);
      if (!last || last.entries.length === BATCH_ENTRIES || last.bytes + bytes > BATCH_BYTES) {
        last = { entries: [], ids: [], bytes: 0 };
        batches.push(last);
      }
      last.entries.push(entry);
      last.ids.push(event.id);
      last.bytes += bytes;
    }
    const refused: { id: string; reason: string }[] = [];
    for (const { entries, ids } of batches) {
      const { FailedEntryCount, Entries } = await client<Taken>('PutEvents', { Entries: entries });
      if (!FailedEntryCount) continue;
      Entries?.forEach((entry, i) => {
        if (entry.ErrorCode) refused.push({ id: ids[i] ?? '?', reason: entry.ErrorCode });
      });
      if (refused.length === 0) refused.push({ id: ids.join(' '), reason: 'not told' });
    }
    if (refused.length > 0) throw new PublishError(refused);
  },
});
