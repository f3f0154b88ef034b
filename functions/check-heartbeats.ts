import * as z from 'zod/mini';
import type { Ports } from '../ports/ports.ts';
import { checkHeartbeat } from '../usecases/heartbeats/watch-heartbeat.ts';
import { composePorts } from './composition/compose-ports.ts';
import { layFoundation } from './composition/foundation.ts';
import { lazily } from './composition/lazily.ts';
import { queuesOf } from './composition/queues.ts';
import { readEnvironment } from './environment.ts';
import { messageHandler } from './middlewares/message-handler.ts';

const check = z.object({ heartbeat: z.string() });

/** The heartbeats queue: each message is due when a heartbeat may have fallen silent, or on the way there. */
export const checkHeartbeats = (compose: () => Ports) =>
  messageHandler(
    {
      doing: 'checking a heartbeat',
      message: check,
      work: (ports, { message }) => checkHeartbeat(ports, message.heartbeat),
    },
    compose,
  );

export const handler = checkHeartbeats(
  lazily(() => {
    const environment = readEnvironment('check-heartbeats');
    return composePorts({ ...layFoundation('check-heartbeats', environment), queues: queuesOf(environment) });
  }),
);
