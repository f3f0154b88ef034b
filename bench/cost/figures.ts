import { templateOf } from '../../test/lib/synthesised.ts';
import { type Deployed, deployedBy, idle, repeats, type Template } from './deployed.ts';
import { lived, major, ordinary, small } from './happenings.ts';
import { added, assumed, type Line, times, type Usage } from './usage.ts';

/** A figure that is held to a bound (`bounds.json`), with its lines. */
export interface Figure {
  readonly name: string;
  readonly what: string;
  readonly lines: readonly Line[];
}

/** Of an organisation in which much happens: what it is made of, by the month. */
const LARGE = { responders: 100, ordinary: 240, major: 60, mails: 6_000, requestsOfAResponder: 2_000 } as const;

const sum = (what: string, lines: readonly Line[], count: number, lever: string): Line => ({
  what,
  usage: times(added(...lines.map(({ usage }) => usage)), count),
  lever,
});

export const figuresOf = async (template: Template): Promise<readonly Figure[]> => {
  const deployed = deployedBy(template);
  const { run, singly, by64 } = await small();
  const quiet = idle(deployed, run);
  const oneByOne = repeats(deployed, 1, singly);
  const [usual, large] = [await lived(deployed, ordinary), await lived(deployed, major)];
  const asked = LARGE.responders * LARGE.requestsOfAResponder;
  return [
    { name: 'idle', what: 'a month in which nothing happens', lines: quiet },
    { name: 'repeatsSingly', what: 'a million repeats of open alerts, one in a request', lines: oneByOne },
    {
      name: 'repeatsBy64',
      what: 'a million repeats of open alerts, 64 in a request',
      lines: repeats(deployed, 64, by64),
    },
    {
      name: 'ordinaryIncident',
      what: 'an ordinary incident of 20 alerts, without mail and text messages',
      lines: usual,
    },
    { name: 'majorIncident', what: 'a major incident of 20 alerts, without mail and text messages', lines: large },
    {
      name: 'large',
      what: `a month of ${LARGE.responders} responders, a million alerts, ${LARGE.ordinary} ordinary and ${LARGE.major} major incidents`,
      lines: [
        sum('idle', quiet, 1, 'see there'),
        sum('a million alerts, one in a request', oneByOne, 1, 'see there'),
        sum('ordinary incidents', usual, LARGE.ordinary, 'see there'),
        sum('major incidents', large, LARGE.major, 'see there'),
        { what: `${LARGE.mails} mails`, usage: { mail: LARGE.mails }, lever: 'other channels' },
        {
          what: 'people in the user pool',
          usage: { userMonth: LARGE.responders },
          lever: '`issuer`: a provider of one’s own',
        },
        {
          what: 'metrics of log lines',
          usage: { customMetricMonth: 8 },
          lever: 'what one alarm looks at counts together',
        },
        {
          what: 'what people ask of the API',
          usage: {
            httpApiRequest: asked,
            lambdaRequest: asked,
            lambdaGbSecond: asked * (assumed.apiMs / 1000) * (deployed.memoryOf('ServeApi') / 1024),
            readUnit: 6 * asked,
          },
          lever: 'its memory',
        },
        { what: 'a gigabyte in the table', usage: { tableGbMonth: 1 }, lever: '`retention` of the configuration' },
      ],
    },
  ];
};

/** What each convenience costs by the month, beside the figures. */
export interface Option {
  readonly name: string;
  readonly what: string;
  readonly usage: Usage;
}

export const options = (deployed: Deployed): readonly Option[] => [
  {
    name: 'an address of one’s own and limits of routes, by API Gateway',
    what: 'a million alerts that go through API Gateway, its log included',
    usage: { httpApiRequest: 1_000_000, logGb: (1_000_000 * assumed.accessLogBytes) / 1024 ** 3 },
  },
  {
    name: 'a firewall (WAF) in front, with CloudFront',
    what: 'a month, and a million alerts through both and API Gateway',
    usage: { firewallMonth: 1, firewallRequest: 1_000_000, distributionRequest: 1_000_000, httpApiRequest: 1_000_000 },
  },
  {
    name: 'a key of one’s own',
    what: 'a month, a million requests of services',
    usage: { keyMonth: 1, keyRequest: 1_000_000 },
  },
  { name: 'a dashboard', what: 'a month', usage: { dashboardMonth: 1 } },
  { name: 'traces in X-Ray', what: 'a million alerts, a twentieth of them traced', usage: { trace: 50_000 } },
  {
    name: 'a VPC without a way out',
    what: 'a month of interface endpoints for 7 services in two zones',
    usage: { endpointMonth: 14 },
  },
  {
    name: 'mail as a source (inboundMail)',
    what: 'a month: its queue is asked, three more alarms',
    usage: { sqsRequest: 2 * assumed.pollsAMinute * 730 * 60, alarmMonth: 3 },
  },
  {
    name: 'checkpoints',
    what: 'a month: two more alarms',
    usage: { alarmMonth: deployed.of('AWS::S3::Bucket').length > 0 ? 0 : 2 },
  },
];

export const asDeployed = (): Template => templateOf().toJSON() as Template;
