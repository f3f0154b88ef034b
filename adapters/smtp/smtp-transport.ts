import { createTransport } from 'nodemailer';
import type { Transport } from '../../ports/ports.ts';

/** A permanent refusal by the server; https://www.rfc-editor.org/rfc/rfc5321#section-4.2.1 */
const isPermanent = (code: unknown): boolean => typeof code === 'number' && code >= 500;

/**
 * E-mail through an SMTP server.
 *
 * @param url `smtp://user:password@host:port` or `smtps://…`, as nodemailer reads it
 */
export const smtpTransport = (url: string, from: string): Transport => {
  const server = createTransport(
    { url, connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 15_000 },
    { from },
  );
  return {
    async send(message) {
      try {
        const sent = await server.sendMail({
          to: { name: '', address: message.address },
          subject: message.subject,
          text: message.text,
          html: message.html,
          messageId: `<${message.idempotencyKey}@muster>`,
          headers: { 'Auto-Submitted': 'auto-generated' },
        });
        return { sent: true, providerId: sent.messageId };
      } catch (error) {
        const { responseCode, message: reason } = error as { responseCode?: number; message: string };
        return { sent: false, retryable: !isPermanent(responseCode), reason };
      }
    },
  };
};
