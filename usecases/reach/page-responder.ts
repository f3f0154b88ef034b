import { hashOf } from '../../domain/chain/chain.ts';
import { WAYS_OF_PAGING } from '../../domain/channel/index.ts';
import type { ContactMethod, Person } from '../../domain/configuration/configuration.ts';
import { lookupIn } from '../../domain/configuration/lookup.ts';
import type { Delivery } from '../../domain/delivery/delivery.ts';
import type { PageJob } from '../../domain/incident/effects.ts';
import { toIso, toMs } from '../../domain/instant/instant.ts';
import { signGrant } from '../../domain/link/link.ts';
import type { OutgoingMessage, Ports, SendResult } from '../../ports/ports.ts';
import { loadIncident } from '../incident/load-incident.ts';

/** A row that was intended this long ago and never handed over belongs to a sender that crashed. */
export const TAKE_OVER_AFTER_MS = 30_000;

/** How often one contact method is tried before only the next one is left. */
const MAXIMUM_ATTEMPTS = 3;

const LINK_VALID_MS = 24 * 3600 * 1000;

/** SQS delays at most 900 s. */
const MAXIMUM_DELAY_SECONDS = 900;

/**
 * Sends one page by one contact method, at most once: the row of the ledger is the right to call the provider. The next
 * method is scheduled before the call, so a silent or failing channel never leaves the person unreached.
 *
 * @param again the job may be a repeat (redelivered, delayed, or from the guaranteed path): whether it is still wanted is
 *   looked up first
 */
export const pageResponder = async (ports: Ports, job: PageJob, again: boolean): Promise<void> => {
  const lookup = lookupIn(await ports.configuration.current());
  const person = lookup.person(job.personId);
  const contact = person?.contacts[job.contactIndex];
  if (!person || !contact) return;
  if ((again || job.contactIndex > 0 || job.attempt > 1) && !(await stillWanted(ports, job))) return;

  const intended = await ports.stores.deliveries.intend(
    rowOf(ports, job, person, contact),
    ports.clock.now() - TAKE_OVER_AFTER_MS,
  );
  if (!intended) return;
  if (job.attempt === 1) await scheduleNextContact(ports, job, person);
  const token = signGrant(await ports.secrets.linkKey(), {
    incidentId: job.incidentId,
    pagingId: job.pagingId,
    pageId: job.pageId,
    personId: job.personId,
    expiresAt: toMs(job.pagedAt) + LINK_VALID_MS,
  });
  const rendered = WAYS_OF_PAGING[contact.channel].renderPage({
    page: job,
    personName: person.name,
    serviceName: lookup.service(job.serviceId)?.name ?? job.serviceId,
    acknowledgeUrl: `${ports.publicUrl}/acknowledge/${token}`,
    incidentUrl: `${ports.publicUrl}/v1/incidents/${job.number}`,
  });
  const result = await sendOnceDurable(ports, {
    channel: contact.channel,
    address: contact.address,
    idempotencyKey: hashOf([job.pageId, job.contactIndex]).slice(0, 32),
    ...rendered,
  });
  const now = toIso(ports.clock.now());
  const key = { incidentId: job.incidentId, deliveryId: intended.deliveryId };
  if (result.sent) {
    await ports.stores.deliveries.settle({
      ...key,
      status: 'handed-over',
      handedOverAt: now,
      providerId: result.providerId,
    });
    ports.observer.happened({
      kind: 'page-sent',
      text: `Paged ${person.name} by ${contact.channel} (${job.catchAll ? 'catch-all' : `level ${job.level}`}): ${job.severity} ${job.title}`,
      at: now,
      incident: job.number,
      details: { personId: person.id, channel: contact.channel, level: job.level, purpose: job.purpose },
    });
    return;
  }
  await ports.stores.deliveries.settle({ ...key, status: 'failed', failedAt: now, failure: result.reason });
  ports.observer.failed(`paging ${person.name} by ${contact.channel}`, new Error(result.reason), {
    pageId: job.pageId,
    attempt: job.attempt,
  });
  if (job.attempt === 1 && job.contactIndex + 1 < person.contacts.length) {
    await ports.queues.sendPage({ ...job, contactIndex: job.contactIndex + 1 });
  }
  if (result.retryable && job.attempt < MAXIMUM_ATTEMPTS) {
    await ports.queues.sendPage({ ...job, attempt: job.attempt + 1 }, 5 * 3 ** (job.attempt - 1));
  }
};

/** What can be done before the barrier is done before it: after it, the page only has to leave. */
const sendOnceDurable = async (ports: Ports, message: OutgoingMessage): Promise<SendResult> => {
  const transport = ports.transports[message.channel];
  if (!transport) return { sent: false, retryable: false, reason: `This process does not send by ${message.channel}.` };
  const prepared = await transport.prepare?.(message);
  try {
    await ports.stores.durable();
  } catch (error) {
    prepared?.discard();
    throw error;
  }
  return prepared ? prepared.send() : transport.send(message);
};

const stillWanted = async (ports: Ports, job: PageJob): Promise<boolean> => {
  const state = await loadIncident(ports, job.incidentId);
  return state?.pagings[job.pagingId]?.status === 'paging';
};

/** Counted from the page, not from now, so that a late queue does not push the next method further out. */
const scheduleNextContact = async (ports: Ports, job: PageJob, person: Person): Promise<void> => {
  const next = person.contacts[job.contactIndex + 1];
  if (!next) return;
  const dueInSeconds = (toMs(job.pagedAt) + next.afterSeconds * 1000 - ports.clock.now()) / 1000;
  await ports.queues.sendPage(
    { ...job, contactIndex: job.contactIndex + 1, attempt: 1 },
    Math.min(MAXIMUM_DELAY_SECONDS, Math.max(0, Math.ceil(dueInSeconds))),
  );
};

const rowOf = (ports: Ports, job: PageJob, person: Person, contact: ContactMethod): Delivery => ({
  deliveryId: `${job.pageId}/${job.contactIndex}/${contact.channel}/${job.attempt}`,
  incidentId: job.incidentId,
  messageId: job.pageId,
  kind: 'page',
  recipient: person.id,
  recipientName: person.name,
  channel: contact.channel,
  address: contact.address,
  status: 'intended',
  attempts: 0,
  intendedAt: toIso(ports.clock.now()),
  subject: `page, ${job.catchAll ? 'catch-all' : `level ${job.level}`}`,
  job,
});
