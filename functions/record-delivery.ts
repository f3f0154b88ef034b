import * as z from 'zod/mini';
import { NoReceiptError, receiptIn } from '../adapters/ses/sending-event.ts';
import { toIso } from '../domain/instant/instant.ts';
import type { Ports } from '../ports/ports.ts';
import { takeReceipt } from '../usecases/reach/take-receipt.ts';
import { composePorts } from './composition/compose-ports.ts';
import { layFoundation } from './composition/foundation.ts';
import { lazily } from './composition/lazily.ts';
import { providersOf } from './composition/providers.ts';
import { queuesOf } from './composition/queues.ts';
import { readEnvironment } from './environment.ts';
import { messageHandler } from './middlewares/message-handler.ts';

const event = z.looseObject({ source: z.literal('aws.ses'), detail: z.looseObject({}) });

/** The receipts queue: what SES says of a mail after it has taken it. */
export const recordDelivery = (compose: () => Ports) =>
  messageHandler(
    {
      doing: 'recording what became of a mail',
      message: event,
      work: async (ports, { message }) => {
        try {
          await takeReceipt(ports, receiptIn(message));
        } catch (error) {
          if (!(error instanceof NoReceiptError)) throw error;
          ports.observer.happened({ kind: 'receipt-ignored', text: error.message, at: toIso(ports.clock.now()) });
        }
      },
    },
    compose,
  );

export const handler = recordDelivery(
  lazily(() => {
    const environment = readEnvironment('record-delivery');
    const foundation = layFoundation('record-delivery', environment);
    return composePorts({ ...foundation, providers: providersOf(foundation), queues: queuesOf(environment) });
  }),
);
