import { describe, expect, it, test } from 'vitest';
import { ALL_GIVEN_UP, GIVEN_UP } from '../../../domain/failure/given-up.ts';
import type { Account } from '../../../ports/account.ts';
import { shopFile } from '../../../simulation/shop-configuration.ts';
import { shopPorts } from '../../../simulation/shop-system.ts';
import type { Examined, Verdict } from '../../../usecases/doctor/check.ts';
import { CHECK_NAMES } from '../../../usecases/doctor/check.ts';
import { CHECKS, examine } from '../../../usecases/doctor/examine.ts';
import type { Readiness } from '../../../usecases/readiness/readiness.ts';
import { accountThatSays, givenUp } from '../../fakes/account.ts';

const sms = { channel: 'sms', address: '+491700000001' };
const mail = { channel: 'email', address: 'ana@example.com', afterSeconds: 60 };
const hook = { channel: 'webhook', address: 'https://pager.example.com/ana' };

const ready: Readiness = {
  ready: true,
  at: '2026-11-21T20:00:00.000Z',
  checks: [{ name: 'store', ok: true, detail: '' }],
};

/** Everybody has these contacts; the rest is as it should be unless said otherwise. */
const examined = (rest: Partial<Examined> = {}, contacts: object[] = [sms, mail]): Examined => {
  const people = shopFile.people.map((person) => ({ ...person, contacts })) as typeof shopFile.people;
  const ports = { ...shopPorts({ people }), publicUrl: 'https://muster.example.com' };
  return {
    ports,
    configuration: ports.configured.current,
    readiness: async () => ready,
    keptChannels: [],
    account: accountThatSays(),
    hasSignOfLife: true,
    ...rest,
  };
};

const found = async (check: string, rest: Partial<Examined> = {}, contacts?: object[]) =>
  (await examine(examined(rest, contacts))).findings.filter((finding) => finding.check === check);

test('each check has a name of its own, and is asked', () => {
  expect(CHECKS.map(({ name }) => name)).toEqual([...CHECK_NAMES]);
});

test('where nothing is wrong, each says so, and nothing is to be done', async () => {
  const { findings, verdict } = await examine(examined());
  expect(verdict).toBe('ok');
  expect(findings.map(({ check }) => check)).toEqual([...CHECK_NAMES]);
  for (const finding of findings) expect(finding, finding.check).not.toHaveProperty('mend');
});

