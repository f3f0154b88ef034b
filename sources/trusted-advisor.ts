import type { AlertSeverity } from '../domain/signal/signal.ts';
import { type AwsEventPattern, requireAwsEvent } from './reading/aws-event.ts';
import { awsSignal, joined } from './reading/aws-signal.ts';
import { type JsonRecord, recordOr } from './reading/record.ts';
import { cleanText } from './reading/text.ts';
import { NotUnderstoodError, type Parsed, type Source, type SourceRequest } from './source.ts';

const EVENTS: AwsEventPattern = {
  source: 'aws.trustedadvisor',
  detailTypes: ['Trusted Advisor Check Item Refresh Notification'],
};

/** Advice is no outage: red is a warning, yellow information. */
const SEVERITY: ReadonlyMap<unknown, AlertSeverity> = new Map([
  ['ERROR', 'warning'],
  ['WARN', 'info'],
  ['OK', 'info'],
]);

/** Checks of quotas name no resource, but one of the limits of a service in a region. */
const itemOf = (resource: unknown, item: JsonRecord): readonly unknown[] =>
  cleanText(resource, 1024) === undefined ? [item.Region, item.Service, item['Limit Name']] : [resource];

/** <https://docs.aws.amazon.com/awssupport/latest/user/cloudwatch-events-ta.html> */
const parse = (request: SourceRequest): Parsed => {
  const event = requireAwsEvent(request.body, EVENTS);
  const { detail } = event;
  const severity = SEVERITY.get(detail.status);
  if (severity === undefined) throw new NotUnderstoodError('The check is none of ERROR, WARN, OK.');
  const check = detail['check-name'];
  const item = recordOr(detail['check-item-detail']);
  const signal = awsSignal('trusted-advisor', event, request, {
    key: check === undefined ? [] : [event.account, check, ...itemOf(detail.resource_id, item)],
    status: detail.status === 'OK' ? 'resolved' : 'firing',
    native: detail.status,
    severity,
    title: joined(['Trusted Advisor:', check ?? 'check']),
    resource: cleanText(detail.resource_id, 1024) ?? joined([item.Service, item['Limit Name'], item.Region]),
    labels: { check, resourceRegion: item.Region, itemStatus: item.Status },
  });
  return { signals: [signal], rejected: [] };
};

export const trustedAdvisor: Source = {
  id: 'trusted-advisor',
  title: 'AWS Trusted Advisor',
  awsEvent: EVENTS,
  parse,
};

export const setup = `Trusted Advisor sends its events in us-east-1 only: add a rule for the source \`aws.trustedadvisor\` there, with Muster's
event bus as its target. ERROR is a warning, WARN information; OK resolves the alert of that check and resource. Needs a
support plan that includes all checks.`;
