import { Aws, Duration, Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnManagedLoginBranding,
  type CfnUserPool,
  CfnUserPoolGroup,
  CfnUserPoolUser,
  CfnUserPoolUserToGroupAttachment,
  FeaturePlan,
  ManagedLoginVersion,
  Mfa,
  OAuthScope,
  UserPool,
  type UserPoolClient,
  type UserPoolDomain,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { CALLBACK_URLS, USUAL_SCOPE } from '../domain/access/sign-in.ts';
import type { AccessRole } from '../domain/configuration/access-token.ts';
import { acknowledge } from './acknowledged-findings.ts';
import type { DeploymentSettings } from './deployment-settings.ts';
import { told, type Use } from './use.ts';

/** An identity provider that signs tokens for people: any that speaks OpenID Connect. */
export interface TokenIssuer {
  /** The `iss` of its tokens; its keys are found at `<issuer>/.well-known/openid-configuration`. */
  readonly issuer: string;
  /** The audiences whose tokens count; the first is the public client that `muster login` is, to which the addresses of the output `SignInCallbacks` are registered. */
  readonly audience: readonly string[];
  /** What `muster login` asks for. @default openid email profile */
  readonly scope?: string | undefined;
  /** Claims of its tokens that may name a role. @default cognito:groups, groups, muster_role, scope */
  readonly roleClaims?: readonly string[] | undefined;
}

export interface ApiAccessProps {
  readonly settings: DeploymentSettings;
  /** @default a Cognito user pool with one group per role */
  readonly tokenIssuer?: TokenIssuer | undefined;
  /** Where the API answers, for the words of the invitation. */
  readonly apiUrl: string;
  /** Who is invited by the first deploy. */
  readonly administratorEmail?: string | undefined;
}

const ROLES: Readonly<Record<AccessRole, string>> = {
  viewer: 'Sees everything, changes nothing',
  responder: 'Works on incidents',
  manager: 'Decides what is major and what is over',
  admin: 'Changes the configuration and the keys',
};

/** Words that no domain of Cognito's may have in it. <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain-prefix.html> */
const RESERVED = /aws|amazon|cognito/;

/** Who may use the API: people by tokens of the organisation's own provider, or of a user pool made for it. */
export class ApiAccess extends Construct {
  readonly userPool: UserPool | undefined;
  readonly userPoolClient: UserPoolClient | undefined;
  /** Where people see the page that asks who they are. */
  readonly domain: UserPoolDomain | undefined;
  /** Whose tokens count. */
  readonly tokenIssuer: TokenIssuer;

  constructor(scope: Construct, id: string, { settings, tokenIssuer, apiUrl, administratorEmail }: ApiAccessProps) {
    super(scope, id);
    if (tokenIssuer) {
      this.tokenIssuer = tokenIssuer;
      return;
    }
    const pool = this.#pool(settings, apiUrl);
    this.userPool = pool;
    for (const [role, description] of Object.entries(ROLES)) {
      new CfnUserPoolGroup(this, `Group-${role}`, { userPoolId: pool.userPoolId, groupName: role, description });
    }
    const client = this.#client(pool);
    this.userPoolClient = client;
    this.domain = this.#signInPage(pool, client);
    if (administratorEmail !== undefined) this.#invite(pool, administratorEmail, settings);
    this.tokenIssuer = {
      issuer: `https://cognito-idp.${Stack.of(this).region}.amazonaws.com/${pool.userPoolId}`,
      audience: [client.userPoolClientId],
    };
  }

  /** A function is told whose tokens it takes. */
  get verified(): Use<
    Record<'SIGN_IN_ISSUER' | 'SIGN_IN_AUDIENCE', string> & Record<'SIGN_IN_SCOPE' | 'ROLE_CLAIMS', string | undefined>
  > {
    const { issuer, audience, scope, roleClaims } = this.tokenIssuer;
    return told({
      SIGN_IN_ISSUER: issuer,
      SIGN_IN_AUDIENCE: audience.join(','),
      SIGN_IN_SCOPE: scope ?? USUAL_SCOPE,
      ROLE_CLAIMS: roleClaims?.join(','),
    });
  }

  #pool({ removalPolicy }: DeploymentSettings, apiUrl: string): UserPool {
    const pool = new UserPool(this, 'People', {
      // Of the plans the first that has the page of managed login, and passkeys.
      featurePlan: FeaturePlan.ESSENTIALS,
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { sms: false, otp: true },
      signInPolicy: { allowedFirstAuthFactors: { password: true, passkey: true } },
      passwordPolicy: {
        minLength: 14,
        requireDigits: true,
        requireLowercase: true,
        requireUppercase: true,
        requireSymbols: true,
      },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      userInvitation: {
        emailSubject: 'You are invited to Muster',
        emailBody: `<p>Muster, where major incidents are worked on, has an account for you.</p><p>Sign in with <code>muster login --url ${apiUrl}</code>, as {username}, with this password: <code>{####}</code></p><p>It counts for seven days and once: you choose your own, and add an authenticator app.</p>`,
      },
      deletionProtection: removalPolicy === 'retain',
      removalPolicy,
    });
    // A passkey that asks who holds it is both factors in one; without this a pool that requires two refuses passkeys.
    // <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_WebAuthnConfigurationType.html>
    const resource = pool.node.defaultChild as CfnUserPool;
    resource.webAuthnUserVerification = 'required';
    resource.webAuthnFactorConfiguration = 'MULTI_FACTOR_WITH_USER_VERIFICATION';
    acknowledge(pool, {
      'AwsSolutions-COG3':
        'Threat protection is priced per user and month; with required MFA and no self sign-up it is left to who deploys.',
      'AwsSolutions-COG8': 'The Plus tier is what threat protection needs; see there.',
    });
    return pool;
  }

  /** The client that `muster login` is: public, hence without a secret, and with a code that needs its proof (PKCE). */
  #client(pool: UserPool): UserPoolClient {
    return pool.addClient('Workbench', {
      authFlows: { userSrp: true, user: true },
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
        callbackUrls: [...CALLBACK_URLS],
      },
      // Nothing takes one of these back before it ends; the command line renews them by itself, and that can be taken back.
      idTokenValidity: Duration.hours(1),
      accessTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(30),
      enableTokenRevocation: true,
      preventUserExistenceErrors: true,
    });
  }

  #signInPage(pool: UserPool, client: UserPoolClient): UserPoolDomain {
    const domain = pool.addDomain('SignIn', {
      cognitoDomain: { domainPrefix: this.#domainPrefix() },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    // Without a branding the page of the newer version answers that there is none.
    const branding = new CfnManagedLoginBranding(this, 'SignInPage', {
      userPoolId: pool.userPoolId,
      clientId: client.userPoolClientId,
      useCognitoProvidedValues: true,
    });
    branding.node.addDependency(domain);
    return domain;
  }

  /** Free in the whole region, of whatever account: by the number that CloudFormation gives each stack that it makes. */
  #domainPrefix(): string {
    const name = Stack.of(this)
      .stackName.toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-+|-+$/g, '')
      .slice(0, 30);
    const stack = Fn.select(0, Fn.split('-', Fn.select(2, Fn.split('/', Aws.STACK_ID))));
    return `${name === '' || RESERVED.test(name) ? 'muster' : name}-${this.node.addr.slice(-6)}-${stack}`;
  }

  /** They stay when a later deploy is told of nobody: a forgotten option takes the administrator away from nobody. */
  #invite(pool: UserPool, email: string, { removalPolicy }: DeploymentSettings): void {
    const kept = removalPolicy === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    const user = new CfnUserPoolUser(this, 'Administrator', {
      userPoolId: pool.userPoolId,
      username: email,
      userAttributes: [
        { name: 'email', value: email },
        { name: 'email_verified', value: 'true' },
      ],
      desiredDeliveryMediums: ['EMAIL'],
    });
    const member = new CfnUserPoolUserToGroupAttachment(this, 'AdministratorIsAdmin', {
      userPoolId: pool.userPoolId,
      groupName: 'admin',
      username: user.ref,
    });
    member.node.addDependency(this.node.findChild('Group-admin'));
    user.applyRemovalPolicy(kept);
    member.applyRemovalPolicy(kept);
  }
}
