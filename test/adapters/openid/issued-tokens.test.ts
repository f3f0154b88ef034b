import { createHmac, generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { issuedTokens } from '../../../adapters/openid/issued-tokens.ts';
import { type StandIn, signedWith, standInIssuer } from '../../openid/stand-in-issuer.ts';

const ANA = { email: 'ana@example.com', password: 'a', groups: ['responder'], name: 'Ana' };
const AUDIENCE = 'muster-cli';

let issuer: StandIn;
beforeAll(async () => {
  issuer = await standInIssuer({ accounts: [ANA], clientId: AUDIENCE });
});
afterAll(() => issuer.stop());

const setUp = (more: { fetch?: typeof fetch; now?: () => number; issuer?: string } = {}) => {
  const failures: unknown[] = [];
  const fetched: string[] = [];
  const tokens = issuedTokens({
    issuer: issuer.url,
    audience: [AUDIENCE, 'other-of-ours'],
    now: Date.now,
    onFailed: (error) => failures.push(error),
    ...more,
    fetch: (input, init) => {
      fetched.push(new URL(String(input)).pathname);
      return (more.fetch ?? fetch)(input, init);
    },
  });
  return { ...tokens, failures, fetched };
};

const DISCOVERY = '/.well-known/openid-configuration';
const KEYS = '/.well-known/jwks.json';
const seconds = (from = 0) => Math.floor(Date.now() / 1000) + from;
const NEVER_ISSUED = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ELLIPTIC = generateKeyPairSync('ec', { namedCurve: 'P-256' });

describe('a token of the issuer', () => {
  it.each([
    ['an ID token', () => issuer.idTokenOf(ANA)],
    ['an access token of Cognito, which has no audience', () => issuer.accessTokenOf(ANA)],
    ['an access token with an audience', () => issuer.signed({ aud: ['api', 'other-of-ours'] }, { typ: 'at+jwt' })],
    ['one that says no use', () => issuer.signed({ aud: AUDIENCE })],
    ['one that has just expired, by a clock that differs', () => issuer.signed({ aud: AUDIENCE, exp: seconds(-20) })],
    ['one of a moment ahead', () => issuer.signed({ aud: AUDIENCE, nbf: seconds(20) })],
  ])('is taken: %s', async (_name, token) => {
    expect(await setUp().claimsOf(token())).toMatchObject({ claims: { iss: issuer.url } });
  });

  it('is taken whether or not the issuer is written with a slash at its end', async () => {
    expect(await setUp({ issuer: `${issuer.url}/` }).claimsOf(issuer.idTokenOf(ANA))).toHaveProperty('claims');
  });

  it('costs one request of each document, however many come at once', async () => {
    const { claimsOf, fetched } = setUp();
    await Promise.all(Array.from({ length: 20 }, () => claimsOf(issuer.idTokenOf(ANA))));
    await claimsOf(issuer.idTokenOf(ANA));
    expect(fetched).toEqual([DISCOVERY, KEYS]);
  });
});

const refusedTokens: readonly (readonly [name: string, token: () => string, why: RegExp])[] = [
  ['no token at all', () => 'a.b.c', /no token/],
  [
    'not signed (alg none)',
    () => `${issuer.signed({ aud: AUDIENCE }, { alg: 'none' }).replace(/[^.]+$/, '')}`,
    /not signed as/,
  ],
  [
    'signed with the public key as if that were a secret (HS256)',
    () => {
      const [head, body] = signedWith(
        NEVER_ISSUED.privateKey,
        { alg: 'HS256', kid: issuer.kid() },
        { iss: issuer.url, aud: AUDIENCE, sub: 'a', exp: seconds(60) },
      ).split('.');
      const secret = issuer.publicKey().export({ type: 'spki', format: 'pem' });
      return `${head}.${body}.${createHmac('sha256', secret).update(`${head}.${body}`).digest('base64url')}`;
    },
    /not signed as/,
  ],
  ['of another algorithm than its key', () => issuer.signed({ aud: AUDIENCE }, { alg: 'ES256' }), /not signed with/],
  [
    'signed by somebody else under the name of the key',
    () =>
      signedWith(
        NEVER_ISSUED.privateKey,
        { alg: 'RS256', kid: issuer.kid() },
        { iss: issuer.url, aud: AUDIENCE, sub: 'a', exp: seconds(60) },
      ),
    /not signed with/,
  ],
  [
    'that brings a key of its own along (jwk, jku)',
    () =>
      signedWith(
        NEVER_ISSUED.privateKey,
        {
          ...{ alg: 'RS256', kid: 'own', jku: 'http://127.0.0.1:1/keys' },
          jwk: NEVER_ISSUED.publicKey.export({ format: 'jwk' }),
        },
        { iss: issuer.url, aud: AUDIENCE, sub: 'a', exp: seconds(60) },
      ),
    /not signed with/,
  ],
  [
    'of an elliptic key that the issuer has not',
    () =>
      signedWith(
        ELLIPTIC.privateKey,
        { alg: 'ES256', kid: issuer.kid() },
        { iss: issuer.url, aud: AUDIENCE, sub: 'a', exp: seconds(60) },
      ),
    /not signed with/,
  ],
  ['of an unknown key', () => issuer.signed({ aud: AUDIENCE }, { kid: 'unknown' }), /not signed with/],
  [
    'that asks for an extension (crit)',
    () => issuer.signed({ aud: AUDIENCE }, { crit: ['b64'], b64: false }),
    /not signed with/,
  ],
  ['of another issuer', () => issuer.signed({ aud: AUDIENCE, iss: 'https://id.example.com' }), /another issuer/],
  ['without an issuer', () => issuer.signed({ aud: AUDIENCE, iss: undefined }), /another issuer/],
  ['for another application', () => issuer.signed({ aud: 'payroll' }), /another application/],
  ['for another client', () => issuer.signed({ client_id: 'payroll', token_use: 'access' }), /another application/],
  [
    'for another application, of our client',
    () => issuer.signed({ aud: 'payroll', client_id: AUDIENCE }),
    /another application/,
  ],
  ['for nobody', () => issuer.signed({}), /another application/],
  ['that has expired', () => issuer.signed({ aud: AUDIENCE, exp: seconds(-60) }), /has expired/],
  ['without an end', () => issuer.signed({ aud: AUDIENCE, exp: undefined }), /has expired/],
  ['with an end that is no number', () => issuer.signed({ aud: AUDIENCE, exp: '4102444800' }), /has expired/],
  ['not yet in force', () => issuer.signed({ aud: AUDIENCE, nbf: seconds(120) }), /not in force yet/],
  ['of another use', () => issuer.signed({ aud: AUDIENCE, token_use: 'refresh' }), /neither an ID token nor/],
  [
    'that signs somebody out',
    () => issuer.signed({ aud: AUDIENCE, events: {} }, { typ: 'logout+jwt' }),
    /neither an ID token nor/,
  ],
  [
    'that is huge',
    () => issuer.signed({ aud: AUDIENCE, groups: Array.from({ length: 2000 }, (_, i) => `group-${i}`) }),
    /no token/,
  ],
];

describe('a token that proves nobody', () => {
  test.each(refusedTokens)('is refused: %s', async (_name, token, why) => {
    expect(await setUp().claimsOf(token())).toEqual({
      unproven: 'unauthenticated',
      detail: expect.stringMatching(why),
    });
    expect(await setUp().claimsOf(token())).toMatchObject({ detail: expect.stringContaining('`muster login`') });
  });

  it('costs no request of the issuer where it is refused by what it says of itself', async () => {
    const { claimsOf, fetched } = setUp();
    for (const [, token, why] of refusedTokens)
      if (!/not signed with|not in force/.test(why.source)) await claimsOf(token());
    expect(fetched).toEqual([]);
  });

  it('costs few requests where it names a key that nobody knows, whatever keys come', async () => {
    let now = Date.now();
    const { claimsOf, fetched } = setUp({ now: () => now });
    const flood = async () => {
      for (let n = 0; n < 50; n += 1) await claimsOf(issuer.signed({ aud: AUDIENCE }, { kid: `guess-${n}` }));
    };
    await flood();
    expect(fetched).toEqual([DISCOVERY, KEYS]);
    now += 31_000;
    await flood();
    expect(fetched).toEqual([DISCOVERY, KEYS, DISCOVERY, KEYS]);
  });
});

describe('the keys of the issuer', () => {
  it('may change: a token of the new one is taken, of the old one no more', async () => {
    const own = await standInIssuer({ accounts: [ANA], clientId: AUDIENCE });
    try {
      let now = Date.now();
      const { claimsOf } = setUp({ issuer: own.url, now: () => now });
      const old = own.idTokenOf(ANA);
      expect(await claimsOf(old)).toHaveProperty('claims');
      own.rotateKeys();
      now += 31_000;
      expect(await claimsOf(own.idTokenOf(ANA))).toHaveProperty('claims');
      expect(await claimsOf(old)).toMatchObject({ detail: expect.stringMatching(/not signed with/) });
    } finally {
      await own.stop();
    }
  });

  it('go on being believed for a day while the issuer is down, and it is asked rarely', async () => {
    const own = await standInIssuer({ accounts: [ANA], clientId: AUDIENCE, lifetime: 3 * 86_400 });
    try {
      let now = Date.now();
      const { claimsOf, failures, fetched } = setUp({ issuer: own.url, now: () => now });
      const token = own.idTokenOf(ANA);
      await claimsOf(token);
      own.goDown(true);
      now += 3_600_000;
      for (let n = 0; n < 20; n += 1) expect(await claimsOf(token)).toHaveProperty('claims');
      expect(fetched).toEqual([DISCOVERY, KEYS, DISCOVERY]);
      expect(failures).toHaveLength(1);
      now += 86_400_000;
      expect(await claimsOf(token)).toMatchObject({ unproven: 'unavailable' });
      own.goDown(false);
      now += 31_000;
      expect(await claimsOf(token)).toHaveProperty('claims');
    } finally {
      await own.stop();
    }
  });

  it('are asked for anew within seconds where the first attempt failed: nobody can tell, and it says so', async () => {
    let now = Date.now();
    let isDown = true;
    const { claimsOf, fetched } = setUp({
      now: () => now,
      fetch: (input, init) => (isDown ? Promise.reject(new TypeError('fetch failed')) : fetch(input, init)),
    });
    const token = issuer.idTokenOf(ANA);
    for (let n = 0; n < 20; n += 1)
      expect(await claimsOf(token)).toEqual({ unproven: 'unavailable', detail: expect.stringContaining('Try again') });
    expect(fetched).toEqual([DISCOVERY]);
    isDown = false;
    now += 3_001;
    expect(await claimsOf(token)).toHaveProperty('claims');
  });

  it('are those of the issuer alone: a document of another is not believed', async () => {
    const { claimsOf } = setUp({
      fetch: async () => Response.json({ issuer: 'https://evil.example', jwks_uri: 'https://evil.example/keys' }),
    });
    expect(await claimsOf(issuer.idTokenOf(ANA))).toMatchObject({ unproven: 'unavailable' });
  });
});

describe('whom an access token is about', () => {
  it('the issuer tells, once for each person', async () => {
    const { claimsOf, fetched } = setUp();
    const whole = {
      claims: { email: ANA.email, email_verified: 'true', name: 'Ana', 'cognito:groups': ['responder'] },
    };
    expect(await claimsOf(issuer.accessTokenOf(ANA))).toMatchObject(whole);
    expect(await claimsOf(issuer.accessTokenOf(ANA))).toMatchObject(whole);
    expect(fetched.filter((path) => path === '/oauth2/userInfo')).toHaveLength(1);
  });

  it('is not asked with a token that may not, nor with one that is no good', async () => {
    const { claimsOf, fetched } = setUp();
    await claimsOf(issuer.accessTokenOf(ANA, 'muster/responder'));
    await claimsOf(issuer.accessTokenOf(ANA).replace(/.{8}$/, 'AAAAAAAA'));
    await claimsOf(issuer.idTokenOf(ANA));
    expect(fetched).not.toContain('/oauth2/userInfo');
  });

  it('is not told of somebody else, and the token counts without', async () => {
    const { claimsOf } = setUp({
      fetch: async (input, init) =>
        String(input).endsWith('/userInfo')
          ? Response.json({ sub: 'another', email: 'mia@example.com' })
          : fetch(input, init),
    });
    const found = await claimsOf(issuer.accessTokenOf(ANA));
    expect(found).toMatchObject({ claims: { token_use: 'access' } });
    expect(found).not.toHaveProperty('claims.email');
  });
});
