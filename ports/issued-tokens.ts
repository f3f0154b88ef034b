import type { Claims } from '../domain/access/principal-of-claims.ts';

/** Why a token proves nothing: it is no good, or nobody can tell right now. The detail says what to do. */
export interface Unproven {
  readonly unproven: 'unauthenticated' | 'unavailable';
  readonly detail: string;
}

/** Tokens that an issuer has signed for people (JWT), told apart from those of Muster's own by their form. */
export interface IssuedTokens {
  /** What a token says, if it is the issuer's, meant for Muster and in force. Never rejects. */
  claimsOf(token: string): Promise<{ readonly claims: Claims } | Unproven>;
}
