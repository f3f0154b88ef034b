import { parseInstant, stamped } from '../domain/instant/instant.ts';
import { type AlertSeverity, SIGNAL_LIMITS, type Signal, type SignalStatus } from '../domain/signal/signal.ts';
import { type AwsEvent, type AwsEventPattern, requireAwsEvent, tagsOf } from './reading/aws-event.ts';
import { addLabels, environmentIn } from './reading/labels.ts';
import { type JsonRecord, recordOr } from './reading/record.ts';
import { nativeSeverity, severityOf } from './reading/severity.ts';
import { cleanKey, cleanText } from './reading/text.ts';
import { unknownIn } from './reading/unknown-word.ts';
import { NotUnderstoodError, type Parsed, type Source, type SourceRequest } from './source.ts';

const LONGEST_NAME = 256;

/** Affected entities that the description names; the rest are in the dashboard of AWS Health. */
const NAMED_ENTITIES = 20;

const EVENTS: AwsEventPattern = { source: 'aws.health', detailTypes: ['AWS Health Event', 'AWS Health Abuse Event'] };

const SEVERITY: ReadonlyMap<unknown, AlertSeverity> = new Map([
  ['issue', 'error'],
  ['investigation', 'warning'],
  ['scheduledChange', 'info'],
  ['accountNotification', 'info'],
]);

/** `open` and `upcoming` go on; only `closed` is over. */
const statusOf = (detail: JsonRecord): SignalStatus => (detail.statusCode === 'closed' ? 'resolved' : 'firing');

/** The English text, else the first. */
const textOf = (detail: JsonRecord): string | undefined => {
  if (!Array.isArray(detail.eventDescription)) return undefined;
  const texts = detail.eventDescription.map(recordOr);
  const chosen = texts.find(({ language }) => typeof language === 'string' && language.startsWith('en')) ?? texts[0];
  return cleanText(chosen?.latestDescription, SIGNAL_LIMITS.description);
};

/**
 * AWS sends one communication to the region of the impact and to a backup region, and one with many affected entities in
 * several pages: each is an event of its own, with the `communicationId` of the one communication.
 * <https://docs.aws.amazon.com/health/latest/ug/cloudwatch-events-health.html>
 */
const deliveryOf = ({ detail, id }: AwsEvent, account: string | undefined): Signal['delivered'] => {
  const communication = cleanText(detail.communicationId, LONGEST_NAME);
  if (communication === undefined || id === undefined) return undefined;
  // The id ends with the number of the page, even where there is one page only.
  const page = `-${cleanText(detail.page, LONGEST_NAME) ?? ''}`;
  const whole = page !== '-' && communication.endsWith(page) ? communication.slice(0, -page.length) : communication;
  return { message: `${whole} ${account ?? ''}`, delivery: id };
};

/** What is affected and how it fares, after what AWS says about it. */
const descriptionOf = (detail: JsonRecord): string | undefined => {
  const entities = Array.isArray(detail.affectedEntities) ? (detail.affectedEntities as unknown[]) : [];
  const named = entities.slice(0, NAMED_ENTITIES).flatMap((entity) => {
    const { entityValue, status } = recordOr(entity);
    const name = cleanText(entityValue, LONGEST_NAME);
    const state = cleanText(status, LONGEST_NAME);
    return name === undefined ? [] : [state === undefined ? name : `${name} (${state})`];
  });
  const more = entities.length > NAMED_ENTITIES ? ` and ${entities.length - NAMED_ENTITIES} more` : '';
  const affected = named.length === 0 ? undefined : `Affected: ${named.join(', ')}${more}`;
  const parts = [textOf(detail), affected].filter((part) => part !== undefined);
  return cleanText(parts.join('\n\n'), SIGNAL_LIMITS.description);
};

const STATUS_CODES: ReadonlySet<string> = new Set(['open', 'upcoming', 'closed']);

