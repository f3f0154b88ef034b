import { type AccessRole, role } from '../configuration/access-token.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { toIso } from '../instant/instant.ts';
import { type Principal, permits } from './principal.ts';

/** What a token says, once its signature and its times have been checked. */
export type Claims = Readonly<Record<string, unknown>>;

/** A list is of whole names (a group "Domain admin" is no admin); a text is words, as `scope` is. */
const wordsIn = (claim: unknown): string[] => {
  if (Array.isArray(claim)) return claim.filter((each) => typeof each === 'string');
  return typeof claim === 'string' ? claim.split(/[\s,]+/).filter((word) => word !== '') : [];
};

/** `responder`, or, where names are shared with other applications, `muster-responder`, `muster/responder`, `muster:responder`. */
const roleNamed = (word: string): AccessRole | undefined =>
  role.safeParse(word.toLowerCase().replace(/^muster[-_/:.]/, '')).data;

/** The highest role that any of these claims names. */
export const roleOf = (claims: Claims, roleClaims: readonly string[]): AccessRole | undefined =>
  roleClaims
    .flatMap((name) => wordsIn(claims[name]))
    .map(roleNamed)
    .filter((found) => found !== undefined)
    .reduce<AccessRole | undefined>((best, next) => (best && permits(best, next) ? best : next), undefined);

const textOf = (claim: unknown): string | undefined => (typeof claim === 'string' && claim !== '' ? claim : undefined);

/** An address that the issuer says is not verified is nobody's: whoever chooses it would become that person. */
const emailOf = (claims: Claims): string | undefined =>
  String(claims.email_verified ?? 'true') === 'false' ? undefined : textOf(claims.email)?.toLowerCase();

/** Whom the claims speak of, with a role; undefined where they name none. */
export const principalOfClaims = (
  claims: Claims,
  roleClaims: readonly string[],
  { people }: Pick<Configuration, 'people'>,
): Principal | undefined => {
  const found = roleOf(claims, roleClaims);
  const sub = textOf(claims.sub) ?? textOf(claims.client_id);
  if (found === undefined || sub === undefined) return undefined;
  const email = emailOf(claims);
  const person =
    people.find((p) => p.id === sub) ?? people.find((p) => email !== undefined && p.email?.toLowerCase() === email);
  const name = person?.name ?? textOf(claims.name) ?? email ?? textOf(claims['cognito:username']) ?? sub;
  return {
    id: sub,
    name,
    role: found,
    ...(person ? { personId: person.id } : {}),
    ...(typeof claims.exp === 'number' ? { expiresAt: toIso(claims.exp * 1000) } : {}),
  };
};
