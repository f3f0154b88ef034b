import type { AlertSeverity } from '../domain/signal/signal.ts';
import { type AwsEventPattern, requireAwsEvent } from './reading/aws-event.ts';
import { awsSignal, joined } from './reading/aws-signal.ts';
import { recordOr } from './reading/record.ts';
import { cleanText } from './reading/text.ts';
import { unknownIn } from './reading/unknown-word.ts';
import type { Parsed, Source, SourceRequest } from './source.ts';

const CLOSED = 'DevOps Guru Insight Closed';
const RECOMMENDATION = 'DevOps Guru New Recommendation Created';

const EVENTS: AwsEventPattern = {
  source: 'aws.devops-guru',
  detailTypes: [
    'DevOps Guru New Insight Open',
    'DevOps Guru Insight Severity Upgraded',
    'DevOps Guru New Anomaly Association',
    RECOMMENDATION,
    CLOSED,
  ],
};

const SEVERITY: ReadonlyMap<string | undefined, AlertSeverity> = new Map([
  ['high', 'error'],
  ['medium', 'warning'],
  ['low', 'info'],
]);

const listOf = (value: unknown): unknown => (Array.isArray(value) ? joined(value.slice(0, 10), ', ') : undefined);

/** <https://docs.aws.amazon.com/devops-guru/latest/userguide/working-with-eventbridge.html>: sent on a best-effort basis. */
const parse = (request: SourceRequest): Parsed => {
  const event = requireAwsEvent(request.body, EVENTS);
  const { detail, detailType } = event;
  if (detailType === RECOMMENDATION) {
    return { signals: [], rejected: [], ignored: 'A recommendation changes nothing about its insight.' };
  }
  const word = cleanText(detail.insightSeverity, 64);
  const stacks = recordOr(recordOr(detail.resourceCollection).cloudFormation).stackNames;
  const signal = awsSignal('devops-guru', event, request, {
    key: [detail.insightId],
    status: detailType === CLOSED ? 'resolved' : 'firing',
    native: word,
    // The association of an anomaly says no severity; it must not make the insight worse than it was.
    severity: SEVERITY.get(word?.toLowerCase()) ?? 'info',
    unknownWords: unknownIn('severity', word, SEVERITY, 'info'),
    title: joined(['DevOps Guru:', detail.insightName ?? detail.insightDescription ?? 'insight']),
    description: detail.insightDescription,
    labels: { insightType: detail.insightType, stacks: listOf(stacks) },
    links: [[detail.insightUrl, 'Insight']],
  });
  return { signals: [signal], rejected: [] };
};

export const devopsGuru: Source = {
  id: 'devops-guru',
  awsEvent: EVENTS,
  parse,
};

export const heading = 'Amazon DevOps Guru';

export const setup = `Forward from every region where DevOps Guru is on. An insight fires until it is closed: severity high is an error, medium a
warning, low information. What is upgraded gets worse; an anomaly that joins an insight changes nothing. Recommendations are
ignored; the link of the alert leads to them. The events name stacks, not services: route by \`labels.stacks\`.`;
