import { hash } from 'node:crypto';
import type { EpochMs } from '../../domain/instant/instant.ts';
import type { MailMessage } from '../../domain/mail/mail-message.ts';
import type { Ports } from '../../ports/ports.ts';
import { readSubject } from '../../sources/reading/mail-subject.ts';

/** Of the mails that a mail refers to, so many are looked up: what it answers, where the thread began, and the newest. */
const LOOKED_UP = 8;

/** The mails that a mail refers to, the nearest first, and among the first the one that began the thread. */
const referredBy = ({ inReplyTo, references = [] }: MailMessage): string[] => {
  const newestFirst = [inReplyTo, ...references.toReversed()].filter((id) => id !== undefined);
  const [answered, ...older] = [...new Set(newestFirst)];
  if (answered === undefined) return [];
  const root = older.at(-1);
  return [answered, ...(root === undefined ? [] : [root]), ...older.slice(0, -1)].slice(0, LOOKED_UP);
};

/** The same mail once more, whatever its sender does with Message-IDs: a script may give all its mails one. */
const sameMail = ({ date, from, messageId, subject, text }: MailMessage): string =>
  `mail sha256-${hash('sha256', JSON.stringify([messageId, from, date, subject, text]), 'hex')}`;

export interface FoundThread {
  /** The key of the alert that an earlier mail of the thread belongs to. */
  readonly thread?: string;
  /** When this very mail came first, where it has come before. */
  readonly firstReceivedAt?: EpochMs;
}

/** What is known of a mail: its thread, and whether its server only delivers it again. */
export const findThread = async (
  { stores }: Pick<Ports, 'stores'>,
  integrationId: string,
  mail: MailMessage,
): Promise<FoundThread> => {
  const before =
    mail.messageId === undefined ? undefined : await stores.mailThreads.find(integrationId, [sameMail(mail)]);
  const referred = referredBy(mail);
  const found = referred.length === 0 ? undefined : await stores.mailThreads.find(integrationId, referred);
  return {
    ...(found ? { thread: found.dedupKey } : {}),
    ...(before ? { firstReceivedAt: before.receivedAt } : {}),
  };
};

/**
 * Remembers which alert a mail belongs to. Of an answer also the mail where its thread began: that may have gone to people
 * only, and others will answer it. Not of what merely refers to one: some tools put all their mail into one thread.
 */
export const rememberThread = async (
  { stores }: Pick<Ports, 'stores'>,
  integrationId: string,
  mail: MailMessage,
  dedupKey: string,
  receivedAt: EpochMs,
): Promise<void> => {
  const root = readSubject(mail.subject ?? '').isReply ? (mail.references?.[0] ?? mail.inReplyTo) : undefined;
  const ids = mail.messageId === undefined ? [root] : [mail.messageId, sameMail(mail), root];
  for (const messageId of new Set(ids)) {
    if (messageId !== undefined) await stores.mailThreads.remember({ integrationId, messageId, dedupKey, receivedAt });
  }
};
