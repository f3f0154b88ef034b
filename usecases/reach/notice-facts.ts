import { type Lookup, personName, serviceName } from '../../domain/configuration/lookup.ts';
import type { Person } from '../../domain/configuration/people.ts';
import type { NoticeJob } from '../../domain/incident/notices.ts';
import type { NoticeFacts, NoticeWords } from '../../domain/words/notice.ts';
import { roleNameIn } from '../../domain/words/roles.ts';
import type { Ports } from '../../ports/ports.ts';
import { calledIfRead } from '../personal/read-words.ts';
import { personLink } from './links.ts';
import { noticeWords } from './notice-words.ts';
import { readerOf } from './reader-of.ts';

/** What a notice says to this person, and the words of their language. */
export const noticeFactsOf = async (
  ports: Ports,
  lookup: Lookup,
  job: NoticeJob,
  person: Person,
): Promise<{ readonly facts: NoticeFacts; readonly words: NoticeWords }> => {
  const { incidentId, kind, number, severity, serviceId, since, roles = [] } = job;
  const own = readerOf(lookup, person);
  const [{ language, words }, { title }, url] = await Promise.all([
    noticeWords(own.language),
    calledIfRead(ports, job, job.words),
    personLink(ports, incidentId, person.id),
  ]);
  const facts: NoticeFacts = {
    ...{ kind, number, severity, since, title, url },
    personName: person.name,
    reader: { ...own, language },
    now: ports.clock.now(),
    serviceName: serviceName(lookup, serviceId),
    by: job.by === undefined ? undefined : personName(lookup, job.by),
    roles: roles.map(({ roleId, tasks, other }) => ({
      name: roleNameIn(language, lookup.configuration.roles.find(({ id }) => id === roleId) ?? { id: roleId }),
      tasks,
      other: other === undefined ? undefined : personName(lookup, other),
    })),
    unanswered: job.unanswered === true,
    contact: lookup.configuration.organisation.contact,
  };
  return { facts, words };
};
