import type { AlertSeverity, SignalStatus } from '../domain/signal/signal.ts';
import { type AwsEvent, type AwsEventPattern, requireAwsEvent } from './reading/aws-event.ts';
import { awsSignal, joined } from './reading/aws-signal.ts';
import { awsChange } from './reading/change.ts';
import { recordOr } from './reading/record.ts';
import { cleanText } from './reading/text.ts';
import { NotUnderstoodError, type Parsed, type Source, type SourceRequest } from './source.ts';

const ID = 'ecs';
const DEPLOYMENT = 'ECS Deployment State Change';
const TASK = 'ECS Task State Change';
const SERVICE = 'ECS Service Action';

const EVENTS: AwsEventPattern = { source: 'aws.ecs', detailTypes: [DEPLOYMENT, TASK, SERVICE] };

const LONGEST_NAME = 256;
const SHOWN_CONTAINERS = 10;

const nothing = (ignored: string): Parsed => ({ signals: [], rejected: [], ignored });

/** The name at the end of `arn:aws:ecs:region:account:service/cluster/name`. */
const lastPart = (arn: string | undefined): string => arn?.slice(arn.lastIndexOf('/') + 1) || 'a service';

/**
 * The key is the deployment, not the service: when a failed deployment is rolled back, ECS says that the deployment it went
 * back to is completed. That ends the outage, perhaps, but it is not the fix of what failed, and must not say so.
 */
const deployment = (event: AwsEvent, request: SourceRequest): Parsed => {
  const { detail } = event;
  const name = lastPart(event.resource);
  const state = cleanText(detail.eventName, LONGEST_NAME)?.replace('SERVICE_DEPLOYMENT_', '');
  if (state !== 'IN_PROGRESS' && state !== 'COMPLETED' && state !== 'FAILED') {
    throw new NotUnderstoodError('The deployment is neither in progress nor completed nor failed.');
  }
  const words = state.toLowerCase().replace('_', ' ');
  const reason = cleanText(detail.reason, 1024);
  const rollsBack = reason?.toLowerCase().includes('rolling back') === true;
  const change = awsChange(ID, event, request, {
    id: [event.resource, detail.deploymentId, state],
    kind: 'deployment',
    title: `Deployment of ${name} ${rollsBack ? 'is rolled back' : words}`,
    description: reason,
    at: detail.updatedAt,
    service: name,
  });
  const changes = [change];
  if (state === 'IN_PROGRESS') return { signals: [], rejected: [], changes };
  const signal = awsSignal(ID, event, request, {
    key: event.resource === undefined ? [] : [event.resource, 'deployment', detail.deploymentId],
    status: state === 'FAILED' ? 'firing' : 'resolved',
    native: detail.eventType,
    severity: 'error',
    title: `Deployment of ${name} ${words}`,
    description: reason,
    at: detail.updatedAt,
    service: name,
    labels: { deployment: detail.deploymentId },
  });
  return { signals: [signal], rejected: [], changes };
};

const SERVICE_SEVERITY: ReadonlyMap<unknown, AlertSeverity> = new Map([
  ['ERROR', 'error'],
  ['WARN', 'warning'],
]);

const serviceAction = (event: AwsEvent, request: SourceRequest): Parsed => {
  const { detail } = event;
  const steady = detail.eventName === 'SERVICE_STEADY_STATE';
  const severity = SERVICE_SEVERITY.get(detail.eventType);
  if (!steady && severity === undefined) return nothing('It tells of something that went as planned.');
  const name = lastPart(event.resource);
  const signal = awsSignal(ID, event, request, {
    key: [event.resource],
    status: steady ? 'resolved' : 'firing',
    native: detail.eventType,
    severity: severity ?? 'info',
    title: `${name}: ${cleanText(detail.eventName, LONGEST_NAME)?.toLowerCase().replaceAll('_', ' ') ?? 'event'}`,
    description: detail.reason,
    at: detail.createdAt,
    service: name,
    labels: { cluster: detail.clusterArn, eventName: detail.eventName },
  });
  return { signals: [signal], rejected: [] };
};

/**
 * Ended by a person, a deployment, scaling in or the capacity that went away:
 * <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html>.
 */