type Said = Parameters<typeof accountThatSays>[0];
test.each<[what: string, said: Said, check: string, Verdict, detail: RegExp, mend: RegExp]>([
  [
    'the sandbox of SES',
    { mail: { standing: async () => ({ isSandbox: true, maySend: true, mostADay: 200, sentInADay: 0 }) } },
    ...(['mail', 'failed', /sandbox: 200 mails a day/, /production access/] as const),
  ],
  [
    'an account that SES has paused',
    { mail: { standing: async () => ({ isSandbox: false, maySend: false, mostADay: 200, sentInADay: 0 }) } },
    ...(['mail', 'failed', /paused/, /review/] as const),
  ],
  [
    'a day that is nearly used up',
    { mail: { standing: async () => ({ isSandbox: false, maySend: true, mostADay: 1000, sentInADay: 900 }) } },
    ...(['mail', 'warning', /900 of 1000/, /Sending quota/] as const),
  ],
  [
    'a domain that is not verified',
    { mail: { sender: async () => ({ identity: 'example.com', isVerified: false, isSigned: false }) } },
    ...(['mail', 'failed', /may not send as example\.com/, /MailSigningRecord1/] as const),
  ],
  [
    'an address that is not verified',
    { mail: { sender: async () => ({ identity: 'm@example.com', isVerified: false, isSigned: false }) } },
    ...(['mail', 'failed', /may not send as m@example\.com/, /Follow the link/] as const),
  ],
  [
    'mail that is not signed',
    { mail: { sender: async () => ({ identity: 'example.com', isVerified: true, isSigned: false }) } },
    ...(['mail', 'warning', /not signed/, /DKIM/] as const),
  ],
  [
    'a suppressed address',
    { mail: { suppressed: async () => new Set(['ana@example.com']) } },
    ...(['contacts', 'failed', /^Mail to Ana.* is not sent/, /delete-suppressed-destination/] as const),
  ],
  [
    'a number that has opted out',
    { texts: { optedOut: async () => new Set(['+491700000001']) } },
    ...(['contacts', 'failed', /answered STOP/, /opt-in-phone-number/] as const),
  ],
  [
    'the sandbox of SMS',
    { texts: { isSandbox: async () => true } },
    ...(['text-messages', 'failed', /sandbox/, /Exit SMS sandbox/] as const),
  ],
  [
    'a spend limit that is reached',
    { texts: { spent: async () => 100 } },
    ...(['text-messages', 'failed', /drops every further/, /MonthlySpendLimit/] as const),
  ],
  [
    'a spend limit that is nearly reached',
    { texts: { spent: async () => 81 } },
    ...(['text-messages', 'warning', /\$81\.00 of \$100/, /MonthlySpendLimit/] as const),
  ],
  [
    'the spend limit of a new account',
    { texts: { limit: async () => undefined, spent: async () => 0 } },
    ...(['text-messages', 'warning', /of \$1 a month/, /Service Quotas/] as const),
  ],
  [
    'alarms that nobody hears',
    { alarms: { listeners: async () => 0 } },
    ...(['alarms', 'failed', /Nobody hears/, /alarmEmails/] as const),
  ],
  [
    'alerts that were given up',
    { deadLetters: { counts: givenUp({ signals: 3 }) } },
    ...([
      'dead-letters',
      'failed',
      /^3 messages were given up \(signals\), kept for 14 days: an alert was accepted and never became an incident/,
      /start-message-move-task --source-arn arn:aws:sqs:\S+:signals /,
    ] as const),
  ],
  [
    'a change that could not be followed, which has no queue to go back to',
    { deadLetters: { counts: givenUp({ commits: 1 }) } },
    ...([
      'dead-letters',
      'failed',
      /^1 message was given up \(commits\)/,
      /log of follow-commits.*purge-queue --queue-url https:\S+commits$/,
    ] as const),
  ],
  [
    'the concurrency of a new account',
    { limits: { concurrency: async () => 10 } },
    ...(['limits', 'failed', /10 functions/, /L-B99A9384/] as const),
  ],
  [
    'little concurrency',
    { limits: { concurrency: async () => 50 } },
    ...(['limits', 'warning', /50 functions/, /L-B99A9384/] as const),
  ],
])('%s', async (_what, said, check, verdict, detail, mend) => {
  const findings = await found(check, { account: accountThatSays(said) });
  expect(findings).toHaveLength(1);
  expect(findings[0]).toMatchObject({
    verdict,
    detail: expect.stringMatching(detail),
    mend: expect.stringMatching(mend),
  });
});

describe('of one process', () => {
  const alone = { account: undefined, keptChannels: ['email', 'sms', 'topic'], hasSignOfLife: false } as const;

  it('mail that stays in the outbox reaches nobody, and whoever has nothing else is named', async () => {
    expect(await found('mail', alone)).toMatchObject([
      { verdict: 'failed', mend: expect.stringContaining('SMTP_URL') },
    ]);
    expect(await found('contacts', alone)).toMatchObject([
      { verdict: 'failed', detail: expect.stringMatching(/^Nothing reaches Ana.*by sms and email stay/) },
    ]);
    expect(await found('contacts', alone, [sms, hook])).toMatchObject([{ verdict: 'ok' }]);
  });

  it('a sign of life is wanted, and nothing is asked of an account', async () => {
    expect(await found('sign-of-life', alone)).toMatchObject([
      { verdict: 'warning', mend: expect.stringContaining('MUSTER_PING_URL') },
    ]);
    expect(await found('sign-of-life', { ...alone, hasSignOfLife: true })).toMatchObject([{ verdict: 'ok' }]);
    expect(await found('alarms', alone)).toEqual([]);
    expect(await found('dead-letters', alone)).toEqual([]);
    expect(await found('limits', alone)).toEqual([]);
    expect(await found('text-messages', alone)).toEqual([]);
  });

  it.each([
    ['http://127.0.0.1:4000', 'failed'],
    ['http://localhost:4000', 'failed'],
    ['http://muster.internal', 'warning'],
    ['https://muster.example.com', 'ok'],
  ])('links that lead to %s: %s', async (publicUrl, verdict) => {
    const { ports } = examined();
    expect(await found('links', { ...alone, ports: { ...ports, publicUrl } })).toMatchObject([{ verdict }]);
  });
});

test('somebody with one channel alone is named, with the channel', async () => {
  expect(await found('contacts', {}, [sms, { ...sms, address: '+491700000002' }])).toMatchObject([
    { verdict: 'warning', detail: expect.stringMatching(/one reaches Ana.* \(sms\)/) },
  ]);
});

