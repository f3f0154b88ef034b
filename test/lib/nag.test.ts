import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';
import { describe, expect, test } from 'vitest';
import { ACKNOWLEDGED_OF_PACKS } from '../../lib/acknowledged-packs.ts';
import { ephemeral, guarded, newApp, newStack } from './synthesised.ts';
import { everything } from './variants.ts';

const organised = { ...everything, ...guarded };

test.each([
  ['kept, with a user pool', {}],
  [
    'ephemeral, with tokens of an issuer',
    { ...ephemeral, tokenIssuer: { issuer: 'https://id.example.com', audience: ['muster'] } },
  ],
  ['with the options of an organisation', organised],
  ['told by an organization', { organization: 'o-abc1234567', trustedAccounts: ['111111111111'] }],
])('the AWS Solutions rules hold: %s', (_name, props) => {
  const app = newApp();
  newStack(app, props);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  expect(() => app.synth()).not.toThrow();
});

describe.each([
  ['NIST.800.53.R5', NIST80053R5Checks],
  ['PCI.DSS.321', PCIDSS321Checks],
])('%s', (pack, Checks) => {
  test.each([
    // Buckets have rules of their own: of logging, and of replication into another region (docs/options.md).
    [
      'everything else that Muster can do without a bucket',
      { ...organised, inboundMail: undefined, checkpoints: undefined },
    ],
    ['nothing else', guarded],
  ])('holds with the options of an organisation and %s', (_with, props) => {
    const app = newApp();
    newStack(app, props);
    Validations.of(app).addPlugins(new Checks(app));
    expect(() => app.synth()).not.toThrow();
  });

  test('is acknowledged in at most five of its rules, each with a reason', () => {
    const rules = Object.entries(ACKNOWLEDGED_OF_PACKS).filter(([id]) => id.startsWith(`${pack}-`));
    expect(rules.length).toBeGreaterThan(0);
    expect(rules.length).toBeLessThanOrEqual(5);
    for (const [id, reason] of rules) expect(reason, id).toMatch(/^.{40,}\.$/);
  });
});
