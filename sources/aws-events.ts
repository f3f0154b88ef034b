import { allHold, type Condition, type Facts } from '../domain/condition/condition.ts';
import type { EventRule } from '../domain/configuration/event-rule.ts';
import { valueAt } from '../domain/configuration/field-path.ts';
import type { Integration } from '../domain/configuration/integration.ts';
import { type AwsEvent, readAwsEvent } from './reading/aws-event.ts';
import { awsSignal } from './reading/aws-signal.ts';
import { type JsonRecord, recordOr } from './reading/record.ts';
import { cleanText } from './reading/text.ts';
import { NotUnderstoodError, type Parsed, type Source, type SourceRequest } from './source.ts';

const LONGEST_VALUE = 1024;

const textAt = (event: JsonRecord, path: string): string | undefined => cleanText(valueAt(event, path), LONGEST_VALUE);

const matches = (pattern: string | undefined, text: string): boolean => {
  if (pattern === undefined) return true;
  return pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : text === pattern;
};

const factsFor = (conditions: readonly Condition[], event: JsonRecord): Facts => {
  const facts: Record<string, Facts[string]> = {};
  for (const { fact } of conditions) {
    const value = valueAt(event, fact);
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') facts[fact] = value;
  }
  return facts;
};

const ruleFor = (rules: readonly EventRule[], event: AwsEvent, body: JsonRecord): EventRule | undefined =>
  rules.find(
    (rule) =>
      matches(rule.source, event.source) &&
      matches(rule.detailType, event.detailType) &&
      (rule.when.length === 0 || allHold(rule.when, factsFor(rule.when, body))),
  );

/** True when a rule of the integration says what this event means. */
export const hasEventRule = (integration: Integration, body: unknown): boolean => {
  const event = integration.eventRules === undefined ? undefined : readAwsEvent(body);
  return event !== undefined && ruleFor(integration.eventRules ?? [], event, body as JsonRecord) !== undefined;
};

const chosen = <T extends string>(
  by: T | { readonly path: string; readonly words: Readonly<Record<string, T>>; readonly otherwise: T },
  event: JsonRecord,
): { readonly word: string | undefined; readonly value: T } => {
  if (typeof by === 'string') return { word: undefined, value: by };
  const word = textAt(event, by.path);
  const known = word !== undefined && Object.hasOwn(by.words, word) ? by.words[word] : undefined;
  return { word, value: known ?? by.otherwise };
};

/** Braces hold one path each; the text between them is kept. */
const filled = (title: string, event: JsonRecord): string =>
  title.replace(/\{([^{}]{1,200})\}/g, (_, path: string) => textAt(event, path) ?? '');

/**
 * Events that no source of Muster knows, read as the integration's `eventRules` say: any service of AWS, a partner's event
 * source, the organisation's own buses.
 */
const parse = (request: SourceRequest): Parsed => {
  const event = readAwsEvent(request.body);
  if (event === undefined) throw new NotUnderstoodError('This is not an EventBridge event.');
  const body = request.body as JsonRecord;
  const rule = ruleFor(request.integration.eventRules ?? [], event, body);
  if (rule === undefined) {
    throw new NotUnderstoodError(`No event rule says what "${event.detailType}" of ${event.source} means.`);
  }
  if (rule.ignore !== undefined) return { signals: [], rejected: [], ignored: rule.ignore };
  const severity = chosen(rule.severity, body);
  const labels = Object.fromEntries(Object.entries(rule.labels).map(([name, path]) => [name, valueAt(body, path)]));
  const keys = (rule.key ?? []).map((path) => textAt(body, path));
  if (keys.every((part) => part === undefined)) {
    throw new NotUnderstoodError(`The event rule "${rule.id}" finds none of its keys in the event.`);
  }
  const signal = awsSignal('aws-events', event, request, {
    // Two rules may find equal values in events of different kinds.
    key: [event.source, rule.id, ...keys],
    status: chosen(rule.status, body).value,
    native: severity.word,
    severity: severity.value,
    title: filled(rule.title ?? event.detailType, body).trim() || event.detailType,
    description: rule.description && valueAt(body, rule.description),
    at: rule.at && valueAt(body, rule.at),
    resource: rule.resource && valueAt(body, rule.resource),
    service: rule.service && valueAt(body, rule.service),
    tags: rule.environment === undefined ? undefined : { environment: valueAt(body, rule.environment) },
    labels: { detailType: event.detailType, eventRule: rule.id, ...recordOr(labels) },
  });
  return { signals: [signal], rejected: [] };
};

export const awsEvents: Source = {
  id: 'aws-events',
  parse,
};

export const heading = 'Any other EventBridge event';

export const setup = `Events that Muster does not know are quarantined until a rule says what they mean. Name their sources in
\`eventSources\` (\`npx cdk deploy --context eventSources=aws.autoscaling\`), or [forward them](../forwarding-events.md) from
elsewhere, and add an integration of the source \`aws-events\` with \`eventRules\`:

\`\`\`yaml
- id: aws-events
  source: aws-events
  eventRules:
    - id: instance-launch
      source: aws.autoscaling
      detailType: EC2 Instance Launch Unsuccessful
      title: '{detail.AutoScalingGroupName} cannot launch instances'
      key: [detail.AutoScalingGroupName]
      severity: error
    - id: shop-jobs
      source: shop.*
      title: 'Job {detail.job}: {detail.state}'
      key: [detail.job]
      severity: { path: detail.level, words: { fatal: critical, notice: info }, otherwise: error }
      status: { path: detail.state, words: { done: resolved }, otherwise: firing }
\`\`\`

With a key, other senders may post such events to \`{{url}}/in/aws-events/{{key}}\`.`;
