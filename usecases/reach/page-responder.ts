import { hashOf } from '../../domain/chain/chain.ts';
import { WAYS_OF_PAGING } from '../../domain/channel/index.ts';
import type { ContactMethod, Person } from '../../domain/configuration/people.ts';
import { PAGE_RETRIES } from '../../domain/delivery/retries.ts';
import type { PageJob } from '../../domain/incident/effects.ts';
import { toIso, toMs } from '../../domain/instant/instant.ts';
import type { Ports } from '../../ports/ports.ts';
import { deliver, type Outgoing } from './deliver.ts';
import { mayLeave } from './hold-flood.ts';
import { mailEnvelopeOf } from './mail-envelope.ts';
import { pageMessageOf } from './page-message.ts';
import { isWaitedFor } from './reached.ts';
import { noteFailedContact, startOverAfterSilence, supersede } from './untold.ts';

/** SQS delays at most 900 s. */
const MAXIMUM_DELAY_SECONDS = 900;

/**
 * Pages one person by one contact method. The next method is scheduled before the provider is called, so a silent or failing
 * channel never leaves the person unreached; it is used at once when the first try fails.
 *
 * @param again the job may be a repeat (redelivered, delayed, or from the guaranteed path): whether it is still wanted is
 *   looked up first
 */
export const pageResponder = async (ports: Ports, job: PageJob, again: boolean): Promise<void> => {
  const lookup = await ports.inForce();
  const person = lookup.person(job.personId);
  const contact = person?.contacts[job.contactIndex];
  if (!person || !contact) return;
  if (job.isTest) {
    // Nobody waits at night for what this loads.
    const { sendTestPage } = await import('./test-page.ts');
    return sendTestPage(ports, lookup, rowOf(job, person, contact), person, contact);
  }
  if ((again || job.contactIndex > 0 || job.attempt > 1) && !(await isWaitedFor(ports, job))) {
    await supersede(ports, lookup, job, rowOf(job, person, contact));
    return;
  }

  const { digestSeconds } = lookup.configuration.paging;
  const row = rowOf(job, person, contact);
  const isFirst = job.attempt === 1;
  const next = person.contacts[job.contactIndex + 1];
  // One key for all tries by this contact method: whoever knows it again does not ring twice.
  const idempotencyKey = hashOf([job.pageId, job.contactIndex]).slice(0, 32);
  const outcome = await deliver(ports, {
    row,
    what: `paging ${person.name} by ${contact.channel}`,
    idempotencyKey,
    render: async () => ({
      ...WAYS_OF_PAGING[contact.channel].renderPage(await pageMessageOf(ports, lookup, job, person, contact.channel)),
      mail: mailEnvelopeOf(lookup, { incidentId: job.incidentId, audience: 'pages', idempotencyKey }),
    }),
    mayLeave:
      digestSeconds > 0 && isFirst
        ? () => mayLeave(ports, job, row.deliveryId, contact.channel, digestSeconds)
        : undefined,
    retries: PAGE_RETRIES,
    tries: job.attempt,
    since: job.pagedAt,
    beforehand: isFirst && next ? () => scheduleNextContact(ports, job, next) : undefined,
    failOver: next && (() => ports.queues.sendPage({ ...job, contactIndex: job.contactIndex + 1, attempt: 1 })),
    onFailure: isFirst ? (reason) => noteFailedContact(ports, lookup, job, contact, reason) : undefined,
    tryAgain: (seconds) => ports.queues.sendPage({ ...job, attempt: job.attempt + 1 }, seconds),
  });
  if (outcome !== 'sent') return;
  ports.observer.happened({
    kind: 'page-sent',
    text: `Paged ${person.name} by ${contact.channel} (${levelOf(job)}): ${job.severity} ${job.title}`,
    at: toIso(ports.clock.now()),
    incident: job.number,
    details: {
      personId: person.id,
      channel: contact.channel,
      level: job.level,
      purpose: job.purpose,
      afterSeconds: Math.max(0, ports.clock.now() - toMs(job.pagedAt)) / 1000,
    },
  });
  if (job.catchAll) await startOverAfterSilence(ports, lookup, job);
};

const levelOf = (job: PageJob): string =>
  job.catchAll ? 'catch-all' : job.level === 0 ? 'engaged' : `level ${job.level}`;

/** Counted from the page, not from now, so that a late queue does not push the next method further out. */
const scheduleNextContact = async (ports: Ports, job: PageJob, next: ContactMethod): Promise<void> => {
  const dueInSeconds = (toMs(job.pagedAt) + next.afterSeconds * 1000 - ports.clock.now()) / 1000;
  await ports.queues.sendPage(
    { ...job, contactIndex: job.contactIndex + 1, attempt: 1 },
    Math.min(MAXIMUM_DELAY_SECONDS, Math.max(0, Math.ceil(dueInSeconds))),
  );
};

/** Each try has a row of its own: there are few, and a page that rang twice is looked for in them. */
const rowOf = (job: PageJob, person: Person, contact: ContactMethod): Outgoing['row'] => ({
  deliveryId: `${job.pageId}/${job.contactIndex}/${contact.channel}/${job.attempt}`,
  incidentId: job.incidentId,
  messageId: job.pageId,
  kind: 'page',
  recipient: person.id,
  recipientName: person.name,
  channel: contact.channel,
  address: contact.address,
  attempts: 0,
  subject: `page, ${levelOf(job)}`,
  job,
});
