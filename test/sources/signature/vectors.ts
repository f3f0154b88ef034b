import { createHmac } from 'node:crypto';
import { toMs } from '../../../domain/instant/instant.ts';
import { grafanaSignature } from '../../../sources/signature/grafana.ts';
import { hubSignature } from '../../../sources/signature/hub-signature.ts';
import { pagerDutySignature } from '../../../sources/signature/pagerduty.ts';
import { sharedToken } from '../../../sources/signature/shared-token.ts';
import type { SignedRequest, Verdict, Verify } from '../../../sources/signature/signed-request.ts';
import { slackSignature } from '../../../sources/signature/slack.ts';
import { splunkSignature } from '../../../sources/signature/splunk.ts';
import { standardWebhooksSignature } from '../../../sources/signature/standard-webhooks.ts';

export const NOW = toMs('2026-11-21T20:00:00.000Z');
export const SECRET = 'k3y0fth1s1nt3grat10nabcdefghijkl';
export const OTHER_SECRET = 'zzzz0fth1s1nt3grat10nabcdefghijk';
export const BODY = '{"title":"Größe ✓","n":1}';

export interface Vector {
  readonly what: string;
  readonly verify: Verify;
  readonly request: SignedRequest;
  readonly expected: Verdict;
}

const seconds = (offset: number): string => String(NOW / 1000 + offset);

const mac = (encoding: 'hex' | 'base64', text: string | Buffer, secret: string | Buffer = SECRET): string =>
  createHmac('sha256', secret).update(text).digest(encoding);

/** The bytes of a body, with what a scheme signs in front of it. */
const behind = (before: string, body: string | Buffer): Buffer =>
  Buffer.concat([Buffer.from(before), Buffer.from(body)]);

const request = (headers: SignedRequest['headers'], changes: Partial<SignedRequest> = {}): SignedRequest => ({
  raw: Buffer.from(BODY),
  headers,
  receivedAt: NOW,
  secrets: [SECRET],
  ...changes,
});

/** One way to sign: what a correct request carries, at an offset in seconds from now where it is timed. */
export interface Scheme {
  readonly name: string;
  readonly verify: Verify;
  readonly header: string;
  readonly timestampHeader?: string;
  readonly sign: (secret: string, body: string | Buffer, offset: number) => Record<string, string>;
}

const github = hubSignature('x-hub-signature-256');
const jira = hubSignature('x-hub-signature');
const standardId = 'msg_p5jXN8AQM9LWM0D4loKWxJek';

const standardMac = (secret: string, body: string | Buffer, timestamp: string): string =>
  mac('base64', behind(`${standardId}.${timestamp}.`, body), Buffer.from(secret, 'base64'));

export const SCHEMES: readonly Scheme[] = [
  {
    name: 'GitHub',
    verify: github,
    header: 'x-hub-signature-256',
    sign: (secret, body) => ({ 'x-hub-signature-256': `sha256=${mac('hex', body, secret)}` }),
  },
  {
    name: 'Jira',
    verify: jira,
    header: 'x-hub-signature',
    sign: (secret, body) => ({ 'x-hub-signature': `sha256=${mac('hex', body, secret)}` }),
  },
  {
    name: 'Grafana',
    verify: grafanaSignature,
    header: 'x-grafana-alerting-signature',
    sign: (secret, body) => ({ 'x-grafana-alerting-signature': mac('hex', body, secret) }),
  },
  {
    name: 'Grafana with a timestamp',
    verify: grafanaSignature,
    header: 'x-grafana-alerting-signature',
    timestampHeader: 'x-grafana-alerting-timestamp',
    sign: (secret, body, offset) => ({
      'x-grafana-alerting-timestamp': seconds(offset),
      'x-grafana-alerting-signature': mac('hex', behind(`${seconds(offset)}:`, body), secret),
    }),
  },
  {
    name: 'Standard Webhooks',
    verify: standardWebhooksSignature,
    header: 'webhook-signature',
    timestampHeader: 'webhook-timestamp',
    sign: (secret, body, offset) => ({
      'webhook-id': standardId,
      'webhook-timestamp': seconds(offset),
      'webhook-signature': `v1,${standardMac(secret, body, seconds(offset))}`,
    }),
  },
  {
    name: 'PagerDuty',
    verify: pagerDutySignature,
    header: 'x-pagerduty-signature',
    sign: (secret, body) => ({ 'x-pagerduty-signature': `v1=${mac('hex', body, secret)}` }),
  },
  {
    name: 'Slack',
    verify: slackSignature,
    header: 'x-slack-signature',
    timestampHeader: 'x-slack-request-timestamp',
    sign: (secret, body, offset) => ({
      'x-slack-request-timestamp': seconds(offset),
      'x-slack-signature': `v0=${mac('hex', behind(`v0:${seconds(offset)}:`, body), secret)}`,
    }),
  },
  {
    name: 'Splunk Observability Cloud',
    verify: splunkSignature,
    header: 'x-sfx-signature',
    sign: (secret, body) => ({ 'x-sfx-signature': mac('base64', body, secret) }),
  },
];

