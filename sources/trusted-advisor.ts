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
  awsEvent: EVENTS,
  parse,
};

export const heading = 'AWS Trusted Advisor';

export const setup = `Add the rule in us-east-1, where AWS's own examples of these events come from, whichever region Muster is in. ERROR (red) is a warning, WARN
(yellow) information; OK (green) resolves the alert of that check and resource. Checks of quotas name no resource: there the region, the
service and the limit tell the alerts apart. Events come when a check is refreshed, on a best-effort basis.`;
