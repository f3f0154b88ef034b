import type { Principal } from '../domain/access/principal.ts';

/** Tells people and programs apart by their access tokens. */
export interface AccessTokens {
  /** @returns whose it is; undefined for any other text, and for what was revoked or has expired */
  principalOf(token: string): Promise<Principal | undefined>;
  /** The value of a generation of a token that people issued or rotated; shown to whoever does so, and to nobody else. */
  valueOf(id: string, generation: number): Promise<string>;
}
