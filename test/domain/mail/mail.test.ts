import { describe, expect, it } from 'vitest';
import { normalAddress, withoutKeys } from '../../../domain/mail/mail-message.ts';
import { isAmongSenders } from '../../../domain/mail/mail-senders.ts';
import { type MailVerdicts, objectionTo } from '../../../domain/mail/mail-verdicts.ts';

const STATUSES = ['PASS', 'FAIL', 'GRAY', 'PROCESSING_FAILED', 'DISABLED', undefined] as const;

const every = (): MailVerdicts[] =>
  STATUSES.flatMap((spam) =>
    STATUSES.flatMap((virus) =>
      STATUSES.flatMap((spf) =>
        STATUSES.flatMap((dkim) => STATUSES.map((dmarc) => ({ spam, virus, spf, dkim, dmarc }))),
      ),
    ),
  );

describe('the verdicts about a mail', () => {
  it('let exactly the mail through that is clean and whose sender is proven', () => {
    for (const verdicts of every()) {
      const { dkim, dmarc, spam, spf, virus } = verdicts;
      const clean = spam === 'PASS' && virus === 'PASS';
      const undecided = dmarc === undefined || dmarc === 'GRAY';
      const proven = dmarc === 'PASS' || (undecided && (spf === 'PASS' || dkim === 'PASS'));
      expect(objectionTo(verdicts) === undefined, JSON.stringify(verdicts)).toBe(clean && proven);
    }
  });

  const good: MailVerdicts = { spam: 'PASS', virus: 'PASS', spf: 'PASS', dkim: 'PASS', dmarc: 'PASS' };
  it.each([
    [{ spam: 'FAIL' }, /spam verdict of SES is FAIL/],
    [{ spam: 'GRAY' }, /spam verdict of SES is GRAY/],
    [{ virus: undefined }, /virus verdict of SES is absent/],
    [{ dmarc: 'FAIL' }, /DMARC verdict of SES is FAIL/],
    [{ dmarc: 'PROCESSING_FAILED' }, /PROCESSING_FAILED/],
    [{ dmarc: 'GRAY', spf: 'FAIL', dkim: 'GRAY' }, /DMARC is GRAY, SPF FAIL, DKIM GRAY/],
  ])('say why with %j', (changes, reason) => {
    expect(objectionTo({ ...good, ...changes })).toMatch(reason);
  });
});

describe('the senders of an integration', () => {
  it.each([
    ['cron@example.com', ['cron@example.com'], true],
    ['Cron@Example.COM', ['cron@example.com'], true],
    ['cron@example.com', ['Example.com'], true],
    ['cron@ops.example.com', ['example.com'], true],
    ['cron@evilexample.com', ['example.com'], false],
    ['cron@example.com.evil.org', ['example.com'], false],
    ['example.com', ['example.com'], false],
    ['"cron@example.com"@evil.org', ['cron@example.com', 'example.com'], false],
    ['other@example.com', ['cron@example.com'], false],
    ['cron@example.com', ['ops@example.com', 'example.com'], true],
    ['cron@example.com', [' Cron@example.com '], true],
    [undefined, ['example.com'], false],
    ['anybody@anywhere.org', undefined, true],
  ])('%s of %j: %s', (from, senders, heard) => {
    expect(isAmongSenders(from, senders)).toBe(heard);
  });
});

it('compares addresses in small letters, without what stands around them', () => {
  expect(normalAddress(' Ops@Example.com\t')).toBe('ops@example.com');
});

it('shows no key that stands in an address', () => {
  const key = 'a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6';
  const mail = {
    from: 'a@example.com',
    to: [`checkout+${key}@in.example.com`, `${key.toUpperCase()}@in.example.com`, 'b@example.com'],
    text: `> To: ${key}@in.example.com\nunsubscribe?Endpoint=${key}%40in.example.com`,
  };
  expect(withoutKeys(mail)).toEqual({
    from: 'a@example.com',
    to: ['checkout+•••@in.example.com', '•••@in.example.com', 'b@example.com'],
    text: '> To: •••@in.example.com\nunsubscribe?Endpoint=•••%40in.example.com',
  });
  expect(withoutKeys({ unreadable: 'x', beginning: `To: ${key}@in` })).toEqual({
    unreadable: 'x',
    beginning: 'To: •••@in',
  });
});
