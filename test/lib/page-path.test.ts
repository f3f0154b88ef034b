import { expect, test } from 'vitest';
import { type Resource, referred, resourcesOf, templateOf } from './synthesised.ts';

const template = templateOf();
const of = (type: string): [string, Resource][] => resourcesOf(template, `AWS::${type}`);
const functionNamed = (construct: string): [string, Resource] => {
  const found = of('Lambda::Function').find(([id]) => id.startsWith(`MusterFunctions${construct}Function`));
  if (!found) throw new Error(`There is no function ${construct}.`);
  return found;
};

/** Queues that a function is told the address of, and the functions that read them. */
const hopsFrom = (construct: string): Map<string, string[]> => {
  const [, { Properties }] = functionNamed(construct);
  const told = Object.values(Properties.Environment.Variables).map(referred);
  return new Map(
    of('SQS::Queue')
      .filter(([id]) => told.includes(id))
      .map(([id]) => [
        id,
        of('Lambda::EventSourceMapping')
          .filter(([, mapping]) => referred(mapping.Properties.EventSourceArn) === id)
          .map(([, mapping]) => referred(mapping.Properties.FunctionName) ?? ''),
      ]),
  );
};

test('a webhook is one hop from the page: the accepting function fills the queue that the sending function reads', () => {
  const [sendPage] = functionNamed('SendPage');
  const readers = [...hopsFrom('ReceiveWebhook').values()].flat();
  expect(readers).toContain(sendPage);
});

test('the accepting functions wait for nobody else: no machine, no bus, no mail', () => {
  for (const construct of ['ReceiveWebhook', 'ClassifyAlerts']) {
    const [, { Properties }] = functionNamed(construct);
    expect(Object.keys(Properties.Environment.Variables).filter((name) => /MACHINE|BUS|MAIL|SES/.test(name))).toEqual(
      [],
    );
  }
});

test('an event of AWS is queued before a function sees it', () => {
  const functions = new Set(of('Lambda::Function').map(([id]) => id));
  const queues = new Set(of('SQS::Queue').map(([id]) => id));
  const buses = new Set(of('Events::EventBus').map(([id]) => id));
  for (const [, { Properties }] of of('Events::Rule')) {
    for (const { Arn } of Properties.Targets) {
      const target = referred(Arn) ?? '';
      expect(functions.has(target)).toBe(false);
      expect(queues.has(target) || buses.has(target)).toBe(true);
    }
  }
});

test('nobody invokes a function asynchronously', () => {
  for (const [, { Properties }] of of('SNS::Subscription')) expect(Properties.Protocol).not.toBe('lambda');
  const allowed = of('Lambda::Permission').map(([, { Properties }]) => Properties);
  // Whoever asks an address of a function waits for its answer.
  const byUrl = (permission: Record<string, unknown>): boolean =>
    permission.FunctionUrlAuthType === 'NONE' || permission.InvokedViaFunctionUrl === true;
  expect(new Set(allowed.filter((one) => !byUrl(one)).map(({ Principal }) => Principal))).toEqual(
    new Set(['apigateway.amazonaws.com']),
  );
  expect(of('Scheduler::Schedule')).toEqual([]);
  expect(of('Lambda::EventInvokeConfig')).toEqual([]);
});

test('everything on the bus that Muster did not say itself is queued', () => {
  const rules = of('Events::Rule').map(([, { Properties }]) => Properties);
  const onBus = rules.filter((rule) => rule.EventBusName !== undefined);
  expect(onBus).toHaveLength(1);
  expect(onBus[0].EventPattern).toEqual({ source: [{ 'anything-but': ['muster'] }] });
});

test("Muster's own alarms do not come back to it as alerts", () => {
  const forwarded = of('Events::Rule').find(([id]) => id.includes('ForwardAlarms'))?.[1].Properties.EventPattern;
  const [{ 'anything-but': left }] = forwarded.detail.alarmName as [{ 'anything-but': { prefix: string } }];
  expect(left.prefix).toBe('Muster-own-');
  for (const [, { Properties }] of of('CloudWatch::Alarm')) {
    expect(Properties.AlarmName).toMatch(new RegExp(`^${left.prefix}`));
    expect(Properties.AlarmName.length).toBeLessThanOrEqual(255);
  }
});

test('each page is sent alone, so that a slow provider delays nobody else', () => {
  const [sendPage] = functionNamed('SendPage');
  const mapping = of('Lambda::EventSourceMapping').find(([, m]) => referred(m.Properties.FunctionName) === sendPage);
  expect(mapping?.[1].Properties.BatchSize).toBe(1);
  expect(mapping?.[1].Properties.ScalingConfig).toBeUndefined();
});
