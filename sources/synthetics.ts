import type { SignalStatus } from '../domain/signal/signal.ts';
import { type AwsEvent, type AwsEventPattern, requireAwsEvent } from './reading/aws-event.ts';
import { awsSignal, joined } from './reading/aws-signal.ts';
import type { Parsed, Source, SourceRequest } from './source.ts';

const FAILURE = 'Synthetics Canary TestRun Failure';
const SUCCESS = 'Synthetics Canary TestRun Successful';
const STATUS = 'Synthetics Canary Status Change';

const EVENTS: AwsEventPattern = { source: 'aws.synthetics', detailTypes: [FAILURE, SUCCESS, STATUS] };

/** The canary's own state: it watches nothing while it is in error. */
const ownStatus = (state: unknown): SignalStatus | undefined => {
  if (state === 'ERROR') return 'firing';
  return state === 'RUNNING' || state === 'READY' ? 'resolved' : undefined;
};

const testRun = (event: AwsEvent, request: SourceRequest): Parsed => {
  const { detail, detailType } = event;
  const signal = awsSignal('synthetics', event, request, {
    key: detail['canary-id'] === undefined ? [] : [event.account, detail['canary-id']],
    status: detailType === FAILURE ? 'firing' : 'resolved',
    native: detail['test-run-status'],
    severity: 'error',
    title: joined([
      'Canary',
      detail['canary-name'] ?? detail['canary-id'],
      detailType === FAILURE ? 'failed' : 'passed',
    ]),
    description: joined([detail['state-reason'], detail.message], '\n\n'),
    resource: detail['canary-name'],
    labels: { canary: detail['canary-name'], run: detail['canary-run-id'], artifacts: detail['artifact-location'] },
  });
  return { signals: [signal], rejected: [] };
};

/** <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_Canaries_monitoring.html> */
const parse = (request: SourceRequest): Parsed => {
  const event = requireAwsEvent(request.body, EVENTS);
  const { detail } = event;
  if (event.detailType !== STATUS) return testRun(event, request);
  const status = ownStatus(detail['current-state']);
  if (status === undefined) {
    return { signals: [], rejected: [], ignored: 'The canary is neither in error nor back from it.' };
  }
  const signal = awsSignal('synthetics', event, request, {
    key: detail['canary-id'] === undefined ? [] : [event.account, detail['canary-id'], 'state'],
    status,
    native: detail['current-state'],
    severity: 'error',
    title: joined([
      'Canary',
      detail['canary-name'] ?? detail['canary-id'],
      status === 'firing' ? 'is in error' : 'is well again',
    ]),
    description: detail.message,
    at: detail['updated-on'],
    resource: detail['canary-name'],
    labels: { canary: detail['canary-name'] },
  });
  return { signals: [signal], rejected: [] };
};

export const synthetics: Source = {
  id: 'synthetics',
  awsEvent: EVENTS,
  parse,
};

export const heading = 'Amazon CloudWatch Synthetics';

export const setup = `A failed run of a canary is an error, the next good run resolves it. A canary that is itself in error watches nothing: that is an
alert of its own until it runs again. For canaries that fail now and then, alarm on \`SuccessPercent\` over several runs instead, and leave this source
out.`;
