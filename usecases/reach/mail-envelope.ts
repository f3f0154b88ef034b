import type { Lookup } from '../../domain/configuration/lookup.ts';
import type { MailEnvelope } from '../../ports/ports.ts';

/** Programs keep together what refers to one message: each incident is one thread, for each audience that reads of it. */
export const mailEnvelopeOf = (
  { configuration: { organisation } }: Lookup,
  about: { readonly incidentId: string; readonly audience: string; readonly idempotencyKey: string },
): MailEnvelope => {
  const domain = organisation.mailFrom.slice(organisation.mailFrom.lastIndexOf('@') + 1);
  return {
    senderName: `${organisation.name} incidents`,
    ...(organisation.replyTo === undefined ? {} : { replyTo: organisation.replyTo }),
    messageId: `<${about.idempotencyKey}@${domain}>`,
    thread: `<${about.incidentId}.${about.audience}@${domain}>`,
  };
};
