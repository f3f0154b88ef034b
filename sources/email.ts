import { hash } from 'node:crypto';
import type { Integration } from '../domain/configuration/integration.ts';
import { normalAddress } from '../domain/mail/mail-message.ts';
import { SIGNAL_LIMITS, type SignalStatus } from '../domain/signal/signal.ts';
import { type MailSubject, readSubject } from './reading/mail-subject.ts';
import { contradictionIn, type FieldsOfMail, fieldsIn, firstLineOf, statusOfReply } from './reading/mail-text.ts';
import { statusOfWord } from './reading/plain-alert.ts';
import { isRecord, type JsonRecord } from './reading/record.ts';
import { nothing, objectIn, one, signalFrom } from './reading/signal.ts';
import { cleanText } from './reading/text.ts';
import { NotUnderstoodError, type Parsed, type Source, type SourceRequest } from './source.ts';

const LONGEST_ADDRESS = 320;
const LONGEST_WORD = 64;
const LONGEST_TEXT = 65_536;
const LISTED_ATTACHMENTS = 10;
const LONGEST_NAME = 120;

/** Mail that programs send because other mail came: RFC 3834 for the first, older custom for the others. */
const isAutomaticAnswer = (mail: JsonRecord): boolean => {
  const automatic = cleanText(mail.autoSubmitted, LONGEST_WORD)?.toLowerCase();
  const precedence = cleanText(mail.precedence, LONGEST_WORD)?.toLowerCase();
  const contentType = cleanText(mail.contentType, LONGEST_WORD)?.toLowerCase();
  return (
    // "auto-generated" is what alerts themselves say.
    automatic?.startsWith('auto-replied') === true ||
    precedence === 'auto_reply' ||
    precedence === 'auto-reply' ||
    contentType?.startsWith('multipart/report') === true
  );
};

/** An address is to be confirmed by hand before its sender sends alerts there: `Subscription Confirmation` of SNS and others. */
const CONFIRMS = /\b(?:subscription confirmation|confirm(?: your)? (?:subscription|e-?mail)|verify your e-?mail)\b/i;

const attachmentsIn = (attachments: unknown): string | undefined => {
  const listed = (Array.isArray(attachments) ? attachments : []).slice(0, LISTED_ATTACHMENTS).map((one) => {
    const { name, type, size } = isRecord(one) ? one : {};
    const called = cleanText(name, LONGEST_NAME) ?? cleanText(type, LONGEST_NAME) ?? 'attachment';
    return typeof size === 'number' ? `${called} (${size} bytes)` : called;
  });
  return listed.length === 0 ? undefined : listed.join(', ');
};

/** What a mail tells by its subject and its text. */
export interface ToldByMail {
  readonly subject: MailSubject;
  /** What it is about: by its subject, else by the first line of its text. */
  readonly about: string;
  readonly text: string;
  readonly status: SignalStatus;
  /** What somebody who answers says against a recovery. */
  readonly contradiction: string | undefined;
}

/** What the sender says, else what somebody who answers says, else that it fires. */
export const toldByMail = (mail: JsonRecord): ToldByMail => {
  const text = cleanText(mail.text, LONGEST_TEXT) ?? '';
  const subject = readSubject(cleanText(mail.subject, SIGNAL_LIMITS.title) ?? '');
  const about = subject.about || readSubject(firstLineOf(text) ?? '').about;
  const told = { subject, about, text, contradiction: undefined };
  const mapped = statusOfWord(mail.status);
  if (mapped !== undefined) return { ...told, status: mapped };
  if (!subject.isReply) return { ...told, status: subject.status ?? fieldsIn(text).status ?? 'firing' };
  const contradiction = contradictionIn(text);
  if (contradiction !== undefined) return { ...told, status: 'firing', contradiction };
  // The subject of an answer is what is answered, and "thanks!" must not open anything again.
  const belongs = cleanText(mail.thread, SIGNAL_LIMITS.dedupKey) !== undefined;
  return { ...told, status: statusOfReply(text) ?? (belongs ? 'unknown' : (subject.status ?? 'firing')) };
};

/** A sender whose address stands in the configuration is no stranger whose words and address must be forgotten. */
const isBySender = ({ senders = [] }: Addressed, from: string): boolean =>
  senders.some((sender) => normalAddress(sender) === from);

const REPORTED_BY_MAIL = 'Reported by mail';

/** What anybody else sends may be by a person: subject and text are theirs. */
const writtenBy = (read: Parsed, person: string): Parsed => ({
  ...read,
  signals: read.signals.map((signal) => ({
    ...signal,
    writtenBy: { person, about: REPORTED_BY_MAIL, isJudged: true },
  })),
});

/** A line of the text that is all but one that is read. */
const withMisspelt = (read: Parsed, misspelt: FieldsOfMail['misspelt']): Parsed => {
  if (misspelt.length === 0) return read;
  const unknown = misspelt.map(([word, meant]) => ({ field: 'field' as const, word, taken: `"${meant}" is` }));
  const signals = read.signals.map((signal) => ({
    ...signal,
    unknownWords: [...(signal.unknownWords ?? []), ...unknown],
  }));
  return { ...read, signals };
};

/** Whose mail it is, as it is compared. */
export const senderOfMail = (mail: JsonRecord): string =>
  normalAddress(cleanText(mail.from, LONGEST_ADDRESS) ?? cleanText(mail.returnPath, LONGEST_ADDRESS) ?? '');

/** Of an integration: what of it tells whose mail is a person's. */
type Addressed = Pick<Integration, 'senders'>;

/** The key of what a sender calls so, as whoever reads it may know both. */
export const plainKeyOfMail = (from: string, about: string): string => `${from} ${about}`;

