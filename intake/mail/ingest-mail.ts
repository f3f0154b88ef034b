import { alertIdOf } from '../../domain/alert/alert.ts';
import type { Signal } from '../../domain/signal/signal.ts';
import type { Ports } from '../../ports/ports.ts';
import { senderOfMail, toldByMail } from '../../sources/email.ts';
import { isRecord } from '../../sources/reading/record.ts';
import { addNoteForAlert } from '../../usecases/incident/add-note.ts';
import { type Ingested, ingest, type Message } from '../message/ingest.ts';
import { findThread, rememberThread } from './mail-thread.ts';

const inThread = async (ports: Ports, message: Message): Promise<Message> => {
  const { body, integration } = message;
  if (!isRecord(body)) return message;
  const { firstReceivedAt, thread } = await findThread(ports, integration.id, body);
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
  await ports.stores.durable();
  return taken;
};
