import type { TellingChannel } from '../channel/index.ts';
import type { CommunicationPlan, Occasion, Stakeholder } from '../configuration/communications.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { type Severity, severityNumber } from '../severity/severity.ts';
import type { ShownIncident } from './shown-incident.ts';

export interface Recipient {
  readonly id: string;
  readonly name: string;
  readonly channel: TellingChannel;
  readonly address: string;
  /** They asked for worse than it is now, from this severity on, and hear of it because it was. */
  readonly below?: Severity;
}

/**
 * What people are still told who were told that an incident is major, when it has become less than they asked for: how it
 * went on, and how it ended. What is said in between is for those who follow it as it is now.
 */
const HEARD_BELOW: ReadonlySet<Occasion> = new Set([
  'severity-changed',
  'mitigated',
  'relapsed',
  'resolved',
  'demoted',
  'merged',
]);

/** Whether those who followed the incident when it was worse, or hit more services, are told of this too. */
export const isHeardBelow = (occasion: Occasion): boolean => HEARD_BELOW.has(occasion);

type Reach = Pick<ShownIncident, 'severity' | 'affectedServices' | 'atWorst'>;

/** Whether somebody asked to hear of an incident like this. */
const follows = (s: Stakeholder, { severity, affectedServices }: Omit<Reach, 'atWorst'>): boolean =>
  severityNumber(severity) <= severityNumber(s.severityAtLeast) &&
  (s.services.length === 0 || s.services.some((id) => affectedServices.includes(id)));

/**
 * Expands a plan's audience at the time of sending: its subscribers by service and severity, each by e-mail, and its topic
 * once. Who heard of it when it was worse hears how it goes on.
 */
export const recipientsOf = (
  plan: CommunicationPlan,
  incident: Reach,
  occasion: Occasion,
  configuration: Configuration,
): Recipient[] => {
  const { atWorst } = incident;
  const subscribers = configuration.stakeholders.flatMap((s): Recipient[] => {
    if (s.audience !== plan.audience) return [];
    const isNow = follows(s, incident);
    if (!isNow && !(atWorst && isHeardBelow(occasion) && follows(s, atWorst))) return [];
    const recipient = { id: s.id, name: s.name, channel: 'email', address: s.email } as const;
    return [isNow ? recipient : { ...recipient, below: s.severityAtLeast }];
  });
  return plan.topic
    ? [...subscribers, { id: `topic:${plan.topic}`, name: plan.topic, channel: 'topic', address: plan.topic }]
    : subscribers;
};
