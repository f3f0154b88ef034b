import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it, test } from 'vitest';
import { CALLBACK_URLS } from '../../domain/access/sign-in.ts';
import { MusterStack } from '../../lib/muster-stack.ts';
import { configuration, ephemeral, newApp, type Resource, resourcesOf, templateOf } from './synthesised.ts';

const ADMINISTRATOR = 'mia@example.com';
const invited = templateOf({ administratorEmail: ADMINISTRATOR });
const one = (type: string, template = invited): Resource => {
  const found = resourcesOf(template, `AWS::Cognito::${type}`);
  expect(found).toHaveLength(1);
  return (found[0] as [string, Resource])[1];
};
const outputs = (template = invited): Record<string, { Value: unknown }> => template.toJSON().Outputs;

describe('the user pool', () => {
  it('has a group for each role, and lets nobody in who was not invited', () => {
    const groups = resourcesOf(invited, 'AWS::Cognito::UserPoolGroup').map(
      ([, { Properties }]) => Properties.GroupName,
    );
    expect(groups.toSorted()).toEqual(['admin', 'manager', 'responder', 'viewer']);
    expect(one('UserPool').Properties.AdminCreateUserConfig.AllowAdminCreateUserOnly).toBe(true);
  });

  it('asks for a second factor: an authenticator app, or a passkey that asks who holds it', () => {
    expect(one('UserPool').Properties).toMatchObject({
      MfaConfiguration: 'ON',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
      UserPoolTier: 'ESSENTIALS',
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'WEB_AUTHN'] } },
      WebAuthnUserVerification: 'required',
      WebAuthnFactorConfiguration: 'MULTI_FACTOR_WITH_USER_VERIFICATION',
    });
  });

  it('has a page to sign in, which needs a branding, under a name that no other stack has', () => {
    const domain = one('UserPoolDomain').Properties;
    expect(domain.ManagedLoginVersion).toBe(2);
    expect(JSON.stringify(domain.Domain)).toMatch(/muster-[0-9a-f]{6}-.*AWS::StackId/);
    expect(one('ManagedLoginBranding').Properties).toMatchObject({ UseCognitoProvidedValues: true });
  });

  it('has a public client for the command line, with the addresses that it waits at and no others', () => {
    const { Properties } = one('UserPoolClient');
    expect(Properties).toMatchObject({
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid', 'email', 'profile'],
      CallbackURLs: CALLBACK_URLS,
      EnableTokenRevocation: true,
      PreventUserExistenceErrors: 'ENABLED',
    });
    expect(Properties.GenerateSecret ?? false).toBe(false);
    expect(Properties.ExplicitAuthFlows).toEqual(expect.arrayContaining(['ALLOW_USER_AUTH', 'ALLOW_USER_SRP_AUTH']));
    // Cognito takes http for this name alone.
    for (const url of CALLBACK_URLS) expect(new URL(url)).toMatchObject({ protocol: 'http:', hostname: 'localhost' });
  });
});

describe('the first administrator', () => {
  it('is invited by mail, with the role admin, and stays where a later deploy names nobody', () => {
    const user = one('UserPoolUser');
    expect(user.Properties).toMatchObject({
      Username: ADMINISTRATOR,
      DesiredDeliveryMediums: ['EMAIL'],
      UserAttributes: expect.arrayContaining([{ Name: 'email_verified', Value: 'true' }]),
    });
    const member = one('UserPoolUserToGroupAttachment');
    expect(member.Properties).toMatchObject({ GroupName: 'admin' });
    expect([user.DeletionPolicy, member.DeletionPolicy]).toEqual(['Retain', 'Retain']);
    expect(JSON.stringify(one('UserPool').Properties.AdminCreateUserConfig.InviteMessageTemplate)).toMatch(
      /muster login --url .*\{username\}.*\{####\}/,
    );
  });

  it('goes with a trial, and is nobody unless named', () => {
    const trial = templateOf({ ...ephemeral, administratorEmail: ADMINISTRATOR });
    expect(one('UserPoolUser', trial).DeletionPolicy).toBe('Delete');
    expect(resourcesOf(templateOf(), 'AWS::Cognito::UserPoolUser')).toEqual([]);
  });
});

test('the outputs say how to sign in', () => {
  expect(JSON.stringify(outputs().SignInCommand?.Value)).toContain('muster login --url ');
  const steps = Object.entries(outputs()).filter(([name]) => name.startsWith('Next'));
  expect(JSON.stringify(steps)).toMatch(new RegExp(`Sign in as ${ADMINISTRATOR}.*muster login --url`));
  for (const name of ['SignInIssuer', 'SignInClientId', 'SignInCallbacks', 'SignInPage'])
    expect(outputs()).toHaveProperty(name);
});

test.each([
  ['Major-Incidents-2', 'major-incidents-2-'],
  ['aws-incidents', 'muster-'],
  ['Cognito', 'muster-'],
])('a stack that is called %s has a domain that Cognito takes', (stackName, prefix) => {
  const stack = new MusterStack(newApp(), stackName, { env: { region: 'eu-central-1' }, configuration });
  const template = Template.fromStack(stack);
  expect(JSON.stringify(one('UserPoolDomain', template).Properties.Domain)).toContain(`"${prefix}`);
});
