import { isLoopbackHost } from './loopback.ts';

/** How people sign in: by an issuer of tokens that speaks OpenID Connect. What the stack, both targets and the command line must agree upon. */
export interface SignIn {
  /** The `iss` of its tokens; what it serves is found at `<issuer>/.well-known/openid-configuration`. */
  readonly issuer: string;
  /** What `muster login` calls itself there: a public client, which has no secret. */
  readonly clientId: string;
  /** What it asks for, as the protocol writes it: words with a space between. */
  readonly scope: string;
}

/** All that Cognito knows of these; `offline_access`, which others want for a refresh token, Cognito refuses. */
export const USUAL_SCOPE = 'openid email profile';

/** Claims that may hold a role. */
export const USUAL_ROLE_CLAIMS = 'cognito:groups,groups,muster_role,scope';

/**
 * Where `muster login` waits for the browser. Cognito compares the whole address, its port included, and takes http for `localhost`
 * alone, so that these few are registered: three, for one may be taken. Below the ports that systems give away by themselves.
 * <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-client-apps.html>
 */
export const CALLBACK_PORTS = [17911, 17912, 17913] as const;

export const CALLBACK_PATH = '/callback';

export const callbackUrl = (port: number): string => `http://localhost:${port}${CALLBACK_PATH}`;

/** What an issuer has to be told that it may send people back to. */
export const CALLBACK_URLS: readonly string[] = /* @__PURE__ */ CALLBACK_PORTS.map(callbackUrl);

/** `https:`, or `http:` on this machine, where nobody listens on the way. */
export const isTrustworthy = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(hostname));
