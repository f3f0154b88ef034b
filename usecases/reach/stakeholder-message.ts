import type { CommunicationMessage, Letter } from '../../domain/channel/channel.ts';
import { plain } from '../../domain/channel/rendering.ts';
import type { Recipient } from '../../domain/communication/recipients.ts';
import { fillTemplate, type TemplateFacts } from '../../domain/communication/template.ts';
import type { ToldEvent } from '../../domain/communication/told-event.ts';
import type { CommunicationPlan, Occasion } from '../../domain/configuration/communications.ts';
import { type Lookup, personName } from '../../domain/configuration/lookup.ts';
import type { Template } from '../../domain/configuration/message-template.ts';
import type { CommunicationJob } from '../../domain/incident/effects.ts';
import { promiseTo } from '../../domain/incident/promised-updates.ts';
import { sentencesOf } from '../../domain/words/lists.ts';
import {
  type StakeholderFacts,
  saidToStakeholders,
  stakeholderLetterOf,
} from '../../domain/words/stakeholder-letter.ts';
import type { Ports } from '../../ports/ports.ts';
import { readerLink } from './links.ts';
import { readerOf } from './reader-of.ts';
import type { Together } from './told-together.ts';

/** One message to one audience, with all that its recipients are told. */
export interface Message {
  readonly id: string;
  readonly job: CommunicationJob;
  readonly told: ToldEvent;
  /** Each thing that it is about, the oldest first. */
  readonly parts: Together['parts'];
  readonly plan: CommunicationPlan;
  /** Words of the organisation's own, where the plan names some. */
  readonly template: Template | undefined;
}

/** The services of an incident as this audience knows them, the main one first. */
export const servicesFor = (
  lookup: Lookup,
  { incident }: { readonly incident: Pick<ToldEvent['incident'], 'serviceId' | 'affectedServices'> },
  audience: string,
): string[] =>
  [incident.serviceId, ...incident.affectedServices.filter((id) => id !== incident.serviceId)].map((id) => {
    const service = lookup.service(id);
    return (audience === 'technical' ? undefined : service?.publicName) ?? service?.name ?? id;
  });

/** One thing after the other; what was said already is not said again. */
const oneAfterTheOther = (texts: readonly string[]): string => {
  if (texts.length < 2) return texts[0] ?? '';
  const said = new Set<string>();
  const parts = texts.map((text) =>
    sentencesOf(text)
      .filter((sentence) => !said.has(sentence) && said.add(sentence))
      .join(' '),
  );
  return parts.filter((part) => part !== '').join('\n\n');
};

/** Under the headline of what matters most. */
const inOneLetter = (
  letters: readonly { readonly occasion: Occasion; readonly letter: Letter }[],
  foremost: Occasion,
): Letter => {
  const main = (letters.find(({ occasion }) => occasion === foremost) ?? letters.at(-1))?.letter as Letter;
  return { ...main, lead: oneAfterTheOther(letters.map(({ letter }) => letter.lead)) };
};

/** A message with its words, in the language and time of whoever gets it. */
export const stakeholderMessageOf = async (
  ports: Pick<Ports, 'secrets' | 'publicUrl' | 'clock'>,
  lookup: Lookup,
  { job, plan, told, parts, template }: Message,
  recipient: Recipient,
): Promise<CommunicationMessage> => {
  const { incident } = told;
  const { organisation } = lookup.configuration;
  const stakeholder = lookup.configuration.stakeholders.find((s) => s.id === recipient.id);
  const reader = readerOf(lookup, stakeholder ?? {}, stakeholder ? undefined : incident.serviceId);
  const url = await readerLink(ports, incident.incidentId, recipient.id);
  const factsOf = (occasion: Occasion, part: ToldEvent): StakeholderFacts => ({
    occasion,
    audience: plan.audience,
    incident,
    at: part.at,
    about: part.about,
    said: part.said,
    services: servicesFor(lookup, told, plan.audience),
    name: (id) => personName(lookup, id),
    nextBy: incident.promises ? promiseTo(incident.promises, plan.audience) : incident.nextUpdateBy,
    below: recipient.below,
    reader,
    now: ports.clock.now(),
    organisation: organisation.name,
    contact: organisation.contact,
    recipientName: recipient.channel === 'topic' ? undefined : recipient.name,
    url,
  });
  const letter = inOneLetter(
    parts.map((part) => ({ occasion: part.occasion, letter: stakeholderLetterOf(factsOf(part.occasion, part.told)) })),
    job.occasion,
  );
  const said = oneAfterTheOther(parts.map((part) => saidToStakeholders(factsOf(part.occasion, part.told))));
  const filled: TemplateFacts = { ...factsOf(job.occasion, told), said, letter, recipientName: recipient.name };
  return {
    occasion: job.occasion,
    audience: plan.audience,
    incident,
    said,
    incidentUrl: url ?? `${ports.publicUrl}/v1/incidents/${incident.number}`,
    letter,
    ...(template && { fill: (part, escaped = plain) => fillTemplate(template[part], filled, escaped) }),
  };
};
