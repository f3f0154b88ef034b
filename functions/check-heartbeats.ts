import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import * as z from 'zod/mini';
import type { Ports } from '../ports/ports.ts';
import { checkHeartbeat } from '../usecases/heartbeats/watch-heartbeat.ts';
import { composePorts } from './composition/compose-ports.ts';
import { layFoundation } from './composition/foundation.ts';
import { lazily } from './composition/lazily.ts';
import { eachAlone, jsonOf } from './composition/partial-failures.ts';
import { queuesOf } from './composition/queues.ts';
import { readEnvironment } from './environment.ts';

const check = z.object({ heartbeat: z.string() });

/** The heartbeats queue: each message is due when a heartbeat may have fallen silent, or on the way there. */
export const checkHeartbeats =
  (compose: () => Ports) =>
  async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const ports = compose();
    return eachAlone(
      Records,
      async (record) => {
        await checkHeartbeat(ports, check.parse(jsonOf(record)).heartbeat);
      },
      (reason, { messageId }) => ports.observer.failed('checking a heartbeat', reason, { messageId }),
    );
  };

export const handler = checkHeartbeats(
  lazily(() => {
    const environment = readEnvironment('check-heartbeats');
    return composePorts({ ...layFoundation('check-heartbeats', environment), queues: queuesOf(environment) });
  }),
);
