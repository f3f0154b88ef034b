import { expect, test } from 'vitest';
import { templateOf } from './synthesised.ts';
import { everything } from './variants.ts';

type Output = readonly [name: string, text: string];

/** The steps that a deployment prints, in the order of their names, as the command line does. */
const stepsOf = (props: Parameters<typeof templateOf>[0]): Output[] =>
  Object.entries(templateOf(props).toJSON().Outputs as Record<string, { Value: unknown }>)
    .filter(([name]) => name.startsWith('Next'))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { Value }]) => [name, JSON.stringify(Value)]);

test('a deployment says what is left to do, numbered, the examination last', () => {
  const steps = stepsOf(everything);
  expect(steps.map(([name]) => name)).toEqual(steps.map((_, at) => `Next${String(at + 1).padStart(2, '0')}`));
  const texts = steps.map(([, text]) => text);
  expect(texts[0]).toContain('MailSigningRecord1 to 3');
  expect(texts[1]).toContain('https://eu-central-1.console.aws.amazon.com/ses/home#/account');
  expect(texts.some((text) => text.includes('MailExchanger'))).toBe(true);
  expect(texts.some((text) => text.includes('link that AWS has sent to each of alarmEmails'))).toBe(true);
  expect(texts.at(-1)).toMatch(/muster --url .*doctor/);
});

test('nothing is asked for that is not wanted, and everything that is', () => {
  const texts = (props: Parameters<typeof templateOf>[0]): string =>
    stepsOf(props)
      .map(([, text]) => text)
      .join('\n');
  const known = texts({ mail: { from: 'muster@example.com', identityExists: true }, ownAlarms: {} });
  expect(known).not.toContain('MailSigningRecord');
  expect(known).not.toContain('Follow the link that SES');
  expect(known).toContain('--context alarmEmails=');
  expect(known).not.toContain('MailExchanger');
  const byAddress = texts({ mail: { from: 'muster@example.com', identity: 'muster@example.com' } });
  expect(byAddress).toContain('Follow the link that SES has sent to muster@example.com');
  const issued = texts({ tokenIssuer: { issuer: 'https://id.example.com', audience: ['muster'] } });
  expect(issued).not.toContain('let others in');
});
