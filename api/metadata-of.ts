import { actorOf, type Principal } from '../domain/access/principal.ts';
import { toIso } from '../domain/instant/instant.ts';
import type { Metadata } from '../domain/stream/commit.ts';
import type { Ports } from '../ports/ports.ts';

/**
 * What a commit says of the request that it comes from: when, by whom, and which.
 *
 * @param key the `Idempotency-Key` of the request: one principal's same key is the same command
 */
export const metadataOf = (ports: Ports, principal: Principal, key: string | undefined): Metadata => ({
  now: toIso(ports.clock.now()),
  actor: actorOf(principal),
  commandId: key === undefined ? ports.ids.next() : `${principal.id} ${key}`,
});
