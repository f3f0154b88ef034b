import { describe, expect, test } from 'vitest';
import { COUNTED, metricNamed } from '../../domain/measure/counted.ts';
import { ALARMED_COUNTS } from '../../lib/own-counts.ts';
import { type Resource, referred, resourcesOf, templateOf } from './synthesised.ts';

const template = templateOf({ inboundMail: { domain: 'alerts.example.com' } });
const of = (type: string): [string, Resource][] => resourcesOf(template, `AWS::${type}`);
const alarms = of('CloudWatch::Alarm').map(([, { Properties }]) => Properties);
const idOf = (value: unknown): string => /"(?:Ref|Fn::GetAtt)":\[?"([^"]+)"/.exec(JSON.stringify(value))?.[1] ?? '';

/** Whether one of a metric, about this resource, is an alarm. */
const isAlarmed = (metric: string, id: string): boolean =>
  alarms.some(
    ({ Dimensions, MetricName }) =>
      MetricName === metric && Dimensions?.some(({ Value }: { Value: unknown }) => referred(Value) === id),
  );

const deadLettersOf = new Map(
  of('SQS::Queue').map(([id, { Properties }]) => [id, referred(Properties.RedrivePolicy?.deadLetterTargetArn)]),
);

/** What says that a function fails, or cannot be invoked. */
const noticesOf = (id: string): string[] => {
  const notices = isAlarmed('Errors', id) ? ['its errors'] : [];
  for (const [, { Properties }] of of('Lambda::EventSourceMapping')) {
    if (referred(Properties.FunctionName) !== id) continue;
    const givenUp = referred(Properties.DestinationConfig?.OnFailure?.Destination);
    const queue = givenUp ?? deadLettersOf.get(referred(Properties.EventSourceArn) ?? '');
    if (queue && isAlarmed('ApproximateNumberOfMessagesVisible', queue)) notices.push('what is given up');
  }
  for (const [machine, { Properties }] of of('StepFunctions::StateMachine')) {
    const named = Object.values(Properties.DefinitionSubstitutions ?? {}).some((value) => referred(value) === id);
    if (named && isAlarmed('ExecutionsFailed', machine)) notices.push('a failed process');
  }
  const answers = of('ApiGatewayV2::Integration').some(
    ([, { Properties }]) => referred(Properties.IntegrationUri) === id,
  );
  if (answers && alarms.some(({ MetricName }) => MetricName === '5xx')) notices.push('answers of the API');
  const applies = resourcesOf(template, 'Custom::MusterConfiguration').some(
    ([, { Properties }]) => referred(Properties.ServiceToken) === id,
  );
  if (applies) notices.push('the deployment');
  return notices;
};

const functions = of('Lambda::Function').filter(([id]) => id.startsWith('MusterFunctions'));

describe('whatever fails is noticed', () => {
  test.each(functions.map(([id]) => id))('%s', (id) => {
    expect(noticesOf(id)).not.toEqual([]);
  });

  test('in a minute, where people are not paged or told until then', () => {
    for (const name of ['SendPage', 'ClassifyAlerts', 'ReceiveMail', 'SendCommunication']) {
      const [id = ''] = functions.map(([each]) => each).filter((each) => each.startsWith(`MusterFunctions${name}`));
      expect(noticesOf(id), name).toContain('its errors');
    }
  });

  test('also where senders reach the function past the API', () => {
    const [[, { Properties }] = ['', { Properties: {} }]] = of('Lambda::Url');
    expect(isAlarmed('Url5xxCount', idOf(Properties.TargetFunctionArn))).toBe(true);
  });
});

test('what functions count is alarmed for this deployment and for no other in the account', () => {
  const counted = alarms.filter(({ Namespace }) => Namespace === 'Muster');
  expect(counted.map(({ MetricName }) => MetricName).toSorted()).toEqual(Object.keys(ALARMED_COUNTS).toSorted());
  const [[table] = ['']] = of('DynamoDB::GlobalTable');
  for (const { Dimensions } of counted) expect(Dimensions).toEqual([{ Name: 'deployment', Value: { Ref: table } }]);
});

test('each count that is alarmed is one that functions count', () => {
  const names = Object.values(COUNTED).flatMap((counts) => counts.map(metricNamed));
  for (const name of Object.keys(ALARMED_COUNTS)) expect(names).toContain(name);
});
