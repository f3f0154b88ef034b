import { configuredIn } from '../domain/configuration/lookup.ts';
import { addressedIntegration } from '../intake/mail/addressed-integrations.ts';
import { receiveMail } from '../intake/mail/receive-mail.ts';
import type { IntegrationKeys } from '../ports/integration-keys.ts';
import type { MailServerOptions } from './mail-server.ts';
import type { Embedded } from './muster.ts';

/** What the addresses of integrations end with here; reserved for the machine itself (RFC 6761). */
export const LOCAL_MAIL_DOMAIN = 'muster.localhost';

/** Decides about recipients and takes mail in, for the server that listens on this machine. */
export const createMailIntake = (
  { ports, stores }: Pick<Embedded, 'ports' | 'stores'>,
  keys: IntegrationKeys,
): Pick<MailServerOptions, 'isRecipient' | 'deliver'> => ({
  isRecipient: async (address) =>
    (await addressedIntegration({ configured: configuredIn(await ports.configuration.current()), keys }, address)) !==
    undefined,
  deliver: async ({ raw, recipients, returnPath }) => {
    // A start need not wait for what reads HTML and attachments: it is loaded for the first mail.
    const { readAnyMail } = await import('../adapters/mime/read-mail.ts');
    const mail = await readAnyMail(raw, { returnPath });
    await stores.unitOfWork(() => receiveMail(ports, keys, { mail, recipients, receivedAt: ports.clock.now() }));
  },
});
