import type { IntegrationKeys } from '../../ports/integration-keys.ts';
import type { Verdict } from '../../sources/signature/signed-request.ts';
import type { Source } from '../../sources/source.ts';
import type { ReceivedRequest } from './received-request.ts';

/** What the signature of a request says, by the live keys of the integration; absent for sources that cannot sign. */
export const signatureVerdict = async (
  keys: IntegrationKeys,
  { body, headers, isCut, receivedAt, wallClock = receivedAt }: ReceivedRequest,
  source: Source,
  integrationId: string,
): Promise<Verdict> => {
  // Of a body that was not read whole nobody can tell; its key must prove it.
  if (!source.verify || isCut) return 'absent';
  const raw = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  return source.verify({ raw, headers, receivedAt: wallClock, secrets: await keys.keysOf(integrationId) });
};
