import { describe, expect, it } from 'vitest';
import { loadConfigurationTests } from '../../config/load-tests.ts';
import { readConfigurationFiles } from '../../config/read-configuration.ts';
import { type ConfigurationTest, configurationTests } from '../../domain/configuration/configuration-test.ts';
import type { Unmet } from '../../simulation/judge-expectation.ts';
import { runConfigurationTest } from '../../simulation/run-configuration-test.ts';

const DIRECTORY = 'config/example';
const { configuration } = await readConfigurationFiles(DIRECTORY);
const { problems, tests } = loadConfigurationTests(DIRECTORY, configuration);

const test = (one: object): ConfigurationTest =>
  configurationTests.parse({ tests: [{ test: 'a test', ...one }] }).tests[0] as ConfigurationTest;

const unmetBy = async (one: object): Promise<readonly Unmet[]> =>
  (await runConfigurationTest(configuration, test(one))).unmet;

const DOWN = {
  at: 'Sunday 03:00',
  to: 'generic',
  payload: { title: 'Checkout returns 500', service: 'checkout', severity: 'critical', key: '500' },
};

describe('the tests of the example company', () => {
  it('are a dozen at least, and name nothing that there is not', () => {
    expect(problems).toEqual([]);
    expect(tests.length).toBeGreaterThanOrEqual(12);
  });

  it.each(tests.map((loaded) => [loaded.test.test, loaded] as const))('hold: %s', async (_, loaded) => {
    expect((await runConfigurationTest(configuration, loaded.test)).unmet).toEqual([]);
  });
});

describe('an expectation that does not hold is told, with what is so', () => {
  it.each<[object, string, string, string | RegExp]>([
    [{ outcome: 'joined' }, 'outcome', 'joined', 'opened'],
    [{ incidents: 2 }, 'incidents', '2', '1'],
    [{ service: 'search' }, 'service', 'search', 'checkout'],
    [{ environment: 'staging' }, 'environment', 'staging', 'production'],
    [{ title: 'Nothing' }, 'title', 'Nothing', 'Checkout returns 500'],
    [{ severity: 'SEV3' }, 'severity', 'SEV3', /^SEV1 \(impact extensive .*service tier 1/],
    [{ impact: 'minor' }, 'impact', 'minor', 'extensive'],
    [{ urgency: 'low' }, 'urgency', 'low', 'critical'],
    [{ status: 'resolved' }, 'status', 'resolved', 'open'],
    [{ major: 'none' }, 'major', 'none', 'candidate'],
    [{ rule: 'alert-storm' }, 'rule', 'alert-storm', 'severe-on-critical-service'],
    [{ paged: 'nobody' }, 'paged', 'nobody', /^ana-silva by sms after 0s \(resolver\), jonas-weber by sms/],
    [{ paged: ['ana-silva'] }, 'paged', 'nobody but ana-silva', /^jonas-weber by sms after 5s/],
    [{ paged: ['ana-silva', 'jonas-weber', 'ben-okafor'] }, 'paged.2', 'ben-okafor', /^ana-silva by sms/],
    [
      { paged: [{ person: 'ana-silva', by: 'email' }, 'jonas-weber'] },
      'paged.0.by',
      'email',
      'ana-silva by sms after 0s (resolver)',
    ],
    [
      { paged: [{ person: 'ana-silva', after: '5m' }, 'jonas-weber'] },
      'paged.0.after',
      '5m',
      'ana-silva by sms after 0s (resolver)',
    ],
    [
      { paged: [{ person: 'ana-silva', as: 'communications-lead' }, 'jonas-weber'] },
      'paged.0.as',
      'communications-lead',
      'ana-silva by sms after 0s (resolver)',
    ],
    [
      { paged: [{ person: 'ana-silva', reads: ['500', 'Payments'] }, 'jonas-weber'] },
      'paged.0.reads',
      'a message with "Payments"',
      /Checkout returns 500/,
    ],
    [{ told: ['cto'] }, 'told.0', 'cto', 'nobody'],
  ])('%j', async (expected, path, wanted, actual) => {
    expect(await unmetBy({ ...DOWN, expect: expected })).toEqual([
      {
        path: `expect.${path}`,
        expected: wanted,
        actual: typeof actual === 'string' ? actual : expect.stringMatching(actual),
      },
    ]);
  });

  it('of a later step, in what was told', async () => {
    const told = [{ who: 'cto', about: 'resolved' }, { who: 'coo', reads: 'customers dance' }, 'database-guild'];
    const next = [
      {
        after: '2m',
        by: 'jonas-weber',
        do: 'accept',
        with: { businessImpact: 'customers cannot pay' },
        expect: { told, notTold: ['customer-care'] },
      },
      { expect: { told: 'nobody', paged: 'nobody' } },
    ];
    const unmet = await unmetBy({ ...DOWN, next });
    expect(unmet.map(({ path }) => path)).toEqual([
      'next.0.expect.told.0.about',
      'next.0.expect.told.1.reads',
      'next.0.expect.told.2',
      'next.0.expect.notTold.0',
    ]);
    expect(unmet[0]?.actual).toMatch(/^cto by email after 2m\ds \(declared\)$/);
    expect(unmet[1]?.actual).toContain('customers cannot pay');
  });

  it('what the rules refuse is told in their words', async () => {
    const next = [{ by: 'jonas-weber', do: 'close' }];
    expect(await unmetBy({ ...DOWN, next })).toEqual([
      { path: 'next.0.do', expected: 'jonas-weber may close', actual: expect.stringMatching(/resolve/) },
    ]);
    expect(await unmetBy({ by: 'jonas-weber', do: 'close' })).toEqual([
      { path: 'do', expected: 'jonas-weber may close', actual: 'there is no incident yet' },
    ]);
  });
});

describe('a payload', () => {
  it.each<[string, object, string]>([
    [
      'that its source does not understand is quarantined',
      { to: 'generic', payload: { nothing: true } },
      'quarantined',
    ],
    [
      'that says only that all is well is ignored',
      { to: 'generic', payload: { title: 'x', status: 'resolved', key: 'never' } },
      'ignored',
    ],
    [
      'may be a mail as it was sent',
      {
        to: 'email',
        payload:
          'From: cron@kestrel.example\r\nTo: a@b.example\r\nSubject: Backup FAILED on db1\r\nMessage-ID: <1@kestrel.example>\r\n\r\nNo space left',
      },
      'opened',
    ],
    [
      'may be an event of AWS',
      {
        to: 'cloudwatch',
        payload: {
          source: 'aws.cloudwatch',
          'detail-type': 'CloudWatch Alarm State Change',
          time: '2026-01-07T10:00:00Z',
          account: '111122223333',
          region: 'eu-west-1',
          resources: [],
          detail: { alarmName: 'search-5xx', state: { value: 'ALARM', reason: 'r' } },
        },
      },
      'opened',
    ],
  ])('%s', async (_, step, outcome) => {
    expect(await unmetBy({ ...step, expect: { outcome } })).toEqual([]);
  });
});
