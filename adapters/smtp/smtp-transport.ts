import { createTransport } from 'nodemailer';
import type { Transport } from '../../ports/ports.ts';
import { headerText } from '../mime/mailbox.ts';

/** A permanent refusal by the server; https://www.rfc-editor.org/rfc/rfc5321#section-4.2.1 */
const isPermanent = (code: unknown): boolean => typeof code === 'number' && code >= 500;

/** Nodemailer did not ask the server: there is nobody whom the message could go to. */
const isNoAddress = (error: unknown): boolean => {
  const { code, responseCode } = error as { code?: string; responseCode?: number };
  return code === 'EENVELOPE' && responseCode === undefined;
};

/**
 * E-mail through an SMTP server.
 *
 * @param url `smtp://user:password@host:port` or `smtps://…`, as nodemailer reads it
 * @param from asked for each message: a configuration may bring another
 */
export const smtpTransport = (url: string, from: () => string): Transport => {
  const server = createTransport({ url, connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 15_000 });
  return {
    async send(message) {
      try {
        const { mail } = message;
        const sent = await server.sendMail({
          from: mail ? { name: headerText(mail.senderName), address: from() } : from(),
          ...(mail && {
            replyTo: mail.replyTo,
            inReplyTo: mail.thread,
            references: mail.thread,
          }),
          to: { name: '', address: message.address },
          subject: message.subject,
          text: message.text,
          html: message.html,
          messageId: mail?.messageId ?? `<${message.idempotencyKey}@muster>`,
          headers: { 'Auto-Submitted': 'auto-generated' },
        });
        return { sent: true, providerId: sent.messageId };
      } catch (error) {
        const { responseCode, message: reason } = error as { responseCode?: number; message: string };
        return { sent: false, retryable: !isPermanent(responseCode) && !isNoAddress(error), reason };
      }
    },
  };
};
