/** Which part of `intake/` answers a request, or that the API does. */
export type Served =
  | 'source'
  | 'own-api'
  | 'mail-by-request'
  | 'report'
  | 'pagerduty-event'
  | 'pagerduty-change'
  | 'pagerduty-v1'
  | 'integration-topic'
  | 'opsgenie'
  | 'ping'
  | 'aws-protocols'
  | 'metrics'
  | 'api';

/** Why an address asks for no sign-in. The text is what an auditor of the deployed routes reads. */
export const NO_SIGN_IN = {
  key: 'The sender proves itself with the key of its integration, which the function checks.',
  form: 'A form in a public page: its key may report and nothing else, and who reports too much is held off by address.',
  link: 'The link is signed and expires, and acts on POST only; a paged person has no session.',
  'leads-on': 'It looks nothing up and leads to an address that asks for a token.',
  public: 'Public on purpose: it holds nothing of an incident.',
  'this-machine':
    'Only for programs of this machine, unless a token is sent: numbers about Muster itself, and nothing of an incident.',
  signature: 'The request is signed with the key pair of an integration, as AWS clients sign (SigV4).',
} as const;

/** The other way about, for the same auditor: why no authorizer of the gateway's stands before what asks for a sign-in. */
export const SIGN_IN =
  'The function verifies the token: it also knows tokens that Muster issues to programs, of which no authorizer of the gateway does.';

export interface IntakeRoute {
  /**
   * As API Gateway writes it: `{name}` is one segment, `{proxy+}` is everything that follows, at least one character.
   * <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html>
   */
  readonly path: string;
  readonly method: 'ANY' | 'GET' | 'POST';
  readonly served: Served;
  /** Absent where a person or a program must be signed in, which the function checks: {@link SIGN_IN}. */
  readonly noSignIn?: keyof typeof NO_SIGN_IN;
  /** At most so many requests a second, where the deployed route has a limit of its own. */
  readonly aSecond?: number;
  /** Set where only one target has it. */
  readonly only?: 'embedded';
}

/**
 * Far more than people type, so that a crowd at a form leaves the function to the alerts. Below it every address and every
 * form has its own limit.
 */
const REPORTS_A_SECOND = 50;

/** Who sends there proves itself with the key of its integration. */
const ofSenders = (path: string, served: Served, method: IntakeRoute['method'] = 'ANY'): IntakeRoute => ({
  path,
  method,
  served,
  noSignIn: 'key',
});

const ofLinks = (path: string): IntakeRoute => ({ path, method: 'ANY', served: 'api', noSignIn: 'link' });

const toAnybody = (path: string): IntakeRoute => ({ path, method: 'GET', served: 'api', noSignIn: 'public' });

/**
 * Every address that Muster answers, and who answers it. The stack makes its routes from this table, the embedded server
 * and the functions find their way by it, and tests walk it; what the API serves under `/v1` is in `api/table.ts`.
 */