const BENIGN: ReadonlySet<unknown> = new Set([
  'UserInitiated',
  'ServiceSchedulerInitiated',
  'SpotInterruption',
  'TerminationNotice',
]);

/**
 * The scheduler also stops what is unhealthy, and only the reason tells it from scaling in:
 * <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html>.
 */
const isUnhealthy = (stoppedReason: unknown): boolean =>
  /failed .{0,40}health checks/i.test(cleanText(stoppedReason, LONGEST_NAME) ?? '');

/** `service:name` of a task that a service started, as the ARN that the events of the service carry. */
const serviceOf = ({ detail }: AwsEvent): { readonly arn: string; readonly name: string } | undefined => {
  const group = cleanText(detail.group, LONGEST_NAME);
  const cluster = cleanText(detail.clusterArn, 1024);
  if (!group?.startsWith('service:') || cluster === undefined) return undefined;
  const name = group.slice('service:'.length);
  return { arn: `${cluster.replace(':cluster/', ':service/')}/${name}`, name };
};

const isFailure = (container: unknown): boolean => {
  const { exitCode, reason } = recordOr(container);
  return (typeof exitCode === 'number' && exitCode !== 0) || (exitCode === undefined && reason !== undefined);
};

const task = (event: AwsEvent, request: SourceRequest): Parsed => {
  const { detail } = event;
  if (detail.lastStatus !== 'STOPPED') return nothing('The task has not stopped.');
  if (BENIGN.has(detail.stopCode) && !isUnhealthy(detail.stoppedReason)) {
    return nothing('The task was stopped on purpose.');
  }
  const containers = Array.isArray(detail.containers) ? detail.containers.slice(0, SHOWN_CONTAINERS) : [];
  const failed = containers.filter(isFailure);
  const service = serviceOf(event);
  const good = detail.stopCode === 'EssentialContainerExited' && failed.length === 0;
  // What nothing restarts is well again when its next run is; of a service its steady state says so.
  if (good && service) return nothing('The task ended by itself, without an error.');
  const family = cleanText(detail.taskDefinitionArn, 1024)?.replace(/:\d+$/, '');
  const name = service?.name ?? lastPart(family);
  const status: SignalStatus = good ? 'resolved' : 'firing';
  const signal = awsSignal(ID, event, request, {
    key: service ? [service.arn] : [detail.clusterArn, family ?? detail.taskArn],
    status,
    native: detail.stopCode,
    // One task of a service is replaced; whether the service suffers, its own alarms say.
    severity: 'warning',
    title: `Task of ${name} stopped: ${cleanText(detail.stoppedReason, 512) ?? 'unknown reason'}`,
    description: failed
      .map(recordOr)
      .map((c) => joined([c.name, 'exit code', c.exitCode ?? 'none', c.reason]))
      .join('\n'),
    at: detail.stoppedAt ?? detail.updatedAt,
    resource: detail.taskArn,
    service: name,
    labels: { cluster: detail.clusterArn, group: detail.group, taskDefinition: detail.taskDefinitionArn },
  });
  return { signals: [signal], rejected: [] };
};

/** Events of ECS: <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_cwe_events.html>. */
const parse = (request: SourceRequest): Parsed => {
  const event = requireAwsEvent(request.body, EVENTS);
  if (event.detailType === DEPLOYMENT) return deployment(event, request);
  return event.detailType === TASK ? task(event, request) : serviceAction(event, request);
};

export const ecs: Source = {
  id: ID,
  awsEvent: EVENTS,
  parse,
};

export const heading = 'Amazon ECS';

export const setup = `Turn on the deployment circuit breaker: only
with it does ECS say that a deployment failed.

A failed deployment, a service action that is an error or a warning, and a task that stops by itself or is stopped for
failing its health checks are alerts. The steady state of the service resolves the latter two; a task of no service is
resolved by the next run of its family that ends well. Tasks stopped by a person, a deployment, scaling in or the end of
their capacity are no alerts.

A failed deployment is resolved neither by its rollback nor by the next deployment, for ECS does not say which of the two has
completed: close its incident by hand. All deployments, and that one is rolled back, are kept as changes. The name of the ECS
service names the service.`;
