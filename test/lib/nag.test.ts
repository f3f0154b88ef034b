import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { expect, test } from 'vitest';
import { ephemeral, newApp, newStack } from './synthesised.ts';

test.each([
  ['kept, with a user pool', {}],
  [
    'ephemeral, with tokens of an issuer',
    { ...ephemeral, tokenIssuer: { issuer: 'https://id.example.com', audience: ['muster'] } },
  ],
  ['told by an organization', { organization: 'o-abc1234567', trustedAccounts: ['111111111111'] }],
])('the AWS Solutions rules hold: %s', (_name, props) => {
  const app = newApp();
  newStack(app, props);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  expect(() => app.synth()).not.toThrow();
});