export const ROUTES: readonly IntakeRoute[] = [
  ofSenders('/in/{proxy+}', 'source'),
  // What people write, by the function of compatible clients: other alerts do not wait for what reads it.
  ofSenders('/in/email', 'mail-by-request'),
  ofSenders('/in/email/{proxy+}', 'mail-by-request'),
  { path: '/in/report', method: 'ANY', served: 'report', noSignIn: 'form' },
  { path: '/in/report/{proxy+}', method: 'ANY', served: 'report', noSignIn: 'form', aSecond: REPORTS_A_SECOND },
  // Alertmanager's own API, for clients that are given nothing but a host.
  ofSenders('/api/{proxy+}', 'own-api'),
  ofSenders('/v2/enqueue', 'pagerduty-event'),
  ofSenders('/v2/change/{proxy+}', 'pagerduty-change'),
  ofSenders('/generic/{proxy+}', 'pagerduty-v1'),
  ofSenders('/integration/{proxy+}', 'integration-topic'),
  // Everything else under /v2: clients of Opsgenie end addresses with a slash, which a narrower route need not match.
  ofSenders('/v2/{proxy+}', 'opsgenie'),
  ofSenders('/opsgenie/{proxy+}', 'opsgenie'),
  ofSenders('/v1/json/{proxy+}', 'opsgenie', 'POST'),
  // Under the prefix of Muster's own API, which has no such address: another function knows such keys.
  ofSenders('/v1/incidents/create', 'opsgenie', 'POST'),
  ofSenders('/v1/incidents/requests/{request}', 'opsgenie', 'GET'),
  // By which its command line asks whether a key is good.
  ofSenders('/v1/maintenance', 'opsgenie', 'GET'),
  ofSenders('/ping/{proxy+}', 'ping'),
  // EventBridge's PutEvents and SNS' Publish have no path of their own.
  { path: '/', method: 'POST', served: 'aws-protocols', noSignIn: 'signature', only: 'embedded' },
  ofLinks('/a/{token}'),
  // Of links that were sent before they were short.
  ofLinks('/acknowledge/{token}'),
  ofLinks('/all/{token}'),
  { path: '/alert/detail/{alert}', method: 'GET', served: 'api', noSignIn: 'leads-on' },
  toAnybody('/v1/openapi.json'),
  // Whoever has no token yet asks it where to get one: an address and the name of a client, and no secret.
  toAnybody('/v1/sign-in'),
  toAnybody('/healthz'),
  toAnybody('/readyz'),
  { path: '/metrics', method: 'GET', served: 'metrics', noSignIn: 'this-machine', only: 'embedded' },
  { path: '/v1/{proxy+}', method: 'ANY', served: 'api' },
];

interface Matcher {
  readonly route: IntakeRoute;
  /** What the path begins with, or is. */
  readonly prefix: string;
  readonly rest: 'nothing' | 'one-segment' | 'anything';
}

/** More specific routes win, as in API Gateway: a whole path, then one with a variable, then a greedy one; the longer first. */
const RANK = { nothing: 0, 'one-segment': 1, anything: 2 } as const;

const matcherOf = (route: IntakeRoute): Matcher => {
  const variable = route.path.indexOf('{');
  if (variable < 0) return { route, prefix: route.path, rest: 'nothing' };
  return {
    route,
    prefix: route.path.slice(0, variable),
    rest: route.path.endsWith('+}') ? 'anything' : 'one-segment',
  };
};

const MATCHERS: readonly Matcher[] = ROUTES.map(matcherOf).sort(
  (a, b) => RANK[a.rest] - RANK[b.rest] || b.prefix.length - a.prefix.length,
);

/** A slash at the end means nothing: clients write one, and API Gateway hands it on to a greedy route. */
const isWhole = (path: string, whole: string): boolean =>
  path === whole || (path.length === whole.length + 1 && path.endsWith('/') && path.startsWith(whole));

const matches = (path: string, { prefix, rest }: Matcher): boolean => {
  if (rest === 'nothing') return isWhole(path, prefix);
  if (path.length <= prefix.length || !path.startsWith(prefix)) return false;
  return rest === 'anything' || !path.includes('/', prefix.length);
};

/** The route that a request takes; undefined where Muster has no such address. */
export const routeOf = (method: string, path: string): IntakeRoute | undefined => {
  const verb = method.toUpperCase();
  return MATCHERS.find(
    (matcher) => (matcher.route.method === 'ANY' || matcher.route.method === verb) && matches(path, matcher),
  )?.route;
};

const OF_OPSGENIE = /^geniekey\s/i;

/**
 * Who answers a request. Opsgenie's incident API has the addresses of Muster's own, and clients of it are given a host and no path:
 * its kind of key decides under `/v1`. On AWS, where each row leads to one function, only the rows of the table count.
 */
export const servedTo = ({
  method,
  path,
  headers,
}: {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
}): Served | undefined => {
  const served = routeOf(method, path)?.served;
  const byKey = served === 'api' && path.startsWith('/v1/') && OF_OPSGENIE.test(headers.authorization ?? '');
  return byKey ? 'opsgenie' : served;
};
