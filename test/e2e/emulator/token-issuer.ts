import { createSign, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An OpenID provider on loopback, for an HTTP API whose JWT authorizer names it as the issuer. */
export interface TokenIssuer {
  /** The issuer to give to the authorizer. */
  readonly url: string;
  /** A signed token; claims override `iss`, `sub`, `iat` and `exp`. Give `aud` as the authorizer expects it. */
  token(claims: Readonly<Record<string, unknown>>): string;
  stop(): Promise<void>;
}

/** Starts the issuer. The emulator keeps its keys for two hours, so one issuer serves a whole run. */
export async function startTokenIssuer(): Promise<TokenIssuer> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const kid = 'token-issuer-1';
  const keys = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' }] };
  const server = createServer((request, response) => {
    const documents: Record<string, unknown> = {
      '/.well-known/openid-configuration': { issuer: url, jwks_uri: `${url}/keys` },
      '/keys': keys,
    };
    const found = documents[request.url ?? ''];
    response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(found ?? {}));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    token(claims) {
      const now = Math.floor(Date.now() / 1000);
      const payload = { iss: url, sub: 'responder', iat: now, exp: now + 3600, ...claims };
      const signed = [{ alg: 'RS256', typ: 'JWT', kid }, payload]
        .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
        .join('.');
      return `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url')}`;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
