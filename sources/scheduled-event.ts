import { type AwsEventPattern, requireAwsEvent } from './reading/aws-event.ts';
import type { Parsed, Source, SourceRequest } from './source.ts';

const EVENTS: AwsEventPattern = { source: 'aws.events', detailTypes: ['Scheduled Event'] };

/** <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html> */
const parse = (request: SourceRequest): Parsed => {
  requireAwsEvent(request.body, EVENTS);
  return { signals: [], rejected: [], ignored: 'A schedule came round: that is neither a condition nor a change.' };
};

export const scheduledEvent: Source = {
  id: 'scheduled-event',
  awsEvent: EVENTS,
  parse,
};

export const forwarding = 'never';

export const heading = 'Amazon EventBridge schedules';

export const neverResolves = 'It tells of no condition.';

export const setup = `Nothing to do, and nothing comes of it: the events of rules with a schedule are ignored instead of being quarantined as
not understood. To alert on a schedule, give its target an input of its own and map that with an event rule.`;