/** The key of what a sender calls so; of a person's mail it says neither who wrote it nor what. */
export const keyOfMail = (integration: Addressed, from: string, about: string): string => {
  const plain = plainKeyOfMail(from, about);
  return isBySender(integration, from) ? plain : `mail sha256-${hash('sha256', plain, 'hex').slice(0, 32)}`;
};

/**
 * A mail as JSON (`MailMessage`), as it is made of raw mail, as a mapping makes it, or as somebody posts it. What a mapping
 * may add: `key`, `status`, `severity`, `service`, `environment`.
 *
 * Mails are about one condition when one answers the other, else when the same sender writes the same subject, states and
 * counters aside. They count in the order of their arrival: `Date` is whatever the sender likes.
 */
const parse = (request: SourceRequest): Parsed => {
  const mail = objectIn(request, 'e-mail');
  if (mail.unreadable !== undefined) {
    throw new NotUnderstoodError(`The mail cannot be read: ${cleanText(mail.unreadable, 200) ?? 'nobody knows why'}.`);
  }
  const from = senderOfMail(mail);
  const { about, contradiction, status, subject, text } = toldByMail(mail);
  if (isAutomaticAnswer(mail)) return nothing('This mail is an automatic answer or a report about another mail.');
  if (mail.returnPath === '') return nothing('This mail has no return path: nobody sent it but a mail server.');
  if (CONFIRMS.test(subject.title) && subject.status === undefined) {
    throw new NotUnderstoodError('The mail asks to confirm that mail may be sent here: follow the link in its text.');
  }
  const line = firstLineOf(text);
  if (subject.title === '' && line === undefined) {
    throw new NotUnderstoodError('The mail has neither a subject nor a text.');
  }
  const fields = fieldsIn(text);
  const thread = cleanText(mail.thread, SIGNAL_LIMITS.dedupKey);
  const incomplete = cleanText(mail.incomplete, LONGEST_NAME);
  const read = one(
    signalFrom('email', request, {
      key: mail.key ?? thread ?? keyOfMail(request.integration, from, about),
      status,
      statusWord: mail.status ?? (subject.isReply || subject.status !== undefined ? undefined : fields.statusWord),
      severity: mail.severity ?? subject.severity ?? fields.severity,
      // Their words are personal; what they say that it is not, is what the subject says.
      title: [
        contradiction === undefined ? subject.title : `Contradicted: ${subject.title}`,
        line,
        `Mail from ${from}`,
      ],
      description: text,
      service: mail.service ?? mail.tag,
      environment: mail.environment,
      labels: [{ from, from_name: mail.fromName, tag: mail.tag, attachments: attachmentsIn(mail.attachments) }],
    }),
  );
  const named = subject.isReply ? read : withMisspelt(read, fields.misspelt);
  const written = isBySender(request.integration, from) ? named : writtenBy(named, from);
  return incomplete === undefined ? written : { ...written, warnings: [`A mail was not read whole: ${incomplete}`] };
};

export const email: Source = {
  id: 'email',
  byMail: true,
  parse,
};

export const heading = 'E-mail';

export const setup = `Have the tool, or people, write to the address of the integration: \`{{key}}@\` and the mail domain of your deployment.
\`muster integration show {{id}}\` prints it. \`checkout+{{key}}@…\` says which service the mail is about.

- On AWS mail arrives once the stack is deployed with a mail domain: \`docs/deploy.md\`. A mail must carry no spam and no virus by the
  verdicts of SES, and its sender must be authenticated (DMARC, or SPF or DKIM where the domain has no DMARC policy). What fails goes
  to the quarantine with its reason; it pages nobody, and a replay accepts it.
- \`npm start\` listens on \`127.0.0.1\`, port 4025 (\`SMTP_PORT\`), for programs of the same machine:
  \`curl smtp://127.0.0.1:4025 --mail-from cron@localhost --mail-rcpt {{key}}@muster.localhost -T mail.txt\`.
- \`senders\` of an integration, addresses or domains, are the only ones that are heard; mail of others is quarantined.

Firing is what says nothing else. \`[RESOLVED]\`, \`OK:\`, \`RECOVERY\`, \`… is UP\`, \`Backup OK on db-1\`, \`State: OK\` in the text and
the like resolve, in English and German; what is denied, asked or hoped for ("not resolved", "Is the shop up?", "should be back up") fires,
and so does "payments are down, catalogue is up". \`[ACKNOWLEDGED]\` acknowledges. A success of which nothing fires opens nothing.
The severity is a word of the subject (\`SEV1\`, \`P1\`, \`critical\` …) or a line \`Severity: …\`.
Mails are about one alert when they have the same sender and subject, apart from states, measured values, counts, times and \`Re:\`, when
they refer to the same mail (\`References\`, also where nobody here has seen it), or when one answers the other. Who answers the mail that
opened an alert with "fixed" resolves it, with "on it" acknowledges it; with "no, still broken" it fires again, and the words are on the
timeline; any other answer changes nothing. Automatic answers and bounces are ignored, and so is mail without a return path.

A JSONata \`mapping\` sees the mail as JSON (\`from\`, \`fromName\`, \`to\`, \`subject\`, \`text\`, \`date\`, \`tag\`, \`messageId\`, \`inReplyTo\`,
\`references\`, \`attachments\`) and may add \`key\`, \`status\`, \`severity\`, \`service\` and \`environment\`:
\`$merge([$, { "key": $match(text, /Ticket: (\\d+)/).groups[0] }])\`. \`muster source try --source email mail.eml\` prints what
becomes of a mail in a file.`;