test('what is not ready is told with what to do', async () => {
  const checks: Readiness['checks'] = [{ name: 'clock', ok: false, detail: 'was set by 9 s' }];
  expect(await found('readiness', { readiness: async () => ({ ...ready, ready: false, checks }) })).toMatchObject([
    { verdict: 'failed', detail: 'The check "clock": was set by 9 s.', mend: expect.stringContaining('NTP') },
  ]);
});

test('whether somebody hears when the account itself is silent', async () => {
  expect(await found('sign-of-life', { hasSignOfLife: false })).toMatchObject([
    { verdict: 'warning', mend: expect.stringContaining('--context pingUrl=') },
  ]);
  // A function of an earlier version does not know.
  expect(await found('sign-of-life', { hasSignOfLife: undefined })).toEqual([]);
});

test('each queue that something is given up in is named, with what is lost and how it is mended', async () => {
  const counts = givenUp(Object.fromEntries(ALL_GIVEN_UP.map((holds) => [holds, 1])));
  const findings = await found('dead-letters', { account: accountThatSays({ deadLetters: { counts } }) });
  expect(findings.map(({ detail }) => detail)).toEqual(
    ALL_GIVEN_UP.map((holds) => expect.stringContaining(`(${holds}), kept for 14 days: ${GIVEN_UP[holds]}`)),
  );
  for (const { mend } of findings) expect(mend).toMatch(/aws sqs /);
});

describe('every question to the account may be refused, or asked too often', () => {
  const asks: readonly (readonly [part: keyof Account, question: string, check: string])[] = [
    ['mail', 'standing', 'mail'],
    ['mail', 'sender', 'mail'],
    ['mail', 'suppressed', 'contacts'],
    ['texts', 'isSandbox', 'text-messages'],
    ['texts', 'limit', 'text-messages'],
    ['texts', 'spent', 'text-messages'],
    ['texts', 'optedOut', 'contacts'],
    ['alarms', 'listeners', 'alarms'],
    ['limits', 'concurrency', 'limits'],
    ['deadLetters', 'counts', 'dead-letters'],
  ];

  test('these are all there are', () => {
    const known = Object.entries(accountThatSays()).flatMap(([part, questions]) =>
      Object.keys(questions).map((question) => `${part}.${question}`),
    );
    expect(asks.map(([part, question]) => `${part}.${question}`).toSorted()).toEqual(known.toSorted());
  });

  test.each(
    asks.flatMap(([part, question, check]) => [
      [part, question, check, 'AccessDeniedException', /must be allowed to ask: deploy/] as const,
      [part, question, check, 'AuthorizationError', /must be allowed to ask: deploy/] as const,
      [part, question, check, 'ThrottlingException', /Ask again in a minute/] as const,
      [part, question, check, 'TooManyRequestsException', /Ask again in a minute/] as const,
    ]),
  )(
    '%s.%s: the check of %s cannot be asked (%s), and says so with what to do',
    async (part, question, check, name, mend) => {
      const refused = Object.assign(new Error('not now'), { name });
      const account = accountThatSays({ [part]: { [question]: () => Promise.reject(refused) } });
      const { findings } = await examine(examined({ account }));
      expect(findings.filter(({ verdict }) => verdict !== 'ok')).toEqual([
        {
          check,
          verdict: 'unknown',
          detail: `Could not be asked: ${name}, not now`,
          mend: expect.stringMatching(mend),
        },
      ]);
    },
  );
});

test('what could not be asked says so, and hides nothing else', async () => {
  const refused = Object.assign(new Error('not allowed'), { name: 'AccessDeniedException' });
  const account = accountThatSays({ limits: { concurrency: () => Promise.reject(refused) } });
  const { findings, verdict } = await examine(examined({ account }));
  expect(verdict).toBe('warning');
  expect(findings.filter((one) => one.verdict === 'unknown')).toMatchObject([
    { check: 'limits', detail: 'Could not be asked: AccessDeniedException, not allowed' },
  ]);
  expect(findings.map(({ check }) => check)).toEqual([...CHECK_NAMES]);
});

test('a provider that never answers is not waited for', async () => {
  const rest = examined({ account: accountThatSays({ alarms: { listeners: () => new Promise(() => {}) } }) });
  const timer = (_ms: number, work: () => void) => {
    queueMicrotask(work);
    return () => {};
  };
  const ports = { ...rest.ports, timer };
  const { findings } = await examine(
    { ...rest, ports },
    CHECKS.filter(({ name }) => name === 'alarms'),
  );
  expect(findings).toMatchObject([{ check: 'alarms', verdict: 'unknown', detail: expect.stringContaining('10 s') }]);
});
