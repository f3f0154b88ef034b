import { type EpochMs, toIso } from '../../domain/instant/instant.ts';
import { type MailMessage, normalAddress, type UnreadableMail, withoutKeys } from '../../domain/mail/mail-message.ts';
import { isAmongSenders } from '../../domain/mail/mail-senders.ts';
import { type MailVerdicts, objectionTo } from '../../domain/mail/mail-verdicts.ts';
import type { IntegrationKeys } from '../../ports/integration-keys.ts';
import type { Ports } from '../../ports/ports.ts';
import { email } from '../../sources/email.ts';
import { putIntoQuarantine } from '../message/quarantine.ts';
import { type Addressed, addressedIntegrations } from './addressed-integrations.ts';
import { ingestMail } from './ingest-mail.ts';

/** A mail as a mail server hands it over. */
export interface ReceivedMail {
  readonly mail: MailMessage | UnreadableMail;
  /** Of the envelope: what the head says may be anything. */
  readonly recipients: readonly string[];
  readonly receivedAt: EpochMs;
  /** What the mail server found out; undefined where only programs of this machine can send. */
  readonly verdicts?: MailVerdicts | undefined;
}

/** What became of a mail. */
export type MailOutcome = 'accepted' | 'quarantined' | 'ignored' | 'nobody';

const ignore = (ports: Pick<Ports, 'clock' | 'observer'>, text: string, integrationId?: string): void =>
  ports.observer.happened({
    kind: 'mail-ignored',
    text: `Mail ignored: ${text}`,
    at: toIso(ports.clock.now()),
    details: { reason: text, ...(integrationId === undefined ? {} : { integrationId }) },
  });

/** Bare, of `muster@example.com` and `Muster <muster@example.com>` alike. */
const bare = (address: string): string => normalAddress(/<([^<>]+)>/.exec(address)?.[1] ?? address);

/** Why a mail is kept instead of being acted upon, or nothing. */
const objection = ({ integration }: Addressed, { mail, verdicts }: ReceivedMail): string | undefined => {
  const found = verdicts && objectionTo(verdicts);
  if (found !== undefined) return `The mail was kept from paging: ${found}.`;
  if ('unreadable' in mail || isAmongSenders(mail.from, integration.senders)) return undefined;
  return `The mail was kept from paging: ${mail.from ?? 'its sender'} is not among the senders of the integration.`;
};

/**
 * The door for mail, for whatever receives it. Mail for the address of an integration becomes an alert; what is suspicious,
 * from a stranger or not understood is quarantined with its reason, and a replay accepts it: whoever replays has looked at it.
 *
 * Returns once everything is durable.
 *
 * @param ownAddress what Muster sends from here, beside the organisation's own: what it says never comes back as an alert
 * @throws NotAcceptedError, StoreError: the mail is to be delivered again
 */
export const receiveMail = async (
  ports: Ports,
  keys: IntegrationKeys,
  received: ReceivedMail,
  ownAddress?: string,
): Promise<MailOutcome> => {
  const inForce = await ports.inForce();
  const addressed = await addressedIntegrations({ configured: inForce, keys }, received.recipients);
  if (addressed.length === 0) {
    // Without the address: it may be a key that is mistyped or no longer lives.
    ignore(ports, 'it is addressed to no integration');
    return 'nobody';
  }
  const mail = withoutKeys(received.mail);
  const from = 'unreadable' in mail ? undefined : mail.from;
  const { mailFrom } = inForce.configuration.organisation;
  const ownAddresses = ownAddress === undefined ? [mailFrom] : [mailFrom, ownAddress];
  if (from !== undefined && ownAddresses.map(bare).includes(normalAddress(from))) {
    ignore(ports, 'Muster sent it itself');
    return 'ignored';
  }
  let quarantined = 0;
  const messages: {
    readonly to: Addressed;
    readonly body: MailMessage | UnreadableMail;
  }[] = [];
  for (const to of addressed) {
    const { id: integrationId } = to.integration;
    const body = to.tag === undefined || 'unreadable' in mail ? mail : { ...mail, tag: to.tag };
    const reason = objection(to, received);
    if (reason === undefined) messages.push({ to, body });
    else {
      const { receivedAt } = received;
      const entry = { integrationId, source: email.id, receivedAt, reason, body: JSON.stringify(body) };
      await putIntoQuarantine(ports, entry);
      quarantined += 1;
    }
  }
  const taken = await ingestMail(
    ports,
    messages.map(({ body, to: { integration } }) => ({
      integration,
      source: email,
      sourceName: email.id,
      body,
      headers: {},
      receivedAt: received.receivedAt,
    })),
    { inForce },
  );
  quarantined += taken.quarantined;
  for (const reason of taken.ignored) ignore(ports, reason);
  await ports.stores.durable();
  if (taken.signals.length > 0) return 'accepted';
  return quarantined > 0 ? 'quarantined' : 'ignored';
};
