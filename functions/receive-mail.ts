import type { SQSRecord } from 'aws-lambda';
import { expressionsApart } from '../adapters/expressions/expressions-apart.ts';
import { readAnyMail } from '../adapters/mime/read-mail.ts';
import type { MailObjects } from '../adapters/s3/mail-objects.ts';
import { derivedIntegrationKeys } from '../adapters/secrets/derived-integration-keys.ts';
import { NotAMailError, receivedIn } from '../adapters/ses/mail-notification.ts';
import { toIso } from '../domain/instant/instant.ts';
import { receiveMail } from '../intake/mail/receive-mail.ts';
import type { IntegrationKeys } from '../ports/integration-keys.ts';
import type { Ports } from '../ports/ports.ts';
import { composePorts } from './composition/compose-ports.ts';
import { layFoundation } from './composition/foundation.ts';
import { lazily } from './composition/lazily.ts';
import { mailObjectsOf } from './composition/mail-objects.ts';
import { masterKeyOf } from './composition/master-key.ts';
import { queuesOf } from './composition/queues.ts';
import { readEnvironment } from './environment.ts';
import { batchHandler } from './middlewares/message-handler.ts';

interface Services {
  readonly ports: Ports;
  readonly keys: IntegrationKeys;
  readonly objects: MailObjects;
  /** What Muster sends mail from. */
  readonly ownAddress: string;
}

const receive = async ({ keys, objects, ownAddress, ports }: Services, { body }: SQSRecord): Promise<void> => {
  const { objectKey, recipients, receivedAt, returnPath, verdicts } = receivedIn(body, objects.bucket);
  const mail = await readAnyMail(await objects.read(objectKey), { returnPath });
  // As of when SES received it, however often the queue delivers it: a late one reopens nothing.
  const received = { mail, recipients, receivedAt: Math.min(receivedAt, ports.clock.now()), verdicts };
  await receiveMail(ports, keys, received, ownAddress);
};

/** The mail queue: mail that SES has received, checked and put into the bucket. Each fails alone and is received again. */
export const receiveMails = (compose: () => Services) =>
  batchHandler({ doing: 'taking in a mail', observer: () => compose().ports.observer }, (records) => {
    const services = compose();
    const { clock, observer } = services.ports;
    return Promise.allSettled(
      records.map(async (record) => {
        try {
          await receive(services, record);
        } catch (error) {
          if (!(error instanceof NotAMailError)) throw error;
          // SES and SNS greet a topic that they are given.
          observer.happened({ kind: 'mail-ignored', text: error.message, at: toIso(clock.now()) });
        }
      }),
    );
  });

export const handler = receiveMails(
  lazily((): Services => {
    const environment = readEnvironment('receive-mail');
    const foundation = layFoundation('receive-mail', environment);
    return {
      ports: composePorts({ ...foundation, queues: queuesOf(environment), expressions: expressionsApart() }),
      keys: derivedIntegrationKeys(masterKeyOf(environment), foundation.configuration),
      objects: mailObjectsOf(environment),
      ownAddress: environment.MAIL_FROM,
    };
  }),
);
