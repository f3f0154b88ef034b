import * as z from 'zod';
import { derivedSecrets } from '../adapters/secrets/derived-secrets.ts';
import { topicTransport } from '../adapters/sns/topic-transport.ts';
import type { CommunicationJob } from '../domain/incident/effects.ts';
import type { Ports, Transport } from '../ports/ports.ts';
import { tellStakeholders } from '../usecases/reach/tell-stakeholders.ts';
import { composePorts } from './composition/compose-ports.ts';
import { layFoundation } from './composition/foundation.ts';
import { lazily } from './composition/lazily.ts';
import { mailOf } from './composition/mail.ts';
import { masterKeyOf } from './composition/master-key.ts';
import { queuesOf } from './composition/queues.ts';
import { snsOf } from './composition/sns.ts';
import { readEnvironment, type Sends } from './environment.ts';
import { messageHandler } from './middlewares/message-handler.ts';

const communicationJob = z.looseObject({
  incidentId: z.string(),
  seq: z.number().int().min(1),
  eventIndex: z.number().int().min(0),
  occasion: z.string(),
  planId: z.string(),
});

/** The communications queue: each message one audience and one event. Recipients who are left are another message, later. */
export const sendCommunication = (compose: () => Ports) =>
  messageHandler(
    {
      doing: 'sending a communication',
      message: communicationJob,
      work: (ports, { message }) => tellStakeholders(ports, message as unknown as CommunicationJob),
    },
    compose,
  );

export const handler = sendCommunication(
  lazily(() => {
    const environment = readEnvironment('send-communication');
    return composePorts({
      ...layFoundation('send-communication', environment),
      queues: queuesOf(environment),
      secrets: derivedSecrets(masterKeyOf(environment)),
      publicUrl: environment.PUBLIC_URL,
      transports: {
        email: mailOf(environment),
        topic: topicTransport({ client: snsOf(), arnPrefix: environment.TOPIC_ARN_PREFIX }),
      } satisfies Record<Sends<'send-communication'>, Transport>,
    });
  }),
);
