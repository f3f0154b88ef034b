import type { IntegrationKeys } from '../../ports/integration-keys.ts';
import type { ReceivedRequest } from './received-request.ts';

/** Names under which senders that can only edit an address put their key. */
export const QUERY_NAMES: readonly string[] = ['apiKey', 'auth_token', 'access_token', 'token'];

/** Basic carries a key as the password, or as the user by senders that leave the password empty. */
const basicTokens = (credentials: string): string[] => {
  const decoded = Buffer.from(credentials, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  return colon < 0 ? [decoded] : [decoded.slice(colon + 1), decoded.slice(0, colon)];
};

const authorizationTokens = (header: string): string[] => {
  const space = header.indexOf(' ');
  const scheme = header.slice(0, space).toLowerCase();
  const credentials = header.slice(space + 1).trim();
  if (scheme === 'basic') return basicTokens(credentials);
  return scheme === 'bearer' || scheme === 'geniekey' || scheme === 'token' ? [credentials] : [];
};

/** What may be the key, the best place first: Authorization, X-Api-Key, the address, the query. */
export const candidateTokens = (request: ReceivedRequest, inPath: string | undefined): string[] => {
  const { headers, query } = request;
  const candidates = headers.authorization === undefined ? [] : authorizationTokens(headers.authorization);
  candidates.push(headers['x-api-key'] ?? '', inPath ?? '', ...QUERY_NAMES.map((name) => query[name] ?? ''));
  return candidates.filter((token) => token !== '');
};

/**
 * The integration that a request proves to come from. Every place is tried: a proxy may have put credentials of its own
 * into Authorization.
 */
export const identifySender = async (
  keys: IntegrationKeys,
  request: ReceivedRequest,
  inPath: string | undefined,
): Promise<string | undefined> => {
  for (const token of candidateTokens(request, inPath)) {
    const integrationId = await keys.identify(token);
    if (integrationId !== undefined) return integrationId;
  }
  return undefined;
};
