import { type AwsEventPattern, requireAwsEvent } from './reading/aws-event.ts';
import { awsSignal, joined } from './reading/aws-signal.ts';
import { awsChange } from './reading/change.ts';
import { recordOr } from './reading/record.ts';
import { NotUnderstoodError, type Parsed, type Source, type SourceRequest } from './source.ts';

const ID = 'codepipeline';
const EXECUTION = 'CodePipeline Pipeline Execution State Change';

const EVENTS: AwsEventPattern = {
  source: 'aws.codepipeline',
  detailTypes: [EXECUTION, 'CodePipeline Stage Execution State Change', 'CodePipeline Action Execution State Change'],
};

const WORDS: ReadonlyMap<unknown, string> = new Map([
  ['STARTED', 'started'],
  ['SUCCEEDED', 'succeeded'],
  ['FAILED', 'failed'],
  ['STOPPED', 'was stopped'],
]);

/** Steps between the states that people ask about. */
const BETWEEN: ReadonlySet<unknown> = new Set(['STOPPING', 'RESUMED', 'SUPERSEDED', 'CANCELED']);

/** Executions of a pipeline: <https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html>. */
const parse = (request: SourceRequest): Parsed => {
  const event = requireAwsEvent(request.body, EVENTS);
  const { pipeline, state } = event.detail;
  if (event.detailType !== EXECUTION) {
    return {
      signals: [],
      rejected: [],
      ignored: 'The execution of the whole pipeline tells what became of its parts.',
    };
  }
  if (BETWEEN.has(state)) return { signals: [], rejected: [], ignored: 'The execution changed nothing by this.' };
  const words = WORDS.get(state);
  if (words === undefined || pipeline === undefined) {
    throw new NotUnderstoodError('The event names no pipeline, or no state known here.');
  }
  const title = joined(['Pipeline', pipeline, words]);
  const execution = event.detail['execution-id'];
  const trigger = recordOr(event.detail['execution-trigger']);
  const labels = { pipeline, execution, triggerType: trigger['trigger-type'] };
  const change = awsChange(ID, event, request, {
    id: [event.account, event.region, pipeline, execution, state],
    kind: 'pipeline',
    title,
    actor: trigger['trigger-detail'],
    service: pipeline,
    labels,
  });
  if (state !== 'SUCCEEDED' && state !== 'FAILED') return { signals: [], rejected: [], changes: [change] };
  const signal = awsSignal(ID, event, request, {
    key: [event.account, event.region, pipeline],
    status: state === 'FAILED' ? 'firing' : 'resolved',
    native: state,
    // A release that did not get out hurts nobody yet.
    severity: 'warning',
    title,
    service: pipeline,
    labels,
  });
  return { signals: [signal], rejected: [], changes: [change] };
};

export const codepipeline: Source = {
  id: ID,
  awsEvent: EVENTS,
  parse,
};

export const heading = 'AWS CodePipeline';

export const setup = `Executions are kept as changes; one that fails is also a warning, until the pipeline succeeds. Stages and actions are ignored. The
name of the pipeline names the service: add it to the service's aliases.`;
