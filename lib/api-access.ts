import { Duration, Stack } from 'aws-cdk-lib';
import type { IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import {
  AccountRecovery,
  CfnUserPoolGroup,
  Mfa,
  OAuthScope,
  UserPool,
  type UserPoolClient,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import type { AccessRole } from '../domain/configuration/access-token.ts';
import { acknowledge } from './acknowledged-findings.ts';
import type { DeploymentSettings } from './deployment-settings.ts';

/** An identity provider that signs tokens for people: any that speaks OpenID Connect. */
export interface TokenIssuer {
  /** The `iss` of its tokens; its keys are found at `<issuer>/.well-known/openid-configuration`. */
  readonly issuer: string;
  readonly audience: readonly string[];
}

export interface ApiAccessProps {
  readonly settings: DeploymentSettings;
  /** @default a Cognito user pool with one group per role */
  readonly tokenIssuer?: TokenIssuer;
  /** Where the sign-in page may send people back to. */
  readonly callbackUrl: string;
}

const ROLES: Readonly<Record<AccessRole, string>> = {
  viewer: 'Sees everything, changes nothing',
  responder: 'Works on incidents',
  manager: 'Decides what is major and what is over',
  admin: 'Changes the configuration and the keys',
};

/** Who may use the API: tokens of the organisation's own provider, or of a user pool made for it. */
export class ApiAccess extends Construct {
  readonly authorizer: IHttpRouteAuthorizer;
  readonly userPool: UserPool | undefined;
  readonly userPoolClient: UserPoolClient | undefined;

  constructor(scope: Construct, id: string, { settings, tokenIssuer, callbackUrl }: ApiAccessProps) {
    super(scope, id);
    if (tokenIssuer) {
      this.authorizer = jwtAuthorizer(tokenIssuer);
      return;
    }
    this.userPool = new UserPool(this, 'People', {
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { sms: false, otp: true },
      passwordPolicy: {
        minLength: 14,
        requireDigits: true,
        requireLowercase: true,
        requireUppercase: true,
        requireSymbols: true,
      },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      deletionProtection: settings.removalPolicy === 'retain',
      removalPolicy: settings.removalPolicy,
    });
    acknowledge(this.userPool, {
      'AwsSolutions-COG3':
        'Threat protection is priced per user and month; with required MFA and no self sign-up it is left to who deploys.',
      'AwsSolutions-COG8': 'The Plus tier is what threat protection needs; see there.',
    });
    for (const [role, description] of Object.entries(ROLES)) {
      new CfnUserPoolGroup(this, `Group-${role}`, {
        userPoolId: this.userPool.userPoolId,
        groupName: role,
        description,
      });
    }
    this.userPoolClient = this.userPool.addClient('Workbench', {
      authFlows: { userSrp: true },
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
        callbackUrls: [callbackUrl],
      },
      idTokenValidity: Duration.hours(12),
      accessTokenValidity: Duration.hours(12),
      preventUserExistenceErrors: true,
    });
    const { region } = Stack.of(this);
    this.authorizer = jwtAuthorizer({
      issuer: `https://cognito-idp.${region}.amazonaws.com/${this.userPool.userPoolId}`,
      audience: [this.userPoolClient.userPoolClientId],
    });
  }
}

const jwtAuthorizer = ({ issuer, audience }: TokenIssuer): IHttpRouteAuthorizer =>
  new HttpJwtAuthorizer('Tokens', issuer, { jwtAudience: [...audience] });
