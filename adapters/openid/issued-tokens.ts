import {
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  jwtVerify,
  type ProtectedHeaderParameters,
} from 'jose';
import type { Claims } from '../../domain/access/principal-of-claims.ts';
import type { IssuedTokens, Unproven } from '../../ports/issued-tokens.ts';
import { type IssuerOptions, issuerSource, withoutSlash } from './issuer.ts';
import { userInfo } from './user-info.ts';

export interface IssuedTokensOptions extends IssuerOptions {
  /** Of each token one of these is the audience (`aud`), or, where it has none, the client (`client_id`), as Cognito's access tokens do. */
  readonly audience: readonly string[];
}

/** Signed with a private key, which the issuer alone has: never `none`, and never with a secret that a public key could be taken for. */
const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];

/** As tokens of people and of APIs call themselves; a logout token (`logout+jwt`) is signed by the same key and says who. */
const TYPES: readonly string[] = ['jwt', 'at+jwt', 'application/at+jwt'];

/** Cognito tells its tokens apart by this; a token of another use proves nobody. */
const USES: readonly unknown[] = ['id', 'access'];

/** Between the issuer's clock and ours. */
const SKEW_SECONDS = 30;

/** No longer head reaches the API on AWS. <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html> */
const LONGEST = 10_240;

const SIGN_IN = 'Sign in with `muster login`.';

const refused = (why: string): Unproven => ({ unproven: 'unauthenticated', detail: `${why} ${SIGN_IN}` });

const NO_TOKEN = refused('This is no token that an issuer has signed.');
const EXPIRED = refused('The token has expired.');
const NOT_YET = refused('The token is not in force yet: its issuer’s clock and this one differ.');
const OTHER_ISSUER = refused('The token is of another issuer than the one that this deployment trusts.');
const OTHER_AUDIENCE = refused('The token was issued for another application.');
const OTHER_USE = refused('The token is neither an ID token nor an access token.');
const OTHER_ALGORITHM = refused('The token is not signed as an issuer signs.');
const NOT_SIGNED_BY_IT = refused('The token is not signed with a key of its issuer.');
const UNREACHABLE: Unproven = {
  unproven: 'unavailable',
  detail:
    'The issuer that signs people in cannot be reached right now, so that nobody can tell whose token this is. Try again in a moment; a token of Muster’s own (`mst_…`) works meanwhile.',
};

interface Read {
  readonly header: ProtectedHeaderParameters;
  readonly claims: JWTPayload;
}

const readUnchecked = (token: string): Read | undefined => {
  try {
    return { header: decodeProtectedHeader(token), claims: decodeJwt(token) };
  } catch {
    return undefined;
  }
};

/** Verifies tokens of one issuer, as OpenID Connect has them. */
export const issuedTokens = (options: IssuedTokensOptions): IssuedTokens => {
  const { audience, issuer, now } = options;
  const source = issuerSource(options);
  const about = userInfo(options);

  const isForUs = ({ aud, client_id }: JWTPayload): boolean =>
    (aud === undefined ? [client_id] : [aud].flat()).some(
      (name) => typeof name === 'string' && audience.includes(name),
    );

  /** What can be told without a key, so that a flood of anything costs no request of one. */
  const refusalOf = ({ header, claims }: Read): Unproven | undefined => {
    const { alg = '', typ = 'JWT' } = header;
    if (!ALGORITHMS.includes(alg)) return OTHER_ALGORITHM;
    if (!TYPES.includes(String(typ).toLowerCase()) || 'events' in claims) return OTHER_USE;
    if (claims.token_use !== undefined && !USES.includes(claims.token_use)) return OTHER_USE;
    if (typeof claims.iss !== 'string' || withoutSlash(claims.iss) !== withoutSlash(issuer)) return OTHER_ISSUER;
    if (!isForUs(claims)) return OTHER_AUDIENCE;
    if (typeof claims.exp !== 'number' || claims.exp + SKEW_SECONDS <= now() / 1000) return EXPIRED;
    return undefined;
  };

  const verified = async (token: string, { header }: Read): Promise<{ readonly claims: Claims } | Unproven> => {
    const found = await source.keyFor(header as Parameters<typeof source.keyFor>[0]);
    if (found === 'unreachable') return UNREACHABLE;
    if (found === 'no-such-key') return NOT_SIGNED_BY_IT;
    const { payload } = await jwtVerify(token, found.key, {
      algorithms: ALGORITHMS,
      issuer: found.known.issuer,
      clockTolerance: SKEW_SECONDS,
      requiredClaims: ['exp', 'iss'],
      currentDate: new Date(now()),
    });
    return { claims: await about.added(payload, token, found.known.userInfoEndpoint) };
  };

  return {
    async claimsOf(token) {
      if (token.length > LONGEST) return NO_TOKEN;
      const read = readUnchecked(token);
      if (!read) return NO_TOKEN;
      const refusal = refusalOf(read);
      if (refusal) return refusal;
      try {
        return await verified(token, read);
      } catch (error) {
        if (error instanceof errors.JWTExpired) return EXPIRED;
        if (error instanceof errors.JWTClaimValidationFailed)
          return error.claim === 'nbf' ? NOT_YET : error.claim === 'iss' ? OTHER_ISSUER : NO_TOKEN;
        // Whatever else a hostile token makes of the check: it proves nobody.
        return NOT_SIGNED_BY_IT;
      }
    },
  };
};
