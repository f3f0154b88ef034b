import { hashOf } from '../../domain/chain/chain.ts';
import { WAYS_OF_PAGING } from '../../domain/channel/index.ts';
import { type Lookup, serviceName } from '../../domain/configuration/lookup.ts';
import type { ContactMethod, Person } from '../../domain/configuration/people.ts';
import { NO_RETRIES, NOTICE_RETRIES } from '../../domain/delivery/retries.ts';
import type { NoticeJob, NoticeKind } from '../../domain/incident/notices.ts';
import { toIso } from '../../domain/instant/instant.ts';
import { noticeLetterOf } from '../../domain/words/notice.ts';
import type { Ports } from '../../ports/ports.ts';
import { type Content, deliver, type Outgoing } from './deliver.ts';
import { noticeMayLeave } from './hold-flood.ts';
import { mailEnvelopeOf } from './mail-envelope.ts';
import { noticeFactsOf } from './notice-facts.ts';

/** As the ledger names them. */
const SUBJECTS: Readonly<Record<NoticeKind, string>> = {
  'role-given': 'notice, role given',
  'role-handed-over': 'notice, role handed over',
  undecided: 'notice, nobody decided',
};

/**
 * Tells one person something that they need not answer, by the first of their contacts that works. Nobody is asked in their
 * place. The second within a minute waits, and is told with what follows. Repeating it sends nothing twice.
 *
 * @throws what a store throws; the job is to be run again then
 */
export const notifyPerson = async (ports: Ports, job: NoticeJob): Promise<void> => {
  const lookup = await ports.inForce();
  const person = lookup.person(job.personId);
  const contact = person?.contacts[job.contactIndex];
  if (!person || !contact) return;
  const idempotencyKey = hashOf([job.noticeId, job.contactIndex]).slice(0, 32);
  const next = person.contacts[job.contactIndex + 1];
  const row = rowOf(job, person, contact);
  const { digestSeconds } = lookup.configuration.paging;
  const outcome = await deliver(ports, {
    row,
    what: `telling ${person.name} by ${contact.channel}`,
    idempotencyKey,
    render: () => contentOf(ports, lookup, job, person, contact, idempotencyKey),
    mayLeave:
      digestSeconds > 0 && job.attempt === 1
        ? () => noticeMayLeave(ports, job, row.deliveryId, contact.channel, digestSeconds)
        : undefined,
    // Where another contact is there, that is asked, and nobody is told twice.
    retries: next ? NO_RETRIES : NOTICE_RETRIES,
    tries: job.attempt,
    since: job.noticedAt,
    failOver: next && (() => ports.queues.sendNotice({ ...job, contactIndex: job.contactIndex + 1, attempt: 1 })),
    tryAgain: (seconds) => ports.queues.sendNotice({ ...job, attempt: job.attempt + 1 }, seconds),
  });
  if (outcome !== 'sent') return;
  ports.observer.happened({
    kind: 'notice-sent',
    text: `Told ${person.name} by ${contact.channel} (${SUBJECTS[job.kind]})`,
    at: toIso(ports.clock.now()),
    incident: job.number,
    details: { personId: person.id, channel: contact.channel, notice: job.kind },
  });
};

const rowOf = (job: NoticeJob, person: Person, contact: ContactMethod): Outgoing['row'] => ({
  deliveryId: `${job.noticeId}/${job.contactIndex}/${contact.channel}/${job.attempt}`,
  incidentId: job.incidentId,
  messageId: job.noticeId,
  kind: 'notice',
  recipient: person.id,
  recipientName: person.name,
  channel: contact.channel,
  address: contact.address,
  attempts: 0,
  subject: SUBJECTS[job.kind],
  job,
});

const contentOf = async (
  ports: Ports,
  lookup: Lookup,
  job: NoticeJob,
  person: Person,
  { channel }: ContactMethod,
  idempotencyKey: string,
): Promise<Content> => {
  const { incidentId, kind, number, severity, serviceId, roles = [] } = job;
  const { facts, words } = await noticeFactsOf(ports, lookup, job, person);
  const { title, url } = facts;
  const rendered = WAYS_OF_PAGING[channel].renderLetter(noticeLetterOf(facts, words), url);
  return {
    ...rendered,
    data: {
      type: 'muster.notice',
      notice: kind,
      // Chat products show what a message calls its text.
      text: rendered.text,
      person: { id: person.id, name: person.name },
      incident: { id: incidentId, number, title, severity, url },
      service: { id: serviceId, name: serviceName(lookup, serviceId) },
      ...(roles.length > 0 ? { roles: roles.map(({ roleId, tasks }) => ({ id: roleId, tasks })) } : {}),
    },
    mail: mailEnvelopeOf(lookup, { incidentId, audience: 'pages', idempotencyKey }),
  };
};
