import type { Context, SNSEvent, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Signal } from '../domain/signal/signal.ts';
import { acceptEvents, integrationOfBus } from '../intake/aws/accept-events.ts';
import type { Ports } from '../ports/ports.ts';
import { acceptSignals } from '../usecases/alerts/accept-signals.ts';
import { composePorts } from './composition/compose-ports.ts';
import { expressionsWhenNeeded } from './composition/expressions.ts';
import { layAcceptingFoundation } from './composition/foundation.ts';
import { lazily } from './composition/lazily.ts';
import { queuesOf } from './composition/queues.ts';
import { readEnvironment } from './environment.ts';
import type { Outcomes } from './middlewares/failing-alone.ts';
import { batchHandler } from './middlewares/message-handler.ts';

/** What `retrySignals` put into the queue, or the text of anything else: an event, or what nobody understands. */
const signalsIn = (body: string): readonly Signal[] | undefined => {
  try {
    const { signals } = JSON.parse(body) as { signals?: unknown };
    return Array.isArray(signals) ? (signals as Signal[]) : undefined;
  } catch {
    return undefined;
  }
};

/**
 * Signals that come back are counted again. Some were counted before they failed, but nobody knows which, and an alert with
 * a count of nothing would be the worse untruth; events that SQS delivers twice are counted twice in the same way.
 */
const accept = async (ports: Ports, records: readonly SQSRecord[]): Promise<void> => {
  const returned: Signal[] = [];
  const events: string[] = [];
  for (const { body } of records) {
    const signals = signalsIn(body);
    if (signals) returned.push(...signals);
    else events.push(body);
  }
  if (returned.length > 0) await acceptSignals(ports, returned);
  if (events.length > 0) {
    await acceptEvents(ports, integrationOfBus(await ports.configuration.current()), events);
  }
};

/** What a topic or an alarm invokes the function with; Lambda has checked that they may. */
type Direct = SNSEvent | { readonly alarmData: unknown };

const isDirect = (event: SQSEvent | Direct): event is Direct =>
  'alarmData' in event || event.Records.some((record) => 'Sns' in record);

const acceptDirect = async (ports: Ports, event: Direct): Promise<void> => {
  const id = integrationOfBus(await ports.configuration.current());
  await acceptEvents(ports, id, 'alarmData' in event ? [event] : event.Records.map(({ Sns }) => Sns.Message));
};

/**
 * A batch at a time, so that duplicates fold before they are written. When that fails each message is accepted alone, so that a bad
 * one fails alone; what was done already is found done.
 */
const acceptBatch = async (ports: Ports, records: readonly SQSRecord[]): Promise<Outcomes> => {
  try {
    await accept(ports, records);
    return records.map(() => ({ status: 'fulfilled', value: undefined }));
  } catch (error) {
    ports.observer.failed('accepting a batch of messages', error, { messages: records.length });
    return Promise.allSettled(records.map((record) => accept(ports, [record])));
  }
};

/** The signals queue. Topics and alarms may invoke it, too. */
export const classifyAlerts = (compose: () => Ports) => {
  const ofQueue = batchHandler({ doing: 'accepting a message', observer: () => compose().observer }, (records) =>
    acceptBatch(compose(), records),
  );
  return async (event: SQSEvent | Direct, context?: Context): Promise<SQSBatchResponse> => {
    if (!isDirect(event)) return ofQueue(event, context);
    // Thrown errors make Lambda invoke it again: nobody else repeats these.
    await acceptDirect(compose(), event);
    return { batchItemFailures: [] };
  };
};

export const handler = classifyAlerts(
  lazily(() => {
    const environment = readEnvironment('classify-alerts');
    return composePorts({
      ...layAcceptingFoundation('classify-alerts', environment),
      queues: queuesOf(environment),
      expressions: expressionsWhenNeeded(),
    });
  }),
);
