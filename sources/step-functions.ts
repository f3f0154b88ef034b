import type { AlertSeverity } from '../domain/signal/signal.ts';
import { type AwsEventPattern, requireAwsEvent } from './reading/aws-event.ts';
import { awsSignal, joined } from './reading/aws-signal.ts';
import { cleanText } from './reading/text.ts';
import { NotUnderstoodError, type Parsed, type Source, type SourceRequest } from './source.ts';

const EVENTS: AwsEventPattern = { source: 'aws.states', detailTypes: ['Step Functions Execution Status Change'] };

const FAILED: ReadonlyMap<unknown, AlertSeverity> = new Map([
  ['FAILED', 'error'],
  ['TIMED_OUT', 'error'],
  ['ABORTED', 'warning'],
]);

const UNDER_WAY: ReadonlySet<unknown> = new Set(['RUNNING', 'PENDING_REDRIVE']);

/**
 * Executions of standard workflows: <https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html>. The
 * condition is the state machine: what one execution failed at, the next good one ends. Input and output stay where they
 * are: they hold data of customers.
 */
const parse = (request: SourceRequest): Parsed => {
  const event = requireAwsEvent(request.body, EVENTS);
  const { detail } = event;
  if (UNDER_WAY.has(detail.status)) return { signals: [], rejected: [], ignored: 'The execution has not ended yet.' };
  const severity = FAILED.get(detail.status);
  if (severity === undefined && detail.status !== 'SUCCEEDED') {
    throw new NotUnderstoodError('The execution has no status known here.');
  }
  const machine = cleanText(detail.stateMachineArn, 1024);
  const name = machine?.slice(machine.lastIndexOf(':') + 1) || 'state machine';
  const signal = awsSignal('step-functions', event, request, {
    key: [machine],
    status: severity === undefined ? 'resolved' : 'firing',
    native: detail.status,
    severity: severity ?? 'info',
    title: `${name}: execution ${cleanText(detail.status, 64)?.toLowerCase().replace('_', ' ')}`,
    description: joined([detail.error, detail.cause], '\n\n'),
    at: detail.stopDate,
    resource: detail.executionArn,
    labels: { stateMachine: machine, execution: detail.name },
  });
  return { signals: [signal], rejected: [] };
};

export const stepFunctions: Source = {
  id: 'step-functions',
  awsEvent: EVENTS,
  parse,
};

export const heading = 'AWS Step Functions';

export const setup = `An execution of a standard workflow that fails or times out is an error, one that is aborted a warning; the next one of that state
machine that succeeds resolves it. Input and output are not kept. Express workflows send no such events: alarm on their metrics.

Every state machine of the account is forwarded but Muster's own. Where that is too much, leave \`aws.states\` out of
\`eventSources\` and add a rule of your own with the ARNs that matter under \`detail.stateMachineArn\`.`;
