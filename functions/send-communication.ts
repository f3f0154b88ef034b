import * as z from 'zod';
import { webhookTransport } from '../adapters/http/webhook-transport.ts';
import { derivedSecrets } from '../adapters/secrets/derived-secrets.ts';
import { smsTransport } from '../adapters/sns/sms-transport.ts';
import { topicTransport } from '../adapters/sns/topic-transport.ts';
import { webhookKey } from '../domain/access/signing-keys.ts';
import type { CommunicationJob } from '../domain/incident/effects.ts';
import type { NoticeJob } from '../domain/incident/notices.ts';
import type { Ports, Transport } from '../ports/ports.ts';
import { notifyPerson } from '../usecases/reach/notify-person.ts';
import { sendNotices } from '../usecases/reach/send-notices.ts';
import { tellStakeholders } from '../usecases/reach/tell-stakeholders.ts';
import { composePorts } from './composition/compose-ports.ts';
import { layFoundation } from './composition/foundation.ts';
import { lazily } from './composition/lazily.ts';
import { mailOf } from './composition/mail.ts';
import { masterKeyOf } from './composition/master-key.ts';
import { providersOf } from './composition/providers.ts';
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

const noticeJob = z.looseObject({
  incidentId: z.string(),
  noticeId: z.string(),
  kind: z.string(),
  personId: z.string(),
  contactIndex: z.number().int().min(0),
  attempt: z.number().int().min(1),
  noticedAt: z.iso.datetime(),
});

/**
 * The communications queue: each message one audience and one event, or one notice to one person. Recipients who are left are
 * another message, later.
 */
export const sendCommunication = (compose: () => Ports) =>
  messageHandler(
    {
      doing: 'sending a communication',
      message: z.union([
        communicationJob,
        z.object({ notice: noticeJob }),
        z.strictObject({ notices: z.string().min(1) }),
      ]),
      work: (ports, { message }) => {
        if ('notice' in message) return notifyPerson(ports, message.notice as unknown as NoticeJob);
        return 'notices' in message && typeof message.notices === 'string'
          ? sendNotices(ports, message.notices)
          : tellStakeholders(ports, message as unknown as CommunicationJob);
      },
    },
    compose,
  );

export const handler = sendCommunication(
  lazily(() => {
    const environment = readEnvironment('send-communication');
    const masterKey = masterKeyOf(environment);
    const foundation = layFoundation('send-communication', environment);
    return composePorts({
      ...foundation,
      providers: providersOf(foundation),
      queues: queuesOf(environment),
      secrets: derivedSecrets(masterKey),
      publicUrl: environment.PUBLIC_URL,
      transports: {
        email: mailOf(environment),
        sms: smsTransport({ client: snsOf(), senderId: environment.SMS_SENDER_ID }),
        webhook: webhookTransport({ keyFor: async (address) => webhookKey(await masterKey(), address) }),
        topic: topicTransport({ client: snsOf(), arnPrefix: environment.TOPIC_ARN_PREFIX }),
      } satisfies Record<Sends<'send-communication'>, Transport>,
    });
  }),
);