const signalOf = (event: AwsEvent, { integration, receivedAt }: SourceRequest): Signal => {
  const { detail } = event;
  const arn = cleanText(detail.eventArn, SIGNAL_LIMITS.dedupKey);
  if (arn === undefined) throw new NotUnderstoodError('The event has no detail.eventArn.');
  const account = cleanText(detail.affectedAccount, LONGEST_NAME) ?? event.account;
  // The delivery region may be the backup; the impact is where the event says.
  const region = cleanText(detail.eventRegion, LONGEST_NAME) ?? event.region;
  const code = cleanText(detail.eventTypeCode, LONGEST_NAME) ?? 'event';
  const category = nativeSeverity(detail.eventTypeCategory);
  const entity = recordOr(Array.isArray(detail.affectedEntities) ? detail.affectedEntities[0] : undefined);
  const tags = tagsOf(entity.tags);
  const severity = severityOf(category, integration, SEVERITY.get(category) ?? 'warning');
  const unknownWords = [
    ...unknownIn('status', detail.statusCode, STATUS_CODES, statusOf(detail)),
    ...unknownIn('severity', category, SEVERITY, severity),
  ];
  const labels: Record<string, string> = {};
  addLabels(labels, { account, region, awsService: detail.service, eventTypeCode: code, eventTypeCategory: category });
  addLabels(labels, { eventScopeCode: detail.eventScopeCode, actionability: detail.actionability });
  return {
    source: 'aws-health',
    integrationId: integration.id,
    // One public event reaches every account under the same ARN.
    dedupKey: cleanKey(`${arn} ${account ?? ''}`) as string,
    scope: 'aws-health',
    status: statusOf(detail),
    severity,
    nativeSeverity: category,
    title: `AWS Health: ${cleanText(detail.service, LONGEST_NAME) ?? 'AWS'} in ${region ?? 'an unnamed region'}: ${code}`,
    description: descriptionOf(detail),
    // The time of the update, not of the start or the end: it is what puts the messages of one event in order.
    ...stamped(parseInstant(detail.lastUpdatedTime) ?? parseInstant(event.time), receivedAt),
    receivedAt,
    groupKey: arn,
    delivered: deliveryOf(event, account),
    resource: cleanText(entity.entityValue ?? event.resource, SIGNAL_LIMITS.label),
    service: cleanText(tags.service, LONGEST_NAME),
    environment: environmentIn(tags),
    labels,
    links: [],
    ...(unknownWords.length > 0 && { unknownWords }),
  };
};

/**
 * AWS Health events as EventBridge delivers them:
 * <https://docs.aws.amazon.com/health/latest/ug/aws-health-events-eventbridge-schema.html>.
 */
const parse = (request: SourceRequest): Parsed => {
  const event = requireAwsEvent(request.body, EVENTS);
  return { signals: [signalOf(event, request)], rejected: [] };
};

export const awsHealth: Source = {
  id: 'aws-health',
  awsEvent: EVENTS,
  parse,
};

export const forwarding = 'always';

export const heading = 'AWS Health';

export const setup = `AWS Health sends an event to the region that it is about and, as a backup, to us-west-2; those about us-west-2 also to us-east-1,
and those about no single region (IAM, CloudFront, Route 53) to us-east-1. So forward the source \`aws.health\` from every region
that you use, from us-east-1 and from us-west-2, whichever region Muster is in: the copies are one alert, counted once.

For the accounts of an organization either add the rules to each of them, or turn on the organizational view of AWS Health and add
them in the management account or the delegated administrator: the alert is the affected account's.

An issue is an error, an investigation a warning, scheduled changes and notifications are information; \`closed\` resolves. Public events
reach every account that you forward from: one alert per account, and one incident where all of them route to one service; a rule on
\`labels.eventScopeCode\` (PUBLIC or ACCOUNT_SPECIFIC) tells them from those of the account alone. Tags named \`service\` and \`environment\` of the first affected entity route. Public events may take an hour
to start after a rule was made.`;