/** As their vendors publish them. */
const PUBLISHED: readonly Vector[] = [
  {
    what: "GitHub's own example",
    verify: github,
    request: request(
      { 'x-hub-signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17' },
      { raw: Buffer.from('Hello, World!'), secrets: ["It's a Secret to Everybody"] },
    ),
    expected: 'valid',
  },
  {
    what: "Slack's own example",
    verify: slackSignature,
    request: request(
      {
        'x-slack-request-timestamp': '1531420618',
        'x-slack-signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
      },
      {
        raw: Buffer.from(
          'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
        ),
        receivedAt: 1531420618_000,
        secrets: ['8f742231b10e8888abcd99yyyzzz85a5'],
      },
    ),
    expected: 'valid',
  },
  ...(
    [
      ["the library's own example", 0, 'valid'],
      ["the library's own example, 299 s late", 299, 'valid'],
      ["the library's own example, 301 s late", 301, 'invalid'],
      ["the library's own example, 301 s early", -301, 'invalid'],
    ] as const
  ).map(([what, late, expected]) => ({
    what: `Standard Webhooks: ${what}`,
    verify: standardWebhooksSignature,
    request: request(
      {
        'webhook-id': standardId,
        'webhook-timestamp': '1614265330',
        'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
      },
      {
        raw: Buffer.from('{"test": 2432232314}'),
        receivedAt: (1614265330 + late) * 1000,
        secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
      },
    ),
    expected,
  })),
];

/** What holds for every scheme. */
const common = ({ name, verify, header, timestampHeader, sign }: Scheme): Vector[] => {
  const headers = sign(SECRET, BODY, 0);
  const signature = headers[header] as string;
  const timed = (what: string, offset: number, expected: Verdict): Vector => ({
    what: `${name}: ${what}`,
    verify,
    request: request(sign(SECRET, BODY, offset)),
    expected,
  });
  const vector = (what: string, changes: Record<string, string | undefined>, expected: Verdict): Vector => ({
    what: `${name}: ${what}`,
    verify,
    request: request({ ...headers, ...changes }),
    expected,
  });
  return [
    vector('right', {}, 'valid'),
    { what: `${name}: no secret at all`, verify, request: request(headers, { secrets: [] }), expected: 'invalid' },
    {
      what: `${name}: right by the older of two keys`,
      verify,
      request: request(headers, { secrets: [OTHER_SECRET, SECRET] }),
      expected: 'valid',
    },
    { ...vector('by another key', {}, 'invalid'), request: request(headers, { secrets: [OTHER_SECRET] }) },
    { ...vector('over another body', {}, 'invalid'), request: request(headers, { raw: Buffer.from(`${BODY} `) }) },
    vector('missing', { [header]: undefined }, 'absent'),
    vector('empty', { [header]: '' }, 'invalid'),
    vector('cut', { [header]: signature.slice(0, -2) }, 'invalid'),
    vector('with something behind it', { [header]: `${signature}0` }, 'invalid'),
    ...(timestampHeader === undefined
      ? []
      : [
          timed('299 s old', -299, 'valid'),
          timed('301 s old', -301, 'invalid'),
          timed('299 s ahead', 299, 'valid'),
          timed('301 s ahead', 301, 'invalid'),
          vector('a timestamp that is no number', { [timestampHeader]: `${seconds(0)}.0` }, 'invalid'),
          vector('another timestamp', { [timestampHeader]: seconds(1) }, 'invalid'),
          vector('no timestamp', { [timestampHeader]: undefined }, 'invalid'),
        ]),
  ];
};

const hex = mac('hex', BODY);
const base64 = mac('base64', BODY);

