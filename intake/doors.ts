import type { IntegrationKeys } from '../ports/integration-keys.ts';
import type { Ports } from '../ports/ports.ts';
import type { SnsEndpoint } from '../ports/sns-endpoint.ts';
import { type Answer, problemAnswer, type ReceivedRequest } from './request/received-request.ts';
import { type Served, servedTo } from './routes.ts';

/**
 * Answers the requests of one row of the route table.
 *
 * @param sns where messages of topics are verified and subscriptions confirmed
 * @returns an answer always; it never rejects
 */
export type Door = (
  ports: Ports,
  keys: IntegrationKeys,
  request: ReceivedRequest,
  sns?: SnsEndpoint,
) => Promise<Answer>;

export type Doors = Readonly<Partial<Record<Served, Door>>>;

/** What an address is made of. */
export const segmentsOf = ({ path }: Pick<ReceivedRequest, 'path'>): string[] =>
  path.split('/').filter((segment) => segment !== '');

export const POST_ONLY = problemAnswer('method-not-allowed', 'Events are sent with POST.', { allow: 'POST' });

/** At one address, with or without a slash at its end, and with POST alone: as PagerDuty has it. */
export const atAddress =
  (address: string, door: Door): Door =>
  async (ports, keys, request, sns) => {
    if (segmentsOf(request).join('/') !== address) return problemAnswer('not-found');
    return request.method.toUpperCase() === 'POST' ? door(ports, keys, request, sns) : POST_ONLY;
  };

/** A door that few go through: what is behind it is loaded with the first request. */
export const whenItIsAsked =
  (load: () => Promise<Door>): Door =>
  async (...asked) =>
    (await load())(...asked);

/** One door for all addresses that these serve; any other address is not found. */
export const openDoors =
  (doors: Doors): Door =>
  async (ports, keys, request, sns) => {
    const served = servedTo(request);
    const door = served === undefined ? undefined : doors[served];
    return door ? door(ports, keys, request, sns) : problemAnswer('not-found');
  };
