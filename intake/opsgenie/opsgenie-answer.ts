import type { Integration } from '../../domain/configuration/integration.ts';
import type { EpochMs } from '../../domain/instant/instant.ts';
import type { Ports } from '../../ports/ports.ts';
import { isRecord, type JsonRecord } from '../../sources/reading/record.ts';
import { BodyError, readJsonBody } from '../request/read-body.ts';
import { type Answer, jsonAnswer, type ReceivedRequest } from '../request/received-request.ts';

/** One request of a client of Opsgenie, whose key has been checked. */
export interface Exchange {
  readonly ports: Ports;
  readonly integration: Integration;
  readonly request: ReceivedRequest;
  readonly requestId: string;
}

type Reply = Pick<Exchange, 'requestId'> & {
  readonly ports: Ports;
  readonly request: { readonly receivedAt: EpochMs };
};

/** What its clients read of a limit: <https://docs.opsgenie.com/docs/api-rate-limiting>. */
const limitIn = (status: number): Readonly<Record<string, string>> =>
  status === 429
    ? { 'x-ratelimit-state': 'THROTTLED', 'x-ratelimit-reason': 'INTEGRATION', 'x-ratelimit-period-in-sec': '60' }
    : { 'x-ratelimit-state': 'OK' };

/**
 * Each reply of Opsgenie says how long it took, in seconds, and the id of the request, in the body and as headers:
 * <https://docs.opsgenie.com/docs/response>.
 */
export const reply = (
  { ports, request, requestId }: Reply,
  status: number,
  body: JsonRecord,
  more: Readonly<Record<string, string>> = {},
): Answer => {
  const took = Math.max(0, ports.clock.now() - request.receivedAt) / 1000;
  const headers = { 'x-request-id': requestId, 'x-response-time': String(took), ...limitIn(status), ...more };
  return jsonAnswer(status, { ...body, took, requestId }, headers);
};

/** What Opsgenie answers to everything that it does later; here it is done. */
export const willBeProcessed = (exchange: Reply): Answer =>
  reply(exchange, 202, { result: 'Request will be processed' });

export const found = (exchange: Reply, data: unknown): Answer => reply(exchange, 200, { data });

/** A refusal: <https://docs.opsgenie.com/docs/response#section-error-response>. */
export class OpsgenieRefusal extends Error {
  override readonly name = 'OpsgenieRefusal';
  readonly code = 'opsgenie-refusal';
  readonly status: number;
  readonly body: JsonRecord;

  constructor(status: number, message: string, more: JsonRecord = {}) {
    super(message);
    this.status = status;
    this.body = { message, ...more };
  }
}

/** 422, naming each field that is wrong. */
export const notProcessable = (errors: Readonly<Record<string, string>>): OpsgenieRefusal =>
  new OpsgenieRefusal(422, 'Request body is not processable. Please check the errors.', { errors });

/** The same for what stands in the address. */
export const notAskable = (errors: Readonly<Record<string, string>>): OpsgenieRefusal =>
  new OpsgenieRefusal(422, 'Request parameters are not processable. Please check the errors.', { errors });

export const nothingHere = (): OpsgenieRefusal =>
  new OpsgenieRefusal(404, 'No resource found for this address and method.');

/** Opsgenie's code for a right key that asks for something which is not offered. */
export const notSupported = (what: string): OpsgenieRefusal => new OpsgenieRefusal(403, what, { code: 40_302 });

/**
 * The body as an object; none at all is an empty one, for an action needs no more than its address.
 *
 * @throws OpsgenieRefusal 400, 413
 */
export const bodyOf = ({ request }: Exchange): JsonRecord => {
  if (request.body.length === 0) return {};
  try {
    const body = readJsonBody(request);
    if (isRecord(body)) return body;
  } catch (error) {
    if (!(error instanceof BodyError)) throw error;
    if (error.code === 'body-too-large') throw new OpsgenieRefusal(413, error.message);
  }
  throw new OpsgenieRefusal(400, 'Could not parse request body: it must be a JSON object.');
};
