import { hash } from 'node:crypto';
import { alertIdOf } from '../../domain/alert/alert.ts';
import type { Integration } from '../../domain/configuration/integration.ts';
import type { EpochMs } from '../../domain/instant/instant.ts';
import type { MailMessage } from '../../domain/mail/mail-message.ts';
import type { SignalStatus } from '../../domain/signal/signal.ts';
import type { Ports } from '../../ports/ports.ts';
import { keyOfMail, plainKeyOfMail, senderOfMail, type ToldByMail, toldByMail } from '../../sources/email.ts';
import { isRecord } from '../../sources/reading/record.ts';
import { scopeOfIntegration } from '../../sources/reading/signal.ts';
import { cleanKey } from '../../sources/reading/text.ts';

/** Of the mails that a mail refers to, so many are looked up: what it answers, where the thread began, and the newest. */
const LOOKED_UP = 8;

/** What of a mail says which others it belongs to. */
type Threading = Pick<MailMessage, 'date' | 'from' | 'inReplyTo' | 'messageId' | 'references' | 'subject' | 'text'>;

const textIn = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** Of a body that says it is a mail: whoever posts one may write anything. */
const threadingIn = (body: unknown): Threading => {
  if (!isRecord(body)) return {};
  const { date, from, inReplyTo, messageId, references, subject, text } = body;
  const listed = typeof references === 'string' ? references.split(/[\s,]+/) : references;
  return {
    date: textIn(date),
    from: textIn(from),
    subject: textIn(subject),
    text: textIn(text),
    messageId: textIn(messageId),
    inReplyTo: textIn(inReplyTo),
    references: Array.isArray(listed) ? listed.flatMap((id) => textIn(id) ?? []) : [],
  };
};

/** The mails that a mail refers to, the nearest first, and among the first the one that began the thread. */
const referredBy = ({ inReplyTo, references = [] }: Threading): string[] => {
  const newestFirst = [inReplyTo, ...references.toReversed()].filter((id) => id !== undefined);
  const [answered, ...older] = [...new Set(newestFirst)];
  if (answered === undefined) return [];
  const root = older.at(-1);
  return [answered, ...(root === undefined ? [] : [root]), ...older.slice(0, -1)].slice(0, LOOKED_UP);
};

/** The same mail once more, whatever its sender does with Message-IDs: a script may give all its mails one. */
const sameMail = ({ date, from, messageId, subject, text }: Threading): string =>
  `mail sha256-${hash('sha256', JSON.stringify([messageId, from, date, subject, text]), 'hex')}`;

/** The name of a mail, under which it is remembered: its id may tell whose it is. */
const nameOf = (messageId: string): string => `id sha256-${hash('sha256', messageId, 'hex')}`;

/** One short id for what mails may share; no Message-ID has a blank in it. */
const shared = (...parts: readonly string[]): string => `shared sha256-${hash('sha256', JSON.stringify(parts), 'hex')}`;

const rootOf = ({ references = [], inReplyTo }: Threading): string | undefined => references[0] ?? inReplyTo;

export interface FoundThread {
  /** The key of the alert that an earlier mail of the thread belongs to. */
  readonly thread?: string;
  /** When this very mail came first, where it has come before. */
  readonly firstReceivedAt?: EpochMs;
}

type Stores = Pick<Ports, 'stores'>;

const isOpen = async ({ stores }: Stores, integrationId: string, dedupKey: string): Promise<boolean> => {
  const alert = await stores.alerts.get(alertIdOf(scopeOfIntegration(integrationId), dedupKey));
  return alert !== undefined && alert.status !== 'resolved';
};

/** The key of what a sender calls so, and the one that earlier versions gave it, where that is another. */
const keysOf = (integration: Integration, from: string, name: string): readonly string[] => [
  ...new Set([keyOfMail(integration, from, name), plainKeyOfMail(from, name)].flatMap((key) => cleanKey(key) ?? [])),
];

/** What an earlier version opened of a person's mail, and is open still, goes on under the key of then. */
const openedBefore = async (
  ports: Stores,
  integration: Integration,
  from: string,
  about: string,
): Promise<string | undefined> => {
  const [, before] = keysOf(integration, from, about);
  return before !== undefined && (await isOpen(ports, integration.id, before)) ? before : undefined;
};

