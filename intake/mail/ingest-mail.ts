import { alertIdOf } from '../../domain/alert/alert.ts';
import type { Signal } from '../../domain/signal/signal.ts';
import type { Ports } from '../../ports/ports.ts';
import { senderOfMail, toldByMail } from '../../sources/email.ts';
import { isRecord } from '../../sources/reading/record.ts';
import { addNoteForAlert } from '../../usecases/incident/add-note.ts';
import { type Ingested, ingest, type Message } from '../message/ingest.ts';
import { leaveTrace } from '../message/trace.ts';
import { findThread, rememberThread } from './mail-thread.ts';

const inThread = async (ports: Ports, message: Message): Promise<Message> => {
  const { body, integration } = message;
  if (!isRecord(body)) return message;
  const { firstReceivedAt, thread } = await findThread(ports, integration, body);
  return {
    ...message,
    body: thread === undefined ? body : { ...body, thread },
    ...(firstReceivedAt !== undefined && { receivedAt: Math.min(message.receivedAt, firstReceivedAt), again: true }),
  };
};

/** Who says that it is not over is heard by those who work on it. */
const noteContradiction = async (ports: Ports, signal: Signal, body: unknown): Promise<void> => {
  if (!isRecord(body)) return;
  const { contradiction, status } = toldByMail(body);
  if (contradiction === undefined || status !== signal.status) return;
  const alert = await ports.stores.alerts.get(alertIdOf(signal.scope, signal.dedupKey));
  const from = senderOfMail(body);
  if (alert) await addNoteForAlert(ports, alert, `${from} says that it is not over: “${contradiction}”`, from);
};

const OVER_OF_NOTHING = 'It says that something is over of which nothing fires.';

/** Mails that were understood and of which nothing followed: who reads them may have read them wrongly. */
const traceUnheard = async (ports: Ports, messages: readonly Message[], taken: Ingested): Promise<void> => {
  const unheard = new Map<string, string>();
  const [first] = messages;
  for (const reason of taken.ignored) if (first) unheard.set(first.integration.id, reason);
  taken.signals.forEach(({ dedupKey, integrationId, scope, status }) => {
    const alertId = alertIdOf(scope, dedupKey);
    const outcome = taken.acceptances.find((acceptance) => acceptance.alertId === alertId)?.outcome;
    if (status === 'resolved' && outcome === 'ignored') unheard.set(integrationId, OVER_OF_NOTHING);
  });
  for (const { body, integration, receivedAt, sourceName } of messages) {
    const reason = unheard.get(integration.id);
    if (reason === undefined) continue;
    const of = { integrationId: integration.id, source: sourceName, receivedAt };
    await leaveTrace(ports, { ...of, kind: 'ignored', reason, body: JSON.stringify(body) });
  }
};

/**
 * Mails as `ingest` takes them in, at most one of each integration: each is put into its thread, and remembered. A mail that its
 * server delivers again counts as of when it came first, so that it reopens nothing.
 *
 * @throws what `ingest` throws
 */
export const ingestMail = async (
  ports: Ports,
  messages: readonly Message[],
  options: Parameters<typeof ingest>[2] = {},
): Promise<Ingested> => {
  const threaded: Message[] = [];
  for (const message of messages) threaded.push(await inThread(ports, message));
  const taken = await ingest(ports, threaded, options);
  for (const signal of taken.signals) {
    const body = threaded.find(({ integration }) => integration.id === signal.integrationId)?.body;
    await rememberThread(ports, signal.integrationId, body, signal);
    await noteContradiction(ports, signal, body);
  }
  await traceUnheard(ports, threaded, taken);
  await ports.stores.durable();
  return taken;
};
