import * as oauth from 'oauth4webapi';
import type { ShownSignIn } from '../../api/routes/whoami.ts';
import { isTrustworthy, type SignIn } from '../../domain/access/sign-in.ts';
import { CommandFailed, type Terminal } from '../terminal.ts';
import { SignInRefused } from './refused.ts';

/** So far may the clock of this machine be off. */
const CLOCK_TOLERANCE_SECONDS = 300;

const WITHIN_MS = 10_000;

/** What came of a sign-in, or of its renewal. */
export interface Tokens {
  readonly token: string;
  readonly expiresAt: string;
  readonly refreshToken?: string | undefined;
}

/** What somebody signs in with in a browser, and what must come back of it. */
export interface Attempt {
  readonly address: URL;
  readonly state: string;
  /** @throws SignInRefused where it comes back otherwise, or the issuer gives no tokens for it */
  readonly finish: (callback: URL) => Promise<Tokens>;
}

/** Where a Muster has people sign in. @throws CommandFailed where it does not, or that is not safe */
export const signInOf = async (terminal: Terminal, url: URL): Promise<SignIn> => {
  if (!isTrustworthy(url))
    throw new CommandFailed(
      `${url.origin} is not https: whoever is on the way could send you to a page that only looks like yours.`,
      'Put Muster behind TLS; or use a token of its own, with --token or `muster profile set`.',
    );
  const address = new URL(`${url.pathname.replace(/\/$/, '')}/v1/sign-in`, url);
  const response = await terminal.fetch(address).catch((error: Error) => {
    throw new CommandFailed(`${url.origin} cannot be reached: ${error.message}.`, 'Say where Muster is with --url.');
  });
  const { openid } = (response.ok ? await response.json().catch(() => ({})) : {}) as Partial<ShownSignIn>;
  if (openid) return openid;
  throw new CommandFailed(
    response.ok
      ? `Nobody signs in at ${url.origin}: people show tokens of Muster’s own there.`
      : `${url.origin} does not say where to sign in.`,
    'Ask an administrator for a token (`muster token create`), and keep it with `muster profile set NAME --url URL --token-from-input`.',
  );
};

const expiryOf = (token: string, fallbackSeconds: number, now: number): string => {
  const [, payload = ''] = token.split('.');
  try {
    const { exp } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { exp?: unknown };
    if (typeof exp === 'number') return new Date(exp * 1000).toISOString();
  } catch {}
  return new Date(now + fallbackSeconds * 1000).toISOString();
};

/** The ID token says who somebody is at every issuer; an access token may be for nobody but the issuer to read. */
const tokensOf = (answer: oauth.TokenEndpointResponse): Tokens => {
  const token = answer.id_token ?? answer.access_token;
  return {
    token,
    expiresAt: expiryOf(token, answer.expires_in ?? 300, Date.now()),
    refreshToken: answer.refresh_token,
  };
};

/** What the library found wrong, in words. */
const refusedBy = (error: unknown): SignInRefused => {
  if (error instanceof oauth.ResponseBodyError || error instanceof oauth.AuthorizationResponseError)
    return new SignInRefused(error.error_description ? `${error.error}: ${error.error_description}` : error.error, {
      cause: error,
    });
  return new SignInRefused((error as Error).message, { cause: error });
};

const orRefused = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (error) {
    throw refusedBy(error);
  }
};

/** An issuer, as the command line speaks with it: OpenID Connect, authorization code with PKCE, a client without a secret. */
export const openIssuer = async (terminal: Terminal, { issuer, clientId }: Pick<SignIn, 'issuer' | 'clientId'>) => {
  const identifier = new URL(issuer);
  if (!isTrustworthy(identifier)) throw new CommandFailed(`The issuer ${issuer} is not https.`);
  const reaching = () => ({
    [oauth.customFetch]: terminal.fetch,
    [oauth.allowInsecureRequests]: identifier.protocol === 'http:',
    signal: AbortSignal.timeout(WITHIN_MS),
  });
  const server = await oauth
    .discoveryRequest(identifier, reaching())
    .then((response) => oauth.processDiscoveryResponse(identifier, response))
    .catch((error: Error) => {
      throw new CommandFailed(`The issuer ${issuer} cannot be asked: ${error.message}.`, 'Try again in a moment.');
    });
  const client: oauth.Client = { client_id: clientId, [oauth.clockTolerance]: CLOCK_TOLERANCE_SECONDS };
  const publicClient = oauth.None();

  return {
    /** @param redirectUri where this machine waits for the browser */
    async attempt(redirectUri: string, scope: string): Promise<Attempt> {
      const verifier = oauth.generateRandomCodeVerifier();
      const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
      if (server.authorization_endpoint === undefined) throw new CommandFailed(`${issuer} has no page to sign in.`);
      const address = new URL(server.authorization_endpoint);
      const asked = {
        ...{ response_type: 'code', client_id: clientId, redirect_uri: redirectUri, scope, state, nonce },
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      };
      for (const [name, value] of Object.entries(asked)) address.searchParams.set(name, value);
      const finish = async (callback: URL): Promise<Tokens> => {
        const parameters = oauth.validateAuthResponse(server, client, callback, state);
        const response = await oauth.authorizationCodeGrantRequest(
          ...([server, client, publicClient, parameters, redirectUri, verifier, reaching()] as const),
        );
        const expected = { expectedNonce: nonce, requireIdToken: true };
        return tokensOf(await oauth.processAuthorizationCodeResponse(server, client, response, expected));
      };
      return { address, state, finish: (callback) => orRefused(finish(callback)) };
    },

    /** @throws SignInRefused where the refresh token counts no more */
    async refreshed(refreshToken: string): Promise<Tokens> {
      const response = await oauth
        .refreshTokenGrantRequest(server, client, publicClient, refreshToken, reaching())
        .catch((error: Error) => {
          throw new CommandFailed(
            `The issuer ${issuer} cannot be reached: ${error.message}.`,
            'Try again in a moment.',
          );
        });
      if (response.status >= 500)
        throw new CommandFailed(`The issuer ${issuer} answers ${response.status}.`, 'Try again in a moment.');
      const tokens = tokensOf(await orRefused(oauth.processRefreshTokenResponse(server, client, response)));
      // Many give a new one only when they feel like it.
      return { ...tokens, refreshToken: tokens.refreshToken ?? refreshToken };
    },

    /** Ends what a refresh token could still get. @returns false where the issuer has no way to. @throws SignInRefused */
    async revoke(refreshToken: string): Promise<boolean> {
      if (server.revocation_endpoint === undefined) return false;
      const revoking = async () =>
        oauth.processRevocationResponse(
          await oauth.revocationRequest(server, client, publicClient, refreshToken, reaching()),
        );
      await orRefused(revoking());
      return true;
    },
  };
};
