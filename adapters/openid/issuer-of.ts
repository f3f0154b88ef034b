import type { SignIn } from '../../domain/access/sign-in.ts';
import type { IssuedTokens } from '../../ports/issued-tokens.ts';
import type { Observer } from '../../ports/ports.ts';
import { issuedTokens } from './issued-tokens.ts';

/** What a deployment is told of its issuer; lists are separated by commas. */
export interface IssuerSettings {
  readonly issuer: string;
  /** The first is the client that `muster login` is. */
  readonly audience: string;
  readonly scope: string;
  readonly roleClaims: string;
}

export interface Issuer {
  readonly tokens: IssuedTokens;
  readonly roleClaims: readonly string[];
  readonly signIn: SignIn;
}

const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');

/** The issuer that a deployment trusts, by its settings. The times of tokens are those of the world, however fast a trial runs. */
export const issuerOf = (
  { issuer, audience, scope, roleClaims }: IssuerSettings,
  observer: Pick<Observer, 'failed'>,
): Issuer => {
  const clients = listOf(audience);
  return {
    tokens: issuedTokens({
      issuer,
      audience: clients,
      fetch,
      now: Date.now,
      onFailed: (error) => observer.failed('asking the issuer that signs people in', error),
    }),
    roleClaims: listOf(roleClaims),
    signIn: { issuer, clientId: clients[0] ?? '', scope },
  };
};
