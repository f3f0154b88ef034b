import { createLocalJWKSet, errors, type JSONWebKeySet, type JWSHeaderParameters } from 'jose';

/** What there is to know of an issuer, from its discovery document and its keys. */
export interface KnownIssuer {
  /** As it calls itself, which is what its tokens say. */
  readonly issuer: string;
  readonly userInfoEndpoint: string | undefined;
  readonly keyFor: ReturnType<typeof createLocalJWKSet>;
}

export type KeyFound =
  | { readonly key: Awaited<ReturnType<KnownIssuer['keyFor']>>; readonly known: KnownIssuer }
  | 'no-such-key'
  | 'unreachable';

export interface IssuerSource {
  /** The key that a token names. Fetches rarely, whatever is asked: see the constants. Never rejects. */
  keyFor(header: JWSHeaderParameters): Promise<KeyFound>;
}

export interface IssuerOptions {
  readonly issuer: string;
  readonly fetch: typeof fetch;
  /** Milliseconds, of the wall clock. */
  readonly now: () => number;
  /** Told when the issuer cannot be reached. */
  readonly onFailed: (error: unknown) => void;
}

/** Keys are read again after so long. */
const FRESH_MS = 10 * 60_000;

/** And go on being believed for so long where the issuer cannot be reached: its outage is often the incident. */
const BELIEVED_MS = 24 * 3_600_000;

/** Between two attempts, whatever tokens come: an unknown key costs whoever sends it a signature, not us a request. */
const PAUSE_MS = 30_000;

/** The same while nothing is known, so that a failed first attempt keeps people out for moments. */
const FIRST_PAUSE_MS = 3_000;

const WITHIN_MS = 3_000;

/** Far more than any issuer's documents. */
const LARGEST_DOCUMENT = 512 * 1024;

export const withoutSlash = (issuer: string): string => issuer.replace(/\/+$/, '');

/** A JSON document of the issuer's. @throws where there is none */
export const documentAt = async <T>(
  fetchIt: typeof fetch,
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<T> => {
  const response = await fetchIt(url, {
    headers: { accept: 'application/json', ...headers },
    redirect: 'error',
    signal: AbortSignal.timeout(WITHIN_MS),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${new URL(url).origin} answered ${response.status}.`);
  if (text.length > LARGEST_DOCUMENT)
    throw new Error(`${new URL(url).origin} answered with ${text.length} characters.`);
  return JSON.parse(text) as T;
};

interface Discovery {
  readonly issuer?: string;
  readonly jwks_uri?: string;
  readonly userinfo_endpoint?: string;
}

/** What an issuer serves, kept and renewed: one request of its documents at a time, and few. */
export const issuerSource = ({ issuer, fetch, now, onFailed }: IssuerOptions): IssuerSource => {
  let known: { readonly is: KnownIssuer; readonly at: number } | undefined;
  let attemptedAt = Number.NEGATIVE_INFINITY;
  let underWay: Promise<void> | undefined;

  const read = async (): Promise<void> => {
    try {
      const found = await documentAt<Discovery>(fetch, `${withoutSlash(issuer)}/.well-known/openid-configuration`);
      if (found.jwks_uri === undefined || withoutSlash(found.issuer ?? '') !== withoutSlash(issuer))
        throw new Error(`What ${issuer} serves is not the discovery document of that issuer.`);
      const keyFor = createLocalJWKSet(await documentAt<JSONWebKeySet>(fetch, found.jwks_uri));
      const is = { issuer: found.issuer ?? issuer, userInfoEndpoint: found.userinfo_endpoint, keyFor };
      known = { is, at: now() };
    } catch (error) {
      onFailed(error);
    }
  };
  const renew = (): Promise<void> => {
    if (underWay !== undefined) return underWay;
    if (now() - attemptedAt < (known ? PAUSE_MS : FIRST_PAUSE_MS)) return Promise.resolve();
    attemptedAt = now();
    underWay = read().finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
  const inKnown = async (header: JWSHeaderParameters): Promise<KeyFound> => {
    if (!known || now() - known.at > BELIEVED_MS) return 'unreachable';
    try {
      return { key: await known.is.keyFor(header), known: known.is };
    } catch (error) {
      if (error instanceof errors.JOSEError) return 'no-such-key';
      throw error;
    }
  };
  return {
    async keyFor(header) {
      if (!known || now() - known.at > FRESH_MS) await renew();
      const found = await inKnown(header);
      if (found !== 'no-such-key') return found;
      // The issuer may have changed its keys since.
      await renew();
      return inKnown(header);
    },
  };
};
