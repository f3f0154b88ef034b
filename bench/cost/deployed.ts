import { assumed, invoked, type Line, logged } from './usage.ts';

/** One resource of a synthesised template. */
interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is walked, not modelled
  readonly Properties?: any;
}

export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
}

const MINUTES_A_MONTH = 730 * 60;

/** What a deployment has, as far as it has a price. */
export interface Deployed {
  readonly of: (type: string) => readonly Resource[];
  /** Of the function of an entry point, in MB. */
  readonly memoryOf: (construct: string) => number;
  /** Whether senders reach the accepting function past the API. */
  readonly isPastGateway: boolean;
  /** Bytes that Lambda itself writes of an invocation that went well. */
  readonly systemLogBytes: number;
  readonly isTraced: boolean;
}

export const deployedBy = ({ Resources }: Template): Deployed => {
  const all = Object.entries(Resources);
  const of = (type: string): Resource[] => all.flatMap(([, one]) => (one.Type === type ? [one] : []));
  const functionNamed = (construct: string): Resource | undefined =>
    all.find(
      ([id, { Type }]) => Type === 'AWS::Lambda::Function' && id.startsWith(`MusterFunctions${construct}Function`),
    )?.[1];
  const accepting = functionNamed('ReceiveWebhook')?.Properties;
  return {
    of,
    memoryOf: (construct) => Number(functionNamed(construct)?.Properties.MemorySize),
    isPastGateway: of('AWS::Lambda::Url').length > 0,
    systemLogBytes: accepting?.LoggingConfig?.SystemLogLevel === 'WARN' ? 0 : assumed.systemLinesBytes,
    isTraced: accepting?.TracingConfig?.Mode === 'Active',
  };
};

/**
 * What a month costs in which nothing happens.
 *
 * @param runReads read units of one run of the reconciler, as metered
 */
export const idle = (deployed: Deployed, runReads: number): Line[] => {
  const { of } = deployed;
  const alarms = of('AWS::CloudWatch::Alarm').reduce(
    (sum, { Properties }) => sum + (Properties.Metrics?.filter((one: object) => 'MetricStat' in one).length ?? 1),
    0,
  );
  const pollers = of('AWS::Lambda::EventSourceMapping')
    .filter(({ Properties }) => Properties.StartingPosition === undefined)
    .map(({ Properties }) =>
      Properties.ScalingConfig ? assumed.pollersWithMaximumConcurrency : assumed.pollersOfAQuietQueue,
    )
    .reduce((sum, count) => sum + count, 0);
  const runs = of('AWS::Events::Rule')
    .flatMap(({ Properties }) => /^rate\((\d+) minutes?\)$/.exec(Properties.ScheduleExpression ?? '')?.[1] ?? [])
    .reduce((sum, every) => sum + MINUTES_A_MONTH / Number(every), 0);
  const run = invoked(assumed.reconcileMs, deployed.memoryOf('Reconcile'));
  const detailed = of('AWS::ApiGatewayV2::Stage').some(
    ({ Properties }) => Properties.DefaultRouteSettings?.DetailedMetricsEnabled,
  );
  return [
    { what: `${alarms} alarms`, usage: { alarmMonth: alarms }, lever: 'one alarm for what costs users the same' },
    {
      what: `${pollers} pollers of queues`,
      usage: { sqsRequest: pollers * assumed.pollsAMinute * MINUTES_A_MONTH },
      lever: 'no maximum concurrency; fewer queues',
    },
    {
      what: 'the secret',
      usage: { secretMonth: of('AWS::SecretsManager::Secret').length },
      lever: 'none: keys are derived from it',
    },
    {
      what: 'the reconciler',
      usage: {
        lambdaRequest: runs,
        lambdaGbSecond: runs * (run.lambdaGbSecond ?? 0),
        readUnit: runs * runReads,
        sqsRequest: 3 * runs,
        logGb: (logged(deployed.systemLogBytes).logGb ?? 0) * runs,
      },
      lever: 'its memory, what it reads; not its minute, which is a promise',
    },
    {
      what: 'keys of one’s own',
      usage: { keyMonth: of('AWS::KMS::Key').length },
      lever: 'keys that AWS owns',
    },
    {
      what: 'dashboards',
      usage: { dashboardMonth: of('AWS::CloudWatch::Dashboard').length },
      lever: 'none: alarms say it',
    },
    {
      what: 'metrics of a route that is asked',
      usage: { customMetricMonth: detailed ? 6 : 0 },
      lever: 'detailed metrics stay off',
    },
  ];
};

/** A million repeats of open alerts, so many in a request. */
export const repeats = (deployed: Deployed, inOne: number, writeUnits: number): Line[] => {
  const requests = 1_000_000 / inOne;
  const run = invoked(inOne === 1 ? assumed.acceptMs : assumed.accept64Ms, deployed.memoryOf('ReceiveWebhook'));
  const behindApi = deployed.isPastGateway ? 0 : requests;
  return [
    { what: 'API Gateway', usage: { httpApiRequest: behindApi }, lever: 'an address of the function, past it' },
    {
      what: 'calls of the function',
      usage: { lambdaRequest: requests },
      lever: 'more alerts in a request, which senders decide',
    },
    {
      what: 'its time',
      usage: { lambdaGbSecond: requests * (run.lambdaGbSecond ?? 0) },
      lever: 'its memory, which makes cold starts short',
    },
    {
      what: 'the table',
      usage: { writeUnit: 1_000_000 * writeUnits },
      lever: 'one unit each is the least that is durable',
    },
    {
      what: 'logs',
      usage: {
        logGb:
          (logged(deployed.systemLogBytes).logGb ?? 0) * requests +
          (logged(assumed.accessLogBytes).logGb ?? 0) * behindApi,
      },
      lever: 'no lines of what went well',
    },
    { what: 'traces', usage: { trace: deployed.isTraced ? requests * 0.05 : 0 }, lever: 'no traces' },
  ];
};