/**
 * The alert that a recovery ends where none fires under the recovery's own name: one that was opened by an earlier version's
 * name, one whose subject gave a reason behind the state, or what else the thread has.
 */
const recovered = async (
  ports: Stores,
  integration: Integration,
  mail: Threading,
  { about, subject: { head, otherwise } }: ToldByMail,
): Promise<string | undefined> => {
  const integrationId = integration.id;
  const from = senderOfMail({ ...mail });
  const [own, ...others] = [about, ...otherwise, ...(head === undefined ? [] : [head])].map((name) =>
    keysOf(integration, from, name),
  );
  const [key, ...ofBefore] = own ?? [];
  if (key !== undefined && (await isOpen(ports, integrationId, key))) return undefined;
  for (const other of [...ofBefore, ...others.flat()]) if (await isOpen(ports, integrationId, other)) return other;
  const root = rootOf(mail);
  const names = [shared('head', from, about), ...(root === undefined ? [] : [shared('thread', root)])];
  for (const name of names) {
    const found = await ports.stores.mailThreads.find(integrationId, [name]);
    if (found && (await isOpen(ports, integrationId, found.dedupKey))) return found.dedupKey;
  }
  return undefined;
};

/** What is known of a mail: its thread, and whether its server only delivers it again. */
export const findThread = async (ports: Stores, integration: Integration, body: unknown): Promise<FoundThread> => {
  const integrationId = integration.id;
  const { mailThreads } = ports.stores;
  const mail = threadingIn(body);
  const before = mail.messageId === undefined ? undefined : await mailThreads.find(integrationId, [sameMail(mail)]);
  const again = before ? { firstReceivedAt: before.receivedAt } : {};
  const told = toldByMail({ ...mail });
  const root = rootOf(mail);
  // Under their ids themselves an earlier version remembered them.
  const referred = referredBy(mail).flatMap((id) => [nameOf(id), id]);
  // Alertmanager's mails of a group all refer to a mail that was never sent. Some tools let all their mail refer to one.
  if (root !== undefined && !told.subject.isReply) referred.push(shared('thread', root, told.about));
  const found = referred.length === 0 ? undefined : await mailThreads.find(integrationId, referred);
  if (found) return { thread: found.dedupKey, ...again };
  if (told.subject.isReply) return again;
  const thread =
    told.status === 'resolved'
      ? await recovered(ports, integration, mail, told)
      : await openedBefore(ports, integration, senderOfMail({ ...mail }), told.about);
  return thread === undefined ? again : { thread, ...again };
};

/**
 * Remembers which alert a mail belongs to. Of an answer also the mail where its thread began: that may have gone to people
 * only, and others will answer it. Of what merely refers to one, the thread with what it is about.
 */
export const rememberThread = async (
  { stores }: Stores,
  integrationId: string,
  body: unknown,
  {
    dedupKey,
    receivedAt,
    status,
  }: { readonly dedupKey: string; readonly receivedAt: EpochMs; readonly status: SignalStatus },
): Promise<void> => {
  const mail = threadingIn(body);
  const { about, subject } = toldByMail({ ...mail });
  const root = rootOf(mail);
  const ids = mail.messageId === undefined ? [] : [nameOf(mail.messageId), sameMail(mail)];
  if (root !== undefined) ids.push(subject.isReply ? nameOf(root) : shared('thread', root, about));
  for (const messageId of new Set(ids)) {
    await stores.mailThreads.remember({ integrationId, messageId, dedupKey, receivedAt });
  }
  if (status !== 'firing' || subject.isReply) return;
  const lasting = [
    ...(root === undefined ? [] : [shared('thread', root)]),
    ...(subject.head === undefined ? [] : [shared('head', senderOfMail({ ...mail }), subject.head)]),
  ];
  for (const messageId of lasting) {
    await stores.mailThreads.remember({ integrationId, messageId, dedupKey, receivedAt }, { newest: true });
  }
};
