import { INTEGRATION_KEY_LENGTH } from '../access/keys.ts';

/** A file that came with a mail; only this much of it is kept. */
export interface MailAttachment {
  readonly name?: string;
  readonly type?: string;
  /** In bytes. */
  readonly size: number;
}

/**
 * A mail as plain JSON: what an integration of the source `email` reads, maps and keeps in quarantine. Addresses are bare
 * (`ops@example.com`), ids of messages stand without their angle brackets.
 */
export interface MailMessage {
  readonly from?: string;
  readonly fromName?: string;
  /** `To` and `Cc`. */
  readonly to: readonly string[];
  readonly subject?: string;
  readonly messageId?: string;
  readonly inReplyTo?: string;
  /** The oldest first. */
  readonly references?: readonly string[];
  /** As the sender claims; nothing is ordered by it. */
  readonly date?: string;
  /** The address in the envelope; empty for what nobody may answer (RFC 5321, 4.5.5). */
  readonly returnPath?: string;
  readonly autoSubmitted?: string;
  readonly precedence?: string;
  /** Of the whole mail: `multipart/report` for reports about other mail. */
  readonly contentType?: string;
  readonly text?: string;
  readonly attachments?: readonly MailAttachment[];
  /** What is left out of it, and why. */
  readonly incomplete?: string;
  /** What stands before the key in the address it was sent to: `checkout` in `checkout+<key>@…`. */
  readonly tag?: string;
  /** The key of the alert that this mail belongs to by what it answers; found when the mail was received. */
  readonly thread?: string;
}

/** A mail that no library could take apart: kept as it began, so that somebody can look at it. */
export interface UnreadableMail {
  readonly unreadable: string;
  readonly beginning: string;
}

const KEY_IN_ADDRESS = new RegExp(`[a-z0-9]{${INTEGRATION_KEY_LENGTH}}(?=@|%40)`, 'gi');

/** The local part of an address is the key of an integration: it is shown to nobody who may only read alerts. */
const withoutKeysIn = (text: string): string => text.replace(KEY_IN_ADDRESS, '•••');

/** A mail without the keys in the addresses that it names, whether in its head or quoted in its text. */
export const withoutKeys = <Mail extends MailMessage | UnreadableMail>(mail: Mail): Mail =>
  Object.fromEntries(
    Object.entries(mail).map(([name, value]) => {
      if (typeof value === 'string') return [name, withoutKeysIn(value)];
      if (name === 'to') return [name, (value as string[]).map(withoutKeysIn)];
      return [name, value];
    }),
  ) as unknown as Mail;

/** An address as it is compared: `Ops@Example.com` and `ops@example.com` are one. */
export const normalAddress = (address: string): string => address.trim().toLowerCase();
