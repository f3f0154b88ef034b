import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSubject } from '../../../sources/reading/mail-subject.ts';

/** Subjects as tools and people write them: of one row all are about the same, and each says its state. */
const CONDITIONS: readonly (readonly [what: string, about: string, subjects: Readonly<Record<string, string>>])[] = [
  [
    'Nagios',
    'db1/disk',
    {
      '** PROBLEM Service Alert: db1/Disk is CRITICAL **': 'firing',
      '** PROBLEM Service Alert: db1/Disk is WARNING **': 'firing',
      '** PROBLEM Service Alert: db1/Disk is UNKNOWN **': 'firing',
      '** ACKNOWLEDGEMENT Service Alert: db1/Disk is CRITICAL **': 'acknowledged',
      '** FLAPPINGSTART Service Alert: db1/Disk is CRITICAL **': 'unknown',
      '** RECOVERY Service Alert: db1/Disk is OK **': 'resolved',
    },
  ],
  [
    'a host of Nagios',
    'db1',
    { '** PROBLEM Host Alert: db1 is DOWN **': 'firing', '** RECOVERY Host Alert: db1 is UP **': 'resolved' },
  ],
  [
    'Icinga',
    'disk on db1',
    { '[PROBLEM] Disk on db1 is CRITICAL!': 'firing', '[RECOVERY] Disk on db1 is OK!': 'resolved' },
  ],
  [
    'Checkmk',
    'check_mk: db1/disk',
    { 'Check_MK: db1/Disk OK -> CRIT': 'firing', 'Check_MK: db1/Disk CRIT -> OK': 'resolved' },
  ],
  [
    'CloudWatch through SNS',
    'checkout-5xx" in eu (frankfurt)',
    {
      'ALARM: "checkout-5xx" in EU (Frankfurt)': '',
      'INSUFFICIENT_DATA: "checkout-5xx" in EU (Frankfurt)': 'unknown',
      'OK: "checkout-5xx" in EU (Frankfurt)': 'resolved',
    },
  ],
  [
    'Grafana and Alertmanager',
    'higherrorrate checkout',
    {
      '[FIRING:1] HighErrorRate checkout (prod-eu critical)': 'firing',
      '[FIRING:12] HighErrorRate checkout (prod-eu critical)': 'firing',
      '[FIRING:1, RESOLVED:2] HighErrorRate checkout (prod-eu critical)': 'firing',
      '[RESOLVED] HighErrorRate checkout (prod-eu critical)': 'resolved',
    },
  ],
  ['Grafana, before', 'cpu', { '[Alerting] CPU': 'firing', '[No Data] CPU': 'unknown', '[OK] CPU': 'resolved' }],
  ['UptimeRobot', 'shop', { 'Monitor is DOWN: Shop': 'firing', 'Monitor is UP: Shop': 'resolved' }],
  [
    'Pingdom',
    'shop (shop.example)',
    { 'DOWN alert: Shop (shop.example) is DOWN': 'firing', 'UP alert: Shop (shop.example) is UP': 'resolved' },
  ],
  ['Healthchecks', 'nightly backup', { 'DOWN | Nightly backup': 'firing', 'UP | Nightly backup': 'resolved' }],
  ['Uptime Kuma', '[shop]', { '[Shop] [🔴 Down]': 'firing', '[Shop] [✅ Up]': 'resolved' }],
  [
    'Datadog',
    'cpu is high on {host:db1}',
    {
      '[Triggered] [P1] CPU is high on {host:db1}': 'firing',
      '[Re-Triggered] [P1] CPU is high on {host:db1}': 'firing',
      '[Recovered] [P1] CPU is high on {host:db1}': 'resolved',
    },
  ],
  [
    'Zabbix',
    'high cpu on db1',
    {
      'Problem: High CPU on db1': 'firing',
      'Resolved in 1h 12m 3s: High CPU on db1': 'resolved',
      'Resolved: High CPU on db1': 'resolved',
    },
  ],
  [
    'Jenkins',
    'shop » main',
    {
      'Build failed in Jenkins: shop » main #12': 'firing',
      'Jenkins build is still unstable: shop » main #13': 'firing',
      'Jenkins build became unstable:  shop » main #13': 'firing',
      'Jenkins build is back to normal : shop » main #14': 'resolved',
    },
  ],
  [
    'Azure',
    'azure monitor alert cpu on vm1',
    {
      'Fired:Sev3 Azure Monitor Alert cpu on vm1': 'firing',
      'Resolved:Sev3 Azure Monitor Alert cpu on vm1': 'resolved',
    },
  ],
  [
    'people',
    'checkout',
    {
      'checkout is down!!': 'firing',
      'Checkout down': 'firing',
      'SEV1: checkout is down': 'firing',
      '[EXTERNAL] checkout is DOWN': 'firing',
      'checkout is still down': 'firing',
      'RESOLVED checkout': 'resolved',
      'checkout is up again': 'resolved',
      'Checkout is back up': 'resolved',
      'checkout back to normal': 'resolved',
      'checkout - recovered': 'resolved',
    },
  ],
];

