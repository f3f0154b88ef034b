import { PROBLEM_MEDIA_TYPE, type ProblemCode, problem } from '../../domain/failure/problem.ts';
import type { EpochMs } from '../../domain/instant/instant.ts';

/** A request from outside, whatever carried it: API Gateway, a function URL, the embedded server. */
export interface ReceivedRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string | undefined>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** As it came, base64 of API Gateway undone. */
  readonly body: Uint8Array | string;
  /** There was more of the body than is ever read; this is how it begins. */
  readonly isCut?: boolean;
  readonly receivedAt: EpochMs;
  /** By the wall clock, where `receivedAt` is of another: signatures are as old as the sender's clock and the wall clock say. */
  readonly wallClock?: EpochMs;
  /** Who sent it, as the network says and not the request; absent where nobody can tell. */
  readonly address?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export const jsonAnswer = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

/** A refusal as problem details. */
export const problemAnswer = (
  code: ProblemCode,
  detail?: string,
  headers: Readonly<Record<string, string>> = {},
): Answer => {
  const body = problem(code, detail);
  return jsonAnswer(body.status, body, { 'content-type': PROBLEM_MEDIA_TYPE, ...headers });
};
