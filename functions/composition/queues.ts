import { clientSettings } from '../../adapters/aws/client-settings.ts';
import { sqs } from '../../adapters/aws/services.ts';
import { sqsQueues } from '../../adapters/sqs/sqs-queues.ts';
import type { Queues } from '../../ports/ports.ts';

/** The queues that a function's environment names. */
export const queuesOf = (environment: {
  readonly PAGES_QUEUE_URL?: string;
  readonly COMMUNICATIONS_QUEUE_URL?: string;
  readonly SIGNALS_QUEUE_URL?: string;
  readonly HEARTBEATS_QUEUE_URL?: string;
  readonly RECONCILIATION_QUEUE_URL?: string;
}): Queues =>
  sqsQueues({
    client: sqs(clientSettings()),
    urls: {
      pages: environment.PAGES_QUEUE_URL,
      communications: environment.COMMUNICATIONS_QUEUE_URL,
      signals: environment.SIGNALS_QUEUE_URL,
      heartbeats: environment.HEARTBEATS_QUEUE_URL,
      reconciliation: environment.RECONCILIATION_QUEUE_URL,
    },
  });
