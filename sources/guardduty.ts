import type { AlertSeverity } from '../domain/signal/signal.ts';
import { type AwsEventPattern, requireAwsEvent, tagsInList } from './reading/aws-event.ts';
import { awsSignal, joined } from './reading/aws-signal.ts';
import { type JsonRecord, recordOr } from './reading/record.ts';
import { unknownIn } from './reading/unknown-word.ts';
import type { Parsed, Source, SourceRequest } from './source.ts';

const EVENTS: AwsEventPattern = { source: 'aws.guardduty', detailTypes: ['GuardDuty Finding'] };

/** <https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings-severity.html> */
const severityIn = (value: unknown): AlertSeverity => {
  if (typeof value !== 'number') return 'error';
  if (value >= 9) return 'critical';
  if (value >= 7) return 'error';
  return value >= 4 ? 'warning' : 'info';
};

const first = (list: unknown): JsonRecord => recordOr(Array.isArray(list) ? list[0] : undefined);

/** What was found doing it, by the kind of resource. */
const resourceIn = (resource: JsonRecord): { readonly name: unknown; readonly tags: JsonRecord } => {
  const instance = recordOr(resource.instanceDetails);
  const bucket = first(resource.s3BucketDetails);
  const cluster = recordOr(resource.eksClusterDetails ?? resource.ecsClusterDetails);
  const { userName } = recordOr(resource.accessKeyDetails);
  const name = instance.instanceId ?? bucket.name ?? cluster.name ?? recordOr(resource.lambdaDetails).functionName;
  return { name: name ?? userName, tags: tagsInList(instance.tags ?? bucket.tags ?? cluster.tags) };
};

/**
 * Findings of GuardDuty: <https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings_eventbridge.html>. A finding
 * that occurs again is sent again with a higher count; there is no event for its end but that it is archived.
 */
const parse = (request: SourceRequest): Parsed => {
  const event = requireAwsEvent(request.body, EVENTS);
  const { detail } = event;
  const service = recordOr(detail.service);
  const resource = recordOr(detail.resource);
  const { name, tags } = resourceIn(resource);
  const isSample = recordOr(service.additionalInfo).sample === true;
  const signal = awsSignal('guardduty', event, request, {
    key: [detail.accountId ?? event.account, detail.id ?? detail.arn],
    status: service.archived === true ? 'resolved' : 'firing',
    native: detail.severity,
    // Somebody tries whether findings arrive: that is no reason to wake anybody.
    severity: isSample ? 'info' : severityIn(detail.severity),
    unknownWords:
      typeof detail.severity === 'number' ? [] : unknownIn('severity', detail.severity, new Set<string>(), 'error'),
    title: joined(['GuardDuty:', detail.title ?? detail.type ?? 'finding']),
    description: detail.description,
    at: detail.updatedAt,
    resource: name ?? detail.arn,
    tags,
    labels: {
      findingType: detail.type,
      resourceType: resource.resourceType,
      count: service.count,
      findingAccount: detail.accountId,
      ...(isSample ? { sample: true } : {}),
    },
  });
  return { signals: [signal], rejected: [] };
};

export const guardduty: Source = {
  id: 'guardduty',
  awsEvent: EVENTS,
  parse,
};

export const heading = 'Amazon GuardDuty';

export const setup = `Nothing to configure in GuardDuty. In an organization forward from the administrator account, in every region where GuardDuty
is on.

Severity 9 and above is critical, 7 an error, 4 a warning, less is information; so are sample findings. A finding that occurs
again has the same id and a higher count: the same alert. GuardDuty tells EventBridge of findings that are active, and not of
their end nor of those that a suppression rule archives: close the incident by hand. A finding that comes marked as archived resolves
its alert.`;
