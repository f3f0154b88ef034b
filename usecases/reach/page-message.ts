import type { PageMessage } from '../../domain/channel/channel.ts';
import type { PagingChannel } from '../../domain/channel/index.ts';
import { type Lookup, personName, serviceName } from '../../domain/configuration/lookup.ts';
import type { Person } from '../../domain/configuration/people.ts';
import { declaresItselfAt } from '../../domain/incident/candidate-clock.ts';
import { nextLevelOf } from '../../domain/incident/decide/escalation.ts';
import type { PageJob } from '../../domain/incident/effects.ts';
import { outageReason } from '../../domain/incident/outage.ts';
import { type EpochMs, toIso } from '../../domain/instant/instant.ts';
import { type Words, withWords } from '../../domain/personal/words.ts';
import { type PageFacts, pageLetterOf } from '../../domain/words/page.ts';
import type { Ports } from '../../ports/ports.ts';
import { wordsIfRead } from '../personal/read-words.ts';
import { letterWords } from './letter-words.ts';
import { pageLink } from './links.ts';
import { readerOf } from './reader-of.ts';

/** Channels that have room for what the sender of the alert adds, and may read a row for it. */
const HAS_ROOM: Readonly<Record<PagingChannel, boolean>> = { sms: false, email: true, webhook: true };

/** What the sender of the newest of the alerts said, and where it leads. */
const senderSays = async (
  ports: Pick<Ports, 'stores' | 'observer'>,
  { about }: PageJob,
  wordsOfIncident: Words | undefined,
): Promise<Pick<PageFacts, 'alertText' | 'links'>> => {
  const found = about?.newestAlert === undefined ? undefined : await ports.stores.alerts.get(about.newestAlert);
  // As a rule that alert has opened the incident, and its words are those.
  const isSame = found?.words?.personal === about?.words?.personal;
  const words = isSame ? wordsOfIncident : await wordsIfRead(ports, found?.words);
  const alert = found && withWords(found, words);
  return { alertText: alert?.description, links: alert?.links };
};

const nextPagedOf = (job: PageJob, lookup: Lookup, now: EpochMs): string[] => {
  if (job.about === undefined) return [];
  const next = nextLevelOf(lookup.policy(job.about.policyId), job.level, job.about.round, lookup, toIso(now));
  const people = next.kind === 'exhausted' ? [] : next.people.filter((id) => id !== job.personId);
  return people.map((id) => personName(lookup, id));
};

/** A page with its words, in the language and time of whoever gets it. */
export const pageMessageOf = async (
  ports: Ports,
  lookup: Lookup,
  job: PageJob,
  person: Person,
  channel: PagingChannel,
): Promise<PageMessage> => {
  const name = (id: string): string => personName(lookup, id);
  const { about } = job;
  const service = lookup.service(job.serviceId);
  const named = serviceName(lookup, job.serviceId);
  const url = await pageLink(ports, job);
  const { candidate } = about ?? {};
  const words = await wordsIfRead(ports, about?.words);
  const page = { ...job, title: withWords({ title: job.title }, words).title };
  const reader = readerOf(lookup, person);
  const { language, words: said } = await letterWords(reader.language);
  const facts: PageFacts = {
    page,
    personName: person.name,
    serviceName: named,
    reader: { ...reader, language },
    now: ports.clock.now(),
    url,
    since: about?.since,
    alerts: about?.alerts,
    reporter: about?.reporter && (words?.reporter ?? name(about.reporter)),
    candidate: candidate && {
      reason: candidate.reason,
      decideBy: candidate.decideBy,
      declaredAt: declaresItselfAt(job.severity, candidate, lookup),
    },
    outage: about?.parts && {
      with: about.parts.map((id) => serviceName(lookup, id)),
      reason: outageReason(job.serviceId, about.parts, lookup),
    },
    paged: about?.paged?.map(name),
    pagedFrom: about?.pagedFrom,
    nextPaged: nextPagedOf(job, lookup, ports.clock.now()),
    passedOn: about?.passedOn && { ...about.passedOn, by: name(about.passedOn.by) },
    engaged: about?.engaged && { name: name(about.engaged.personId), at: about.engaged.at },
    runbook: service?.runbook,
    policyName: about && lookup.policy(about.policyId)?.name,
    contact: lookup.configuration.organisation.contact,
    ...(HAS_ROOM[channel] ? await senderSays(ports, job, words) : {}),
  };
  const letter = pageLetterOf(facts, said.page);
  return { page, personName: person.name, serviceName: named, acknowledgeUrl: url, incidentUrl: url, letter };
};
