import type { CommunicationPlan, Configuration } from '../configuration/configuration.ts';
import type { ChannelName } from '../delivery/delivery.ts';
import type { IncidentState } from '../incident/state.ts';
import { severityNumber } from '../severity/severity.ts';

export interface Recipient {
  readonly id: string;
  readonly name: string;
  readonly channel: ChannelName;
  readonly address: string;
}

/** Expands a plan's audience at the time of sending: its subscribers by service and severity, each by e-mail, and its topic once. */
export const recipientsOf = (
  plan: CommunicationPlan,
  state: IncidentState,
  configuration: Configuration,
): Recipient[] => {
  const subscribers = configuration.stakeholders.filter(
    (s) =>
      s.audience === plan.audience &&
      severityNumber(state.severity) <= severityNumber(s.severityAtLeast) &&
      (s.services.length === 0 || s.services.some((id) => state.affectedServices.includes(id))),
  );
  const byMail = subscribers.map((s): Recipient => ({ id: s.id, name: s.name, channel: 'email', address: s.email }));
  return plan.topic
    ? [...byMail, { id: `topic:${plan.topic}`, name: plan.topic, channel: 'topic', address: plan.topic }]
    : byMail;
};
