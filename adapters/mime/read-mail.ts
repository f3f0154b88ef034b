import PostalMime, { type Address, type Email } from 'postal-mime';
import type { MailAttachment, MailMessage, UnreadableMail } from '../../domain/mail/mail-message.ts';
import { textOfHtml } from './text-of-html.ts';

/** What is read of one mail. */
export const MAIL_LIMITS = {
  /** Bytes of the whole mail; of a longer one the rest, as a rule attachments, is left out. */
  message: 2 * 1024 * 1024,
  /** Bytes of the headers of all parts. */
  headers: 128 * 1024,
  /** Parts within each other. */
  nesting: 24,
  /** Characters of the text. */
  text: 65_536,
  attachments: 50,
  recipients: 50,
  references: 20,
} as const;

const LONGEST_VALUE = 1024;
const LONGEST_BEGINNING = 16_384;

/** What the sender's mail server says about a mail, which its head may contradict. */
export interface MailEnvelope {
  /** Empty for mail that nobody may answer; undefined where there was no envelope. */
  readonly returnPath?: string | undefined;
}

/** No library can take the mail apart. */
export class MailFormatError extends Error {
  override readonly name = 'MailFormatError';
  readonly code = 'mail-unreadable';
}

/** Without control characters: nobody sees them, and as JSON each is six bytes. */
const printable = (text: string): string =>
  text.toWellFormed().replace(/\p{Cc}/gu, (sign) => (sign === '\n' || sign === '\t' ? sign : ''));

const short = (text: string | undefined): string | undefined => {
  const value = text === undefined ? undefined : printable(text.slice(0, LONGEST_VALUE)).trim();
  return value === undefined || value === '' ? undefined : value;
};

const mailboxesIn = (addresses: readonly (Address | undefined)[]): { name?: string; address: string }[] =>
  addresses.flatMap((one) => (one === undefined ? [] : (one.group ?? [one])));

/** The ids in a header of ids. What stands outside angle brackets is no id, but some clients leave them out. */
const idsIn = (header: string | undefined): string[] => {
  const value = header?.slice(0, MAIL_LIMITS.headers) ?? '';
  const bracketed = [...value.matchAll(/<([^<>\s]{1,998})>/g)].map(([, id]) => id as string);
  const ids = bracketed.length > 0 ? bracketed : value.split(/\s+/);
  return ids.map((id) => short(id)).filter((id) => id !== undefined);
};

const headerOf = ({ headers }: Email, name: string): string | undefined =>
  short(headers.find(({ key }) => key === name)?.value);

const sizeOf = (content: ArrayBuffer | Uint8Array | string): number =>
  typeof content === 'string' ? Buffer.byteLength(content) : content.byteLength;

const attachmentsOf = ({ attachments }: Email): MailAttachment[] =>
  attachments.slice(0, MAIL_LIMITS.attachments).map(({ content, filename, mimeType }) => ({
    name: short(filename ?? undefined),
    type: short(mimeType),
    size: sizeOf(content),
  }));

const textIn = ({ html, text }: Email): string => {
  const plain = text?.trim() ?? '';
  return plain === '' && html !== undefined ? textOfHtml(html) : plain;
};

/** The bytes up to the first empty line, and of too many whole lines only. */
const headOf = (raw: Uint8Array): Uint8Array => {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const empty = [bytes.indexOf('\r\n\r\n'), bytes.indexOf('\n\n')].filter((at) => at >= 0);
  const end = Math.min(bytes.length, ...empty);
  // Half of what is allowed: the library counts a little more than it is given.
  if (end <= MAIL_LIMITS.headers / 2) return bytes.subarray(0, end);
  const whole = bytes.lastIndexOf('\n', MAIL_LIMITS.headers / 2);
  return bytes.subarray(0, whole < 0 ? MAIL_LIMITS.headers / 2 : whole);
};

