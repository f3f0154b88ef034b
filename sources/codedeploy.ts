import { type AwsEventPattern, requireAwsEvent } from './reading/aws-event.ts';
import { awsSignal, joined } from './reading/aws-signal.ts';
import { awsChange } from './reading/change.ts';
import { NotUnderstoodError, type Parsed, type Source, type SourceRequest } from './source.ts';

const ID = 'codedeploy';
const INSTANCE = 'CodeDeploy Instance State-change Notification';

const EVENTS: AwsEventPattern = {
  source: 'aws.codedeploy',
  detailTypes: ['CodeDeploy Deployment State-change Notification', INSTANCE],
};

const WORDS: ReadonlyMap<unknown, string> = new Map([
  ['START', 'started'],
  ['SUCCESS', 'succeeded'],
  ['FAILURE', 'failed'],
  ['STOP', 'was stopped'],
]);

/**
 * Deployments of CodeDeploy: <https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-cloudwatch-events.html>. A failed
 * one is an alert that the next good one of the same deployment group resolves; an automatic rollback is such a one, for the
 * event does not tell it from others.
 */
const parse = (request: SourceRequest): Parsed => {
  const event = requireAwsEvent(request.body, EVENTS);
  const { application, deploymentGroup, deploymentId, state } = event.detail;
  if (event.detailType === INSTANCE) {
    return { signals: [], rejected: [], ignored: 'The deployment itself tells what became of its instances.' };
  }
  if (state === 'READY') return { signals: [], rejected: [], ignored: 'The deployment has not started yet.' };
  const words = WORDS.get(state);
  if (words === undefined) throw new NotUnderstoodError('The deployment has no state known here.');
  const title = joined(['Deployment of', application ?? 'an application', 'to', deploymentGroup ?? 'a group', words]);
  const labels = { application, deploymentGroup, deployment: deploymentId };
  const change = awsChange(ID, event, request, {
    id: [event.account, event.region, deploymentId, state],
    kind: 'deployment',
    title,
    service: application,
    labels,
  });
  if (state !== 'SUCCESS' && state !== 'FAILURE') return { signals: [], rejected: [], changes: [change] };
  const signal = awsSignal(ID, event, request, {
    key: application === undefined ? [] : [event.account, event.region, application, deploymentGroup],
    status: state === 'FAILURE' ? 'firing' : 'resolved',
    native: state,
    severity: 'error',
    title,
    service: application,
    labels,
  });
  return { signals: [signal], rejected: [], changes: [change] };
};

export const codedeploy: Source = {
  id: ID,
  awsEvent: EVENTS,
  parse,
};

export const heading = 'AWS CodeDeploy';

export const setup = `Every deployment is kept as a change; one that fails is also an error, until the next one of its deployment group succeeds, an
automatic rollback included: the events do not tell it from others. The name of the application names the service: add it
to the service's aliases.`;
