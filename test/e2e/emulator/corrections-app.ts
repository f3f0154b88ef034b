import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { Alarm, AlarmRule, AlarmState, CompositeAlarm, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { AttributeType, StreamViewType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Code, Function as LambdaFunction, Runtime, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { EmailIdentity, Identity } from 'aws-cdk-lib/aws-ses';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';

/** The smallest stack in which every correction shows: corrections.check.ts deploys it. */
const stack = new Stack(new App(), 'Corrections');

const inline = (id: string, code: string): LambdaFunction =>
  new LambdaFunction(stack, id, {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline(code),
  });

const awaitNothing = inline('AwaitNothing', 'exports.handler = async () => ({});');
const failByName = inline(
  'FailByName',
  'exports.handler = async () => { const error = new Error("no"); error.name = "Named"; throw error; };',
);

const awaitToken = (functionArn: string, more: object): object => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
  Arguments: { FunctionName: functionArn, Payload: { token: '{% $states.context.Task.Token %}' } },
  ...more,
});
const caught = (error: string): object => ({
  Catch: [{ ErrorEquals: [error], Output: '{% $states.errorOutput.Error %}', Next: 'End' }],
  Next: 'End',
});
const End = { Type: 'Succeed', Output: "{% {'came': $states.input} %}" };

const machines: Record<string, object> = {
  TimeoutExpression: {
    StartAt: 'Set',
    States: {
      Set: { Type: 'Pass', Assign: { seconds: 1 }, Next: 'Wait' },
      Wait: awaitToken(awaitNothing.functionArn, { TimeoutSeconds: '{% $seconds %}', ...caught('States.Timeout') }),
      End,
    },
  },
  Heartbeat: {
    StartAt: 'Wait',
    States: {
      Wait: awaitToken(awaitNothing.functionArn, {
        HeartbeatSeconds: '{% 1 %}',
        TimeoutSeconds: 60,
        ...caught('States.HeartbeatTimeout'),
      }),
      End,
    },
  },
  FunctionFails: {
    StartAt: 'Wait',
    States: { Wait: awaitToken(failByName.functionArn, { TimeoutSeconds: 60, ...caught('Named') }), End },
  },
  ParallelFails: {
    StartAt: 'Both',
    States: {
      Both: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'Fail', States: { Fail: { Type: 'Fail', Error: 'First' } } },
          {
            StartAt: 'Long',
            States: { Long: awaitToken(awaitNothing.functionArn, { TimeoutSeconds: 60, End: true }) },
          },
        ],
        ...caught('First'),
      },
      End,
    },
  },
  ParallelSucceeds: {
    StartAt: 'Both',
    States: {
      Both: {
        Type: 'Parallel',
        Arguments: { given: 1 },
        Branches: [
          { StartAt: 'A', States: { A: { Type: 'Pass', Assign: { inner: 1 }, End: true } } },
          {
            StartAt: 'B',
            States: { B: { Type: 'Pass', Output: "{% $exists($inner) ? 'leaked' : 'own' %}", End: true } },
          },
        ],
        Output: "{% {'both': $states.result} %}",
        Assign: { both: '{% $states.result %}', before: '{% $exists($both) %}' },
        Next: 'Show',
      },
      Show: {
        Type: 'Pass',
        Output: "{% {'output': $states.input, 'assigned': $both, 'before': $before} %}",
        Next: 'End',
      },
      End,
    },
  },
};

for (const [name, definition] of Object.entries(machines)) {
  const machine = new StateMachine(stack, name, {
    definitionBody: DefinitionBody.fromString(stack.toJsonString({ QueryLanguage: 'JSONata', ...definition })),
  });
  new CfnOutput(stack, `${name}Arn`, { value: machine.stateMachineArn });
}

const table = new TableV2(stack, 'Table', {
  partitionKey: { name: 'id', type: AttributeType.STRING },
  dynamoStream: StreamViewType.NEW_IMAGE,
});
const givenUp = new Queue(stack, 'GivenUp');
inline(
  'FailPoison',
  `exports.handler = async ({ Records }) => ({ batchItemFailures: Records
    .filter((record) => record.dynamodb.Keys.id.S === 'poison')
    .map((record) => ({ itemIdentifier: record.dynamodb.SequenceNumber })) });`,
).addEventSource(
  new DynamoEventSource(table, {
    startingPosition: StartingPosition.TRIM_HORIZON,
    retryAttempts: 1,
    bisectBatchOnError: true,
    reportBatchItemFailures: true,
    onFailure: new SqsDlq(givenUp),
  }),
);

const alarmChanges = new Queue(stack, 'AlarmChanges');
const alarm = new Alarm(stack, 'Alarm', {
  metric: new Metric({ namespace: 'Probe', metricName: 'Errors', period: Duration.minutes(1) }),
  threshold: 1,
  evaluationPeriods: 1,
});
new Alarm(stack, 'ExpressionAlarm', {
  metric: new MathExpression({ expression: 'errors * 2', usingMetrics: { errors: alarm.metric as Metric } }),
  threshold: 1,
  evaluationPeriods: 1,
});
new CompositeAlarm(stack, 'Either', { alarmRule: AlarmRule.anyOf(AlarmRule.fromAlarm(alarm, AlarmState.ALARM)) });
new Rule(stack, 'AlarmRule', {
  eventPattern: { source: ['aws.cloudwatch'] },
  targets: [new SqsQueue(alarmChanges)],
});

const domain = new EmailIdentity(stack, 'Domain', { identity: Identity.domain('corrections.example') });

for (const [name, value] of Object.entries({
  SigningRecord: domain.dkimDnsTokenName1,
  Table: table.tableName,
  GivenUp: givenUp.queueUrl,
  AlarmChanges: alarmChanges.queueUrl,
  Alarm: alarm.alarmName,
})) {
  new CfnOutput(stack, `${name}Name`, { value });
}
