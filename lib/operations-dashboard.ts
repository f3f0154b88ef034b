import { AlarmStatusWidget, Dashboard, GraphWidget, type IMetric, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { AslWorkflow } from './asl-workflow.ts';
import { deploymentNameOf } from './deployment-name.ts';
import type { MusterFunction } from './muster-function.ts';
import type { OwnAlarms } from './own-alarms.ts';
import { WATCH_PERIOD } from './own-alarms.ts';
import type { QueueWithDeadLetters } from './queue-with-dead-letters.ts';

export interface OperationsDashboardProps {
  readonly alarms: OwnAlarms;
  readonly functions: readonly MusterFunction[];
  readonly queues: Readonly<Record<string, QueueWithDeadLetters>>;
  readonly workflows: Readonly<Record<string, AslWorkflow>>;
}

/** One page that says whether Muster is well: alarms first, then what is late, then what fails. */
export class OperationsDashboard extends Construct {
  constructor(scope: Construct, id: string, { alarms, functions, queues, workflows }: OperationsDashboardProps) {
    super(scope, id);
    const period = WATCH_PERIOD;
    const graph = (title: string, left: IMetric[]): GraphWidget =>
      new GraphWidget({ title, left, width: 12, height: 6 });
    const ofFunctions = (metric: (fn: MusterFunction) => IMetric): IMetric[] => functions.map(metric);
    const dashboard = new Dashboard(this, 'Dashboard', { dashboardName: deploymentNameOf(scope) });
    dashboard.addWidgets(
      new TextWidget({
        markdown: '# Muster\nEach alarm says what users lose. What is in a dead-letter queue can be sent again.',
        width: 24,
        height: 2,
      }),
    );
    dashboard.addWidgets(
      new AlarmStatusWidget({ title: 'What is wrong', alarms: [...alarms.all], width: 24, height: 6 }),
    );
    dashboard.addWidgets(
      graph(
        'Oldest waiting message (s)',
        Object.entries(queues).map(([label, { queue }]) =>
          queue.metricApproximateAgeOfOldestMessage({ label, period, statistic: 'Maximum' }),
        ),
      ),
      graph(
        'Dead letters',
        Object.entries(queues).map(([label, { deadLetters }]) =>
          deadLetters.queue.metricApproximateNumberOfMessagesVisible({ label, period, statistic: 'Maximum' }),
        ),
      ),
    );
    dashboard.addWidgets(
      graph(
        'Errors',
        ofFunctions(({ name, function: fn }) => fn.metricErrors({ label: name, period })),
      ),
      graph(
        'Duration, 99th percentile (ms)',
        ofFunctions(({ name, function: fn }) => fn.metricDuration({ label: name, period, statistic: 'p99' })),
      ),
    );
    dashboard.addWidgets(
      graph(
        'Processes started',
        Object.entries(workflows).map(([label, { machine }]) => machine.metricStarted({ label, period })),
      ),
      graph(
        'Processes failed',
        Object.entries(workflows).map(([label, { machine }]) => machine.metricFailed({ label, period })),
      ),
    );
  }
}
