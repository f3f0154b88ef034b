import * as z from 'zod/mini';
import { webhookTransport } from '../adapters/http/webhook-transport.ts';
import { derivedSecrets } from '../adapters/secrets/derived-secrets.ts';
import { smsTransport } from '../adapters/sns/sms-transport.ts';
import { webhookKey } from '../domain/access/signing-keys.ts';
import type { PageJob } from '../domain/incident/effects.ts';
import { type Iso, toMs } from '../domain/instant/instant.ts';
import type { Ports, Transport } from '../ports/ports.ts';
import { pageResponder } from '../usecases/reach/page-responder.ts';
import { sendDigest } from '../usecases/reach/send-digest.ts';
import { composePorts } from './composition/compose-ports.ts';
import { laySendingFoundation } from './composition/foundation.ts';
import { lazily } from './composition/lazily.ts';
import { mailOf } from './composition/mail.ts';
import { masterKeyOf } from './composition/master-key.ts';
import { providersOf } from './composition/providers.ts';
import { queuesOf } from './composition/queues.ts';
import { snsOf } from './composition/sns.ts';
import { warmUp } from './composition/warm-up.ts';
import { readEnvironment, type Sends } from './environment.ts';
import { messageHandler, receivesOf } from './middlewares/message-handler.ts';

/** As much as decides what is sent to whom; the rest is only shown. */
const pageJob = z.looseObject({
  incidentId: z.string(),
  pagingId: z.string(),
  pageId: z.string(),
  personId: z.string(),
  contactIndex: z.int().check(z.gte(0)),
  attempt: z.int().check(z.gte(1)),
  pagedAt: z.string().check(z.refine((at) => Number.isFinite(toMs(at as Iso)))),
});

/** Younger pages are wanted: nobody has acknowledged what nobody has received. */
const FRESH_MS = 15_000;

/** The pages queue: each message one page to one person by one way of reaching that person. */
export const sendPage = (compose: () => Ports) =>
  messageHandler(
    {
      doing: 'sending a page',
      message: z.union([pageJob, z.object({ digest: z.string().check(z.minLength(1)) })]),
      work: (ports, record) => {
        if ('digest' in record.message && typeof record.message.digest === 'string') {
          return sendDigest(ports, record.message.digest);
        }
        const job = record.message as unknown as PageJob;
        const again = receivesOf(record) > 1 || ports.clock.now() - toMs(job.pagedAt) > FRESH_MS;
        return pageResponder(ports, job, again);
      },
    },
    compose,
  );

const compose = lazily((): Ports => {
  const environment = readEnvironment('send-page');
  const masterKey = masterKeyOf(environment);
  const foundation = laySendingFoundation('send-page', environment);
  return composePorts({
    ...foundation,
    providers: providersOf(foundation),
    queues: queuesOf(environment),
    secrets: derivedSecrets(masterKey),
    publicUrl: environment.PUBLIC_URL,
    transports: {
      sms: smsTransport({ client: snsOf(), senderId: environment.SMS_SENDER_ID }),
      email: mailOf(environment),
      webhook: webhookTransport({ keyFor: async (address) => webhookKey(await masterKey(), address) }),
    } satisfies Record<Sends<'send-page'>, Transport>,
  });
});

await warmUp(() => Promise.all([compose().configuration.current(), compose().secrets.linkKey()]));

export const handler = sendPage(compose);