describe.each(CONDITIONS)('of %s', (_what, about, subjects) => {
  it.each(Object.entries(subjects))('%s', (subject, status) => {
    expect(readSubject(subject)).toMatchObject({ about, status: status === '' ? undefined : status });
  });
});

describe('the prefixes of clients', () => {
  it.each(['Re: x', 'RE: RE: x', 'Re[2]: x', 'AW: x', 'Antw: x', 'SV: x', 'Odp: x', 'Re: Fwd: x'])(
    '%s is an answer',
    (subject) => {
      expect(readSubject(subject)).toMatchObject({ about: 'x', title: 'x', isReply: true });
    },
  );
  it.each(['Fwd: x', 'FW: x', 'WG: x', 'Fwd: Re: x'])('%s is passed on, which is no answer', (subject) => {
    expect(readSubject(subject)).toMatchObject({ about: 'x', title: 'x', isReply: false });
  });
  it('leaves words alone that only begin like one', () => {
    expect(readSubject('Redis: memory').about).toBe('redis: memory');
    expect(readSubject('Reindex: 3 of 4').isReply).toBe(false);
  });
});

describe('what a subject names is kept apart', () => {
  it.each([
    ['db1 is down', 'db2 is down'],
    ['Host 3 down: payments', 'Host 4 down: payments'],
    ['[1] disk', '[2] disk'],
    ['Failed logins on shop', 'Failed payments on shop'],
    ['Backup OK button missing', 'Backup button missing'],
    ['Warning lights in hall', 'Error lights in hall'],
    ['upstream errors', 'downstream errors'],
    ['ALARM: "cpu" in EU (Ireland)', 'ALARM: "cpu" in EU (Frankfurt)'],
  ])('%s | %s', (one, other) => {
    expect(readSubject(one).about).not.toBe(readSubject(other).about);
  });

  it.each(['DOWN', '[FIRING:1]', 'Re: RESOLVED', '', ' ', '***', '!!!'])('%j names nothing', (subject) => {
    expect(readSubject(subject).about).toBe('');
  });

  it('in the middle of a sentence a state is what the sentence is about', () => {
    expect(readSubject('Users cannot set up their accounts')).toMatchObject({
      status: undefined,
      about: 'users cannot set up their accounts',
    });
    expect(readSubject('The fixed price list is gone').status).toBeUndefined();
  });
});

describe('the severity', () => {
  it.each([
    ['[P1] Checkout is down', 'p1'],
    ['SEV2: slow search', 'sev2'],
    ['P3 slow search', 'p3'],
    ['CRITICAL: disk full', 'critical'],
    ['** PROBLEM Service Alert: db1/Disk is WARNING **', 'warning'],
    ['[CRITICAL] [P2] disk', 'p2'],
    ['checkout is slow', undefined],
    ['OK: disk', undefined],
  ])('of %s is %s', (subject, severity) => {
    expect(readSubject(subject).severity).toBe(severity);
  });
});

it('sees through characters that nobody sees, and through letters of other widths', () => {
  const plain = readSubject('checkout is down');
  for (const odd of [
    'check\u200bout is down',
    '\u202echeckout is down\u202c',
    'ＣＨＥＣＫＯＵＴ is down',
    'check\0out   is\tdown',
  ])
    expect(readSubject(odd)).toMatchObject({ about: plain.about, status: 'firing' });
});

it('reads any text, in time that does not explode, and the same again', () => {
  const parts = fc.constantFrom(
    'Re: ',
    '[',
    ']',
    '(',
    ')',
    'FIRING',
    ':1',
    ' is ',
    'down',
    ' -> ',
    'OK',
    '*',
    ' ',
    '-',
    '|',
    'x',
    '\u202e',
    '0 min ',
  );
  const subject = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 2000 }),
    fc.array(parts, { maxLength: 400 }).map((some) => some.join('')),
  );
  fc.assert(
    fc.property(subject, (text) => {
      const started = performance.now();
      const first = readSubject(text);
      expect(readSubject(text)).toEqual(first);
      expect(performance.now() - started).toBeLessThan(2000);
    }),
    { numRuns: 3000 },
  );
});
