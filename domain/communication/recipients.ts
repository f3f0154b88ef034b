import type { TellingChannel } from '../channel/index.ts';
import type { CommunicationPlan, Configuration } from '../configuration/configuration.ts';
import { severityNumber } from '../severity/severity.ts';
import type { ShownIncident } from './shown-incident.ts';

export interface Recipient {
  readonly id: string;
  readonly name: string;
  readonly channel: TellingChannel;
  readonly address: string;
}

/** Expands a plan's audience at the time of sending: its subscribers by service and severity, each by e-mail, and its topic once. */
export const recipientsOf = (
  plan: CommunicationPlan,
  incident: Pick<ShownIncident, 'severity' | 'affectedServices'>,
  configuration: Configuration,
): Recipient[] => {
  const subscribers = configuration.stakeholders.filter(
    (s) =>
      s.audience === plan.audience &&
      severityNumber(incident.severity) <= severityNumber(s.severityAtLeast) &&
      (s.services.length === 0 || s.services.some((id) => incident.affectedServices.includes(id))),
  );
  const byMail = subscribers.map((s): Recipient => ({ id: s.id, name: s.name, channel: 'email', address: s.email }));
  return plan.topic
    ? [...byMail, { id: `topic:${plan.topic}`, name: plan.topic, channel: 'topic', address: plan.topic }]
    : byMail;
};
