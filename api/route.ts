import type * as z from 'zod';
import type { Principal } from '../domain/access/principal.ts';
import type { SignIn } from '../domain/access/sign-in.ts';
import type { AccessRole } from '../domain/configuration/access-token.ts';
import type { Configuration } from '../domain/configuration/configuration.ts';
import type { AccessTokens } from '../ports/access-tokens.ts';
import type { CheckpointPlace } from '../ports/checkpoint-place.ts';
import type { FeedSource } from '../ports/feed.ts';
import type { IntegrationKeys } from '../ports/integration-keys.ts';
import type { Ports } from '../ports/ports.ts';
import type { Examined } from '../usecases/doctor/check.ts';
import type { KeptOutside } from '../usecases/personal/what-remains.ts';
import type { Readiness } from '../usecases/readiness/readiness.ts';

/** What some compositions add to the API. */
export interface ApiExtras {
  /** Shows an administrator what to paste into senders. */
  readonly integrationKeys?: IntegrationKeys;
  /** Shows an administrator the value of a token that was just issued. */
  readonly accessTokens?: AccessTokens;
  /** Where people sign in, where an issuer signs their tokens. */
  readonly signIn?: SignIn | undefined;
  /** What the receiver at an address verifies signatures with. */
  readonly webhookSecretOf?: (address: string) => Promise<string>;
  /** Of the addresses of integrations that read mail, where this deployment receives any. */
  readonly mailDomain?: string | undefined;
  /** Where senders of alerts send, if not to the API. */
  readonly sendersUrl?: string | undefined;
  /** Where this process serves the protocols of AWS' clients. */
  readonly eventsUrl?: string | undefined;
  /** What changes, where this process serves it as a stream. */
  readonly feed?: FeedSource;
  /** Told of a configuration that was just put into force, where this process keeps the one in force by itself. */
  readonly configurationChanged?: (configuration: Configuration) => Promise<void>;
  /** Everything that the store holds, as one file. */
  readonly backup?: () => Promise<ReadableStream<Uint8Array>>;
  /** Whether alerts can be entrusted to this process, where it knows more of itself than its ports do. */
  readonly readiness?: () => Promise<Readiness>;
  /** What the doctor may look at beyond the ports. */
  readonly examined?: Pick<Examined, 'account' | 'hasSignOfLife'> & Partial<Pick<Examined, 'keptChannels'>>;
  /** Where this deployment keeps its checkpoints, and the public key that they should be signed with. */
  readonly checkpoints?: {
    readonly place: Pick<CheckpointPlace, 'after'>;
    readonly publicKey: () => Promise<string>;
    /** The number of the last that the store knows. */
    readonly known: () => Promise<number>;
  };
  /** What this deployment keeps outside of its store, which an erasure does not reach. */
  readonly keptOutside?: KeptOutside;
  /** Reads what the fake providers of a trial were given; no such thing exists in production. */
  readonly outbox?: (limit: number) => Promise<readonly OutboxEntry[]>;
}

/** One message that was kept on this machine instead of being sent. */
export interface OutboxEntry {
  readonly at: string;
  readonly channel: string;
  readonly address: string;
  readonly subject: string;
  readonly text: string;
}

/** A request as a route sees it: authenticated, permitted, and of the shape that the route declares. */
export interface RouteRequest<P, Q, B> {
  readonly ports: Ports;
  readonly extras: ApiExtras;
  readonly principal: Principal;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** What a page's form sent, where the route takes one. */
  readonly form?: URLSearchParams;
  /** The seq of `If-Match`. */
  readonly expectedSeq?: number;
  readonly idempotencyKey?: string;
  /** `Last-Event-ID`, as sent. */
  readonly lastEventId?: string;
  /** `If-None-Match`, as sent. */
  readonly ifNoneMatch?: string;
  /** `Accept-Language`, as sent. */
  readonly acceptLanguage?: string;
  /** Whether an answer may be compressed. */
  readonly acceptsGzip: boolean;
}

/**
 * What a route answers. A string or a stream is sent as it is, under the media type of `headers`; anything else as JSON. Only
 * the embedded target can send a stream.
 */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One kind of answer, for the document and its tests. */
export interface DeclaredAnswer {
  readonly description: string;
  readonly schema?: z.ZodType;
  /** `application/json` unless said otherwise. */
  readonly mediaType?: string;
}

/**
 * One line of the route table. The server, the OpenAPI document and their tests all read this, so none of them can know a
 * route that the others do not.
 */
export interface Route<P = unknown, Q = unknown, B = unknown> {
  readonly method: 'get' | 'post';
  /** As OpenAPI writes it: `/v1/incidents/{incident}`. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tag: 'incidents' | 'commands' | 'suppressions' | 'configuration' | 'operations' | 'links';
  /** `anybody` needs no token. */
  readonly role: AccessRole | 'anybody';
  readonly params?: z.ZodType<P>;
  readonly query?: z.ZodType<Q>;
  readonly body?: z.ZodType<B>;
  /** Takes what a form of a page sends; no form is an empty one. */
  readonly takesForm?: true;
  /** Takes `If-None-Match`, or `If-Match` and `Idempotency-Key`, or only the key. */
  readonly conditional?: 'read' | 'write' | 'create';
  readonly answers: Readonly<Record<number, DeclaredAnswer>>;
  handle(asked: RouteRequest<P, Q, B>): Promise<Answer>;
}

/** Checks the handler of a route against the schemas beside it. */
export const route = <P, Q, B>(definition: Route<P, Q, B>): Route => definition as Route;
