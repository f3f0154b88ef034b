import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { html, notice, PAGE_HEADERS, webPage } from '../../domain/web-page/web-page.ts';

/** Somebody who has an account. */
export interface Account {
  readonly email: string;
  readonly password: string;
  readonly groups: readonly string[];
  readonly name?: string;
}

export interface StandInOptions {
  readonly accounts?: readonly Account[];
  readonly clientId?: string;
  /** Exactly these, as Cognito compares them. */
  readonly callbacks?: readonly string[];
  readonly scopes?: readonly string[];
  /** Seconds for which the tokens count. */
  readonly lifetime?: number;
}

/** What Cognito refuses, in its words. <https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html> */
type Refusal =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'invalid_scope'
  | 'redirect_mismatch'
  | 'invalid_token';

interface Code {
  readonly account: Account;
  readonly redirectUri: string;
  readonly challenge: string;
  readonly nonce: string | null;
  readonly scope: string;
  readonly until: number;
}

export type StandIn = Awaited<ReturnType<typeof standInIssuer>>;

interface Key {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

const newKey = (): Key => ({
  kid: randomBytes(6).toString('base64url'),
  ...generateKeyPairSync('rsa', { modulusLength: 2048 }),
});

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');

/** A JWT over any header and claims. */
export const signedWith = (key: KeyObject, header: object, claims: object): string => {
  const text = `${encoded(header)}.${encoded(claims)}`;
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
};

const subOf = ({ email }: Account): string => {
  const hex = createHash('sha256').update(email).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

const bodyOf = async (request: IncomingMessage): Promise<URLSearchParams> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return new URLSearchParams(Buffer.concat(chunks).toString());
};

const CODE_LIVES_MS = 5 * 60_000;

/**
 * An issuer on loopback that is as strict as Cognito with managed login: a callback counts letter by letter, a code once, with its
 * proof (PKCE) and for minutes; a scope that the client may not have is refused, a refresh token that was revoked too. Access tokens
 * have no audience and no e-mail address.
 */
export const standInIssuer = async ({
  accounts = [],
  clientId = 'muster-cli',
  callbacks = [],
  scopes = ['openid', 'email', 'profile'],
  ...options
}: StandInOptions = {}) => {
  let { lifetime = 3600 } = options;
  let keys = [newKey()];
  let isDown = false;
  const codes = new Map<string, Code>();
  const refreshTokens = new Map<string, { readonly account: Account; readonly scope: string }>();
  const asked: Record<string, number> = {};

  const signed = (claims: object, header: object = {}): string => {
    const [key] = keys as [Key];
    return signedWith(key.privateKey, { alg: 'RS256', kid: key.kid, ...header }, claims);
  };
  const usual = (claims: Record<string, unknown>): Record<string, unknown> => {
    const now = Math.floor(Date.now() / 1000);
    return { iss: url, sub: 'somebody', jti: randomBytes(8).toString('hex'), iat: now, exp: now + lifetime, ...claims };
  };
  const idTokenOf = (account: Account, nonce?: string | null): string =>
    signed(
      usual({
        ...{ aud: clientId, sub: subOf(account), token_use: 'id', 'cognito:groups': account.groups },
        ...{ email: account.email, email_verified: true, 'cognito:username': subOf(account) },
        ...(account.name === undefined ? {} : { name: account.name }),
        ...(nonce ? { nonce } : {}),
      }),
    );
  const accessTokenOf = (account: Account, scope = scopes.join(' ')): string =>
    signed(
      usual({
        ...{ sub: subOf(account), token_use: 'access', client_id: clientId, username: subOf(account), scope },
        'cognito:groups': account.groups,
      }),
    );

  const json = (response: ServerResponse, status: number, body: object): void => {
    response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    response.end(JSON.stringify(body));
  };
  const page = (
    response: ServerResponse,
    status: number,
    title: string,
    content: Parameters<typeof notice>[1],
  ): void => {
    // The form leads back here, and from here to the callback, which a policy for forms would have to name.
    const { 'content-security-policy': _, ...headers } = PAGE_HEADERS;
    response.writeHead(status, headers);
    response.end(webPage({ title, language: 'en', organisation: 'stand-in issuer', content: notice(title, content) }));
  };
  const leave = (response: ServerResponse, to: string, query: Record<string, string>): void => {
    response.writeHead(302, { location: `${to}?${new URLSearchParams(query)}` });
    response.end();
  };

  /** Cognito shows a page of its own where it may not send anybody back, and sends back with an error where it may. */
  const authorize = async (request: IncomingMessage, response: ServerResponse, query: URLSearchParams) => {
    const redirectUri = query.get('redirect_uri') ?? '';
    if (query.get('client_id') !== clientId) return page(response, 400, 'Client does not exist', 'invalid_request');
    if (!callbacks.includes(redirectUri)) return page(response, 400, 'An error was encountered', 'redirect_mismatch');
    const state = query.get('state') ?? '';
    const back = (error: Refusal, why: string) =>
      leave(response, redirectUri, { error, error_description: why, ...(state === '' ? {} : { state }) });
    if (query.get('response_type') !== 'code') return back('unauthorized_client', 'unsupported response_type');
    const scope = query.get('scope') ?? scopes.join(' ');
    if (scope.split(' ').some((word) => !scopes.includes(word))) return back('invalid_scope', 'invalid_scope');
    const challenge = query.get('code_challenge') ?? '';
    if (query.get('code_challenge_method') !== 'S256' || !/^[\w-]{43}$/.test(challenge))
      return back('invalid_request', 'code_challenge_method must be S256');
    if (request.method === 'GET')
      return page(
        response,
        200,
        'Sign in',
        html`<form method="post"><label for="email">Email</label><textarea id="email" name="email"></textarea><label for="password">Password</label><textarea id="password" name="password"></textarea><button type="submit">Sign in</button><button class="second" type="submit" name="cancel" value="yes">Cancel</button></form>`,
      );
    const form = await bodyOf(request);
    if (form.get('cancel') === 'yes')
      return back('invalid_request' as Refusal, 'The user cancelled <b>the sign-in</b>');
    const account = accounts.find(
      ({ email, password }) => email === form.get('email')?.trim() && password === form.get('password')?.trim(),
    );
    if (!account) return page(response, 400, 'Incorrect username or password', html`<a href="">Try again</a>`);
    const code = randomBytes(16).toString('hex');
    const nonce = query.get('nonce');
    codes.set(code, { account, redirectUri, challenge, nonce, scope, until: Date.now() + CODE_LIVES_MS });
    leave(response, redirectUri, { code, ...(state === '' ? {} : { state }) });
  };

  const byCode = (form: URLSearchParams): Refusal | object => {
    const code = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    if (!code || code.until < Date.now() || form.get('redirect_uri') !== code.redirectUri) return 'invalid_grant';
    const proof = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (proof !== code.challenge) return 'invalid_grant';
    const refreshToken = randomBytes(32).toString('base64url');
    refreshTokens.set(refreshToken, code);
    return {
      ...{ id_token: idTokenOf(code.account, code.nonce), access_token: accessTokenOf(code.account, code.scope) },
      ...{ refresh_token: refreshToken, expires_in: lifetime, token_type: 'Bearer' },
    };
  };
  const byRefreshToken = (form: URLSearchParams): Refusal | object => {
    const found = refreshTokens.get(form.get('refresh_token') ?? '');
    if (!found) return 'invalid_grant';
    // Cognito gives no new one with it.
    return {
      ...{ id_token: idTokenOf(found.account), access_token: accessTokenOf(found.account, found.scope) },
      ...{ expires_in: lifetime, token_type: 'Bearer' },
    };
  };
  const token = async (request: IncomingMessage, response: ServerResponse) => {
    const form = await bodyOf(request);
    const grants: Readonly<Record<string, (form: URLSearchParams) => Refusal | object>> = {
      authorization_code: byCode,
      refresh_token: byRefreshToken,
    };
    const grant = grants[form.get('grant_type') ?? ''];
    const answer: Refusal | object = !grant
      ? 'unsupported_grant_type'
      : form.get('client_id') !== clientId
        ? 'invalid_client'
        : grant(form);
    if (typeof answer === 'string') json(response, 400, { error: answer });
    else json(response, 200, answer);
  };
  const revoke = async (request: IncomingMessage, response: ServerResponse) => {
    const form = await bodyOf(request);
    if (form.get('client_id') !== clientId) return json(response, 400, { error: 'invalid_client' });
    refreshTokens.delete(form.get('token') ?? '');
    response.writeHead(200).end();
  };
  const userInfo = (request: IncomingMessage, response: ServerResponse) => {
    const [, payload = ''] = (request.headers.authorization ?? '').split('.');
    const { sub, token_use: use } = JSON.parse(Buffer.from(payload, 'base64url').toString() || '{}') as Record<
      string,
      unknown
    >;
    const account = accounts.find((one) => subOf(one) === sub);
    if (!account || use !== 'access') return json(response, 401, { error: 'invalid_token' });
    const { email, name } = account;
    // As text, as Cognito writes it.
    json(response, 200, { sub, email, email_verified: 'true', ...(name === undefined ? {} : { name }) });
  };

  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', url);
    asked[pathname] = (asked[pathname] ?? 0) + 1;
    if (isDown) return void response.writeHead(503).end();
    const answers: Readonly<Record<string, () => unknown>> = {
      '/.well-known/openid-configuration': () =>
        json(response, 200, {
          ...{
            issuer: url,
            jwks_uri: `${url}/.well-known/jwks.json`,
            authorization_endpoint: `${url}/oauth2/authorize`,
          },
          ...{ token_endpoint: `${url}/oauth2/token`, userinfo_endpoint: `${url}/oauth2/userInfo` },
          ...{ revocation_endpoint: `${url}/oauth2/revoke`, response_types_supported: ['code', 'token'] },
          ...{ subject_types_supported: ['public'], id_token_signing_alg_values_supported: ['RS256'] },
          ...{ scopes_supported: ['openid', 'email', 'phone', 'profile'] },
        }),
      '/.well-known/jwks.json': () =>
        json(response, 200, {
          keys: keys.map(({ kid, publicKey }) => ({
            ...publicKey.export({ format: 'jwk' }),
            ...{ kid, alg: 'RS256', use: 'sig' },
          })),
        }),
      '/oauth2/authorize': () => authorize(request, response, searchParams),
      '/oauth2/token': () => token(request, response),
      '/oauth2/revoke': () => revoke(request, response),
      '/oauth2/userInfo': () => userInfo(request, response),
    };
    const answer = answers[pathname];
    if (!answer) return void response.writeHead(404).end();
    Promise.resolve(answer()).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    clientId,
    /** How often each path was asked for. */
    asked,
    signed: (claims: Record<string, unknown>, header: object = {}) => signed(usual(claims), header),
    idTokenOf,
    accessTokenOf,
    publicKey: () => (keys[0] as Key).publicKey,
    kid: () => (keys[0] as Key).kid,
    /** From now on a new key signs; the old one is believed no more. */
    rotateKeys: () => {
      keys = [newKey()];
    },
    /** Answers nothing but 503. */
    goDown: (down: boolean) => {
      isDown = down;
    },
    /** Tokens of from now on count for so many seconds. */
    issueFor: (seconds: number) => {
      lifetime = seconds;
    },
    /** As an administrator does who signs somebody out everywhere. */
    revokeAll: () => refreshTokens.clear(),
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