const parse = (raw: Uint8Array): Promise<Email> =>
  PostalMime.parse(raw, {
    maxHeadersSize: MAIL_LIMITS.headers,
    maxNestingDepth: MAIL_LIMITS.nesting,
    maxRfc822NestingDepth: 4,
    // A mail within a mail is an attachment of this one: its text is not what the sender says.
    forceRfc822Attachments: true,
  });

/** The whole mail; of one that is built to be too much, its head: a subject alone can page somebody. */
const taken = async (raw: Uint8Array): Promise<{ mail: Email; missing?: string }> => {
  try {
    return { mail: await parse(raw) };
  } catch (cause) {
    try {
      return {
        mail: await parse(headOf(raw)),
        missing: 'only its head: its parts are too deep or its headers too long',
      };
    } catch {
      throw new MailFormatError('The mail is not built as a mail is (RFC 5322).', { cause });
    }
  }
};

/**
 * Raw mail as plain JSON, within `MAIL_LIMITS`: what is more is left out and named in `incomplete`.
 *
 * @throws MailFormatError
 */
export const readMail = async (raw: Uint8Array, { returnPath }: MailEnvelope = {}): Promise<MailMessage> => {
  const missing: string[] = [];
  if (raw.byteLength >= MAIL_LIMITS.message) missing.push(`what is beyond ${MAIL_LIMITS.message} bytes`);
  const { mail, missing: structure } = await taken(raw.subarray(0, MAIL_LIMITS.message));
  if (structure !== undefined) missing.push(structure);
  const [from] = mailboxesIn([mail.from, mail.sender]);
  const to = mailboxesIn([...(mail.to ?? []), ...(mail.cc ?? [])]).map(({ address }) => short(address));
  const text = printable(textIn(mail));
  if (text.length > MAIL_LIMITS.text) missing.push(`its text beyond ${MAIL_LIMITS.text} characters`);
  if (mail.attachments.length > MAIL_LIMITS.attachments)
    missing.push(`attachments beyond the first ${MAIL_LIMITS.attachments}`);
  const references = idsIn(mail.references);
  // The oldest is where the thread began, the newest are what is answered.
  const kept =
    references.length > MAIL_LIMITS.references
      ? [...references.slice(0, 1), ...references.slice(1 - MAIL_LIMITS.references)]
      : references;
  const attachments = attachmentsOf(mail);
  const fromHeader = mail.headers.find(({ key }) => key === 'return-path')?.value.replace(/[<>\s]/g, '');
  return {
    from: short(from?.address),
    fromName: short(from?.name),
    to: to.filter((address) => address !== undefined).slice(0, MAIL_LIMITS.recipients),
    subject: short(mail.subject),
    messageId: idsIn(mail.messageId)[0],
    inReplyTo: idsIn(mail.inReplyTo)[0],
    references: kept.length > 0 ? kept : undefined,
    date: short(mail.date),
    returnPath: (returnPath ?? fromHeader)?.slice(0, LONGEST_VALUE).toWellFormed(),
    autoSubmitted: headerOf(mail, 'auto-submitted'),
    precedence: headerOf(mail, 'precedence'),
    contentType: headerOf(mail, 'content-type')?.split(';')[0]?.trim().toLowerCase(),
    text: text === '' ? undefined : text.slice(0, MAIL_LIMITS.text).toWellFormed(),
    attachments: attachments.length > 0 ? attachments : undefined,
    incomplete: missing.length > 0 ? missing.join('; ') : undefined,
  };
};

/** As {@link readMail}; what cannot be read is kept as it begins, so that somebody can look at it. */
export const readAnyMail = async (raw: Uint8Array, envelope?: MailEnvelope): Promise<MailMessage | UnreadableMail> => {
  try {
    return await readMail(raw, envelope);
  } catch (error) {
    if (!(error instanceof MailFormatError)) throw error;
    const beginning = printable(Buffer.from(raw.subarray(0, LONGEST_BEGINNING)).toString('utf8'));
    return { unreadable: error.message, beginning };
  }
};
