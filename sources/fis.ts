import { type AwsEventPattern, requireAwsEvent } from './reading/aws-event.ts';
import { joined } from './reading/aws-signal.ts';
import { awsChange } from './reading/change.ts';
import { recordOr } from './reading/record.ts';
import { cleanText } from './reading/text.ts';
import { NotUnderstoodError, type Parsed, type Source, type SourceRequest } from './source.ts';

const EVENTS: AwsEventPattern = { source: 'aws.fis', detailTypes: ['FIS Experiment State Change'] };

/** Between these nothing happens to the system under test. */
const TOLD: ReadonlySet<string> = new Set(['running', 'completed', 'stopped', 'failed', 'cancelled']);

/**
 * Experiments of the Fault Injection Service: <https://docs.aws.amazon.com/fis/latest/userguide/monitoring-eventbridge.html>. An
 * experiment breaks things on purpose: it explains alerts and is none.
 */
const parse = (request: SourceRequest): Parsed => {
  const event = requireAwsEvent(request.body, EVENTS);
  const experiment = event.detail['experiment-id'];
  const { reason, status } = recordOr(event.detail['new-state']);
  const state = cleanText(status, 64)?.toLowerCase();
  if (state === undefined || experiment === undefined) {
    throw new NotUnderstoodError('The event names no experiment, or no state of it.');
  }
  if (!TOLD.has(state)) return { signals: [], rejected: [], ignored: `An experiment that is ${state} breaks nothing.` };
  const record = awsChange('fis', event, request, {
    id: [event.resource ?? event.account, experiment, state],
    kind: 'experiment',
    title: joined(['Fault injection experiment', experiment, 'is', state]),
    description: reason,
    actor: 'AWS Fault Injection Service',
    labels: { experiment, state },
  });
  return { signals: [], rejected: [], changes: [record] };
};

export const fis: Source = {
  id: 'fis',
  awsEvent: EVENTS,
  parse,
};

export const heading = 'AWS Fault Injection Service';

export const setup = `Experiments are kept as changes, so that an incident says which one ran when it began; none is an alert. The events name no
service: route them by a rule on \`labels.experiment\`, or give the integration a service. An experiment suppresses nothing: what it
breaks is to be noticed. To page nobody during one, open a maintenance window.`;