/** What is particular to one scheme: prefixes, lists, encodings. */
const PARTICULAR: readonly (readonly [string, Verify, Record<string, string>, Verdict])[] = [
  ['GitHub: without its prefix', github, { 'x-hub-signature-256': hex }, 'invalid'],
  ['GitHub: SHA-1 of old', github, { 'x-hub-signature-256': `sha1=${hex}` }, 'invalid'],
  ['GitHub: base64 in place of hex', github, { 'x-hub-signature-256': `sha256=${base64}` }, 'invalid'],
  ['GitHub: hex in capitals', github, { 'x-hub-signature-256': `sha256=${hex.toUpperCase()}` }, 'invalid'],
  ["GitHub: the signature under Jira's name", github, { 'x-hub-signature': `sha256=${hex}` }, 'absent'],
  [
    'PagerDuty: a wrong one and a right one',
    pagerDutySignature,
    { 'x-pagerduty-signature': `v1=00,v1=${hex}` },
    'valid',
  ],
  ['PagerDuty: a space in the list', pagerDutySignature, { 'x-pagerduty-signature': `v1=00, v1=${hex}` }, 'valid'],
  ['PagerDuty: nothing before the comma', pagerDutySignature, { 'x-pagerduty-signature': `,v1=${hex}` }, 'invalid'],
  ['PagerDuty: two wrong ones', pagerDutySignature, { 'x-pagerduty-signature': 'v1=00,v1=11' }, 'invalid'],
  ['PagerDuty: another version', pagerDutySignature, { 'x-pagerduty-signature': `v2=${hex}` }, 'invalid'],
  [
    'PagerDuty: the right one behind more than sixteen',
    pagerDutySignature,
    { 'x-pagerduty-signature': `${'v1=00,'.repeat(16)}v1=${hex}` },
    'invalid',
  ],
  [
    'Slack: another version',
    slackSignature,
    { 'x-slack-request-timestamp': seconds(0), 'x-slack-signature': `v1=${hex}` },
    'invalid',
  ],
  ['Splunk: hex in place of base64', splunkSignature, { 'x-sfx-signature': hex }, 'invalid'],
  ['Splunk: base64 without its padding', splunkSignature, { 'x-sfx-signature': base64.replace('=', '') }, 'invalid'],
  ['a token: right', sharedToken('x-token'), { 'x-token': SECRET }, 'valid'],
  ['a token: wrong', sharedToken('x-token'), { 'x-token': OTHER_SECRET }, 'invalid'],
  ['a token: empty', sharedToken('x-token'), { 'x-token': '' }, 'invalid'],
  ['a token: missing', sharedToken('x-token'), {}, 'absent'],
];

const standard = (signature: string, id = standardId): Record<string, string> => ({
  'webhook-id': id,
  'webhook-timestamp': seconds(0),
  'webhook-signature': signature,
});
const rightStandard = standardMac(SECRET, BODY, seconds(0));
const dotted = mac('base64', `a.b.${seconds(0)}.${BODY}`, Buffer.from(SECRET, 'base64'));

const STANDARD: readonly (readonly [string, Record<string, string>, Verdict])[] = [
  ['a wrong one and a right one', standard(`v1,AAAA v1,${rightStandard}`), 'valid'],
  ['a public-key signature beside a right one', standard(`v1a,AAAA v1,${rightStandard}`), 'valid'],
  ['a public-key signature alone', standard(`v1a,${rightStandard}`), 'invalid'],
  ['without its version', standard(rightStandard), 'invalid'],
  [
    'base64 for addresses',
    standard(`v1,${rightStandard.replaceAll('+', '-').replaceAll('/', '_').replace('=', '')}`),
    'invalid',
  ],
  ['another id', standard(`v1,${rightStandard}`, 'msg_2'), 'invalid'],
  ['an id with a full stop, however signed', standard(`v1,${dotted}`, 'a.b'), 'invalid'],
  ['an empty id', standard(`v1,${rightStandard}`, ''), 'invalid'],
];

export const VECTORS: readonly Vector[] = [
  ...PUBLISHED,
  ...SCHEMES.flatMap(common),
  ...PARTICULAR.map(([what, verify, headers, expected]) => ({ what, verify, request: request(headers), expected })),
  ...STANDARD.map(([what, headers, expected]) => ({
    what: `Standard Webhooks: ${what}`,
    verify: standardWebhooksSignature,
    request: request(headers),
    expected,
  })),
];
