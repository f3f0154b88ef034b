import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { type OwnAlarms, WATCH_PERIOD } from './own-alarms.ts';

/** What functions count in their log lines and one of which is an alarm: the metric, and what one of it means for people. */
export const ALARMED_COUNTS: Readonly<Record<string, string>> = {
  MessagesNotTaken:
    'A message was suspicious, not understood or refused and became no alert; read why with "GET /v1/quarantine" and "GET /v1/quarantine/traces", then replay it.',
  PagesFailed:
    'A page did not leave or came too late, or a provider takes no messages; the next contact of that person is tried. The log line says which; look at the age of the pages queue.',
  PagingsExhausted: 'Somebody has to look now: nobody on call answers the pages of an incident.',
};

/**
 * An alarm on each of these, whichever function has counted it.
 *
 * @param deployment the dimension under which `adapters/observer` counts: the name of the table, which another deployment in the account
 * does not have
 */
export const watchCounts = (scope: Construct, alarms: OwnAlarms, deployment: string): void => {
  for (const [metricName, errorImpact] of Object.entries(ALARMED_COUNTS)) {
    alarms.watch(scope, metricName, {
      metric: new Metric({
        namespace: 'Muster',
        metricName,
        dimensionsMap: { deployment },
        statistic: 'Sum',
        period: WATCH_PERIOD,
      }),
      threshold: 1,
      errorImpact,
    });
  }
};
