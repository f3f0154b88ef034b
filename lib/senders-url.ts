import { FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import type { MusterFunction } from './muster-function.ts';
import { type OwnAlarms, WATCH_PERIOD } from './own-alarms.ts';

/**
 * An address of the accepting function itself. Who may send is asked by the function, as behind the API: by the key of an integration.
 */
export const sendersUrlOf = (fn: MusterFunction<'receive-webhook'>, alarms: OwnAlarms): string => {
  const { url } = fn.function.addFunctionUrl({ authType: FunctionUrlAuthType.NONE });
  alarms.watch(fn, 'UrlErrors', {
    metric: fn.function.metric('Url5xxCount', { statistic: 'Sum', period: WATCH_PERIOD }),
    threshold: 1,
    errorImpact: `${fn.name} answers with errors: ${fn.errorImpact}`,
  });
  return url;
};
