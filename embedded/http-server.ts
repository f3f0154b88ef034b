import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as WebStream } from 'node:stream/web';
import type { Answer } from '../intake/request/received-request.ts';
import { type Admitted, admission } from './admission.ts';
import { boundConnections } from './connections.ts';
import { connectionsWithin, descriptorLimit } from './descriptors.ts';

/** What the server reads of a request before anybody looks at it. */
export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** There was more of the body than is read; this is how it begins. */
  readonly isCut?: boolean;
  /** Of the other end of the connection. */
  readonly address: string | undefined;
}

export interface RawResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | ReadableStream<Uint8Array>;
}

/** Of larger bodies only the beginning is read; whoever answers refuses them, and knows by it who sent them. */
export const BODY_LIMIT = 10 * 1024 * 1024;

/** Kept of a body that is too large, to show how it begins. */
const BEGINNING = 65_536;

/** node:http joins what may repeat, except this one. */
const flat = (headers: IncomingMessage['headers']): Readonly<Record<string, string>> => {
  if (headers['set-cookie'] === undefined) return headers as Record<string, string>;
  const result: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) result[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return result;
};

/** Answers before anything of the body is read; what comes of it all the same is thrown away for a moment, so that the answer is seen. */
const refuseUnread = (request: IncomingMessage, response: ServerResponse, { status, headers, body }: Answer): void => {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' });
  response.end(request.method === 'HEAD' ? undefined : body);
  request.on('error', () => {});
  request.resume();
  setTimeout(() => request.destroy(), 500).unref();
};

/** What one server knows of its own connections. */
interface Connected {
  closing: boolean;
  /** Answers without end that are being sent, so that a server that closes need not wait for them. */
  readonly streams: Set<ServerResponse>;
}

/** Sends a body as it comes, until it ends or the other end goes away. */
const sendStream = async (
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: RawResponse & { readonly body: ReadableStream<Uint8Array> },
  { streams }: Connected,
): Promise<void> => {
  if (request.method === 'HEAD') {
    await body.cancel();
    response.writeHead(status, headers).end();
    return;
  }
  streams.add(response);
  // Its connection serves nothing after it.
  response.writeHead(status, { ...headers, connection: 'close' });
  // The stream is told when whoever listened has gone.
  await pipeline(Readable.fromWeb(body as WebStream), response).catch(() => {});
  streams.delete(response);
};

/** So long the rest of a body that is too large is read away. */
const CUT_OFF_MS = 1000;

/** Many clients send all of a body before they look for an answer, and see a broken pipe where it came before. */
const readAway = (request: IncomingMessage): Promise<void> =>
  new Promise((resolve) => {
    if (request.readableEnded) resolve();
    request.once('close', resolve).once('end', resolve);
    setTimeout(resolve, CUT_OFF_MS).unref();
  });

/** Reads a body up to the limit, then hands the request over; the hot path has no framework between. */
const receive = (
  request: IncomingMessage,
  response: ServerResponse,
  handle: (request: RawRequest) => Promise<RawResponse>,
  connected: Connected,
  { path, query }: Admitted,
): void => {
  const isAnnounced = Number(request.headers['content-length'] ?? 0) > BODY_LIMIT;
  const chunks: Buffer[] = [];
  let length = 0;
  let isAnswered = false;
  request.on('data', (chunk: Buffer) => {
    length += chunk.length;
    // Read on without keeping, for a moment, so that the sender sees the answer instead of a broken pipe.
    if (isAnswered) return;
    chunks.push(chunk);
    if (length > BODY_LIMIT || (isAnnounced && length >= BEGINNING)) answer(true);
  });
  request.on('error', () => {});
  request.on('end', () => answer(isAnnounced));
  // Whoever waits for leave to send its body sends none of it.
  if (isAnnounced) setTimeout(() => answer(true), CUT_OFF_MS / 4).unref();
  const answer = (cut: boolean): void => {
    if (isAnswered) return;
    isAnswered = true;
    if (cut) setTimeout(() => request.destroy(), 2 * CUT_OFF_MS).unref();
    const read = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
    chunks.length = 0;
    const handled = handle({
      method: request.method ?? 'GET',
      path,
      query,
      headers: flat(request.headers),
      body: cut ? Buffer.from(read.subarray(0, BEGINNING)) : read,
      ...(cut && { isCut: true }),
      address: request.socket.remoteAddress,
    });
    const answered = cut ? handled.then((answer) => readAway(request).then(() => answer)) : handled;
    answered
      .then((answer) => {
        const { body } = answer;
        if (body instanceof ReadableStream) return void sendStream(request, response, { ...answer, body }, connected);
        // A text leaves in one write together with the head.
        const length = typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength;
        const leaving = connected.closing || cut ? { connection: 'close' } : {};
        response.writeHead(answer.status, { ...answer.headers, ...leaving, 'content-length': String(length) });
        response.end(request.method === 'HEAD' ? undefined : body);
      })
      .catch(() => {
        // Also an answer that cannot be written, such as a header with a line break in it.
        if (response.headersSent) return void response.destroy();
        response.writeHead(500, { 'content-type': 'application/problem+json' });
        response.end('{"type":"about:blank","title":"Internal error","status":500}');
      });
  };
};

export interface ListeningServer {
  readonly port: number;
  /** Stops accepting, lets requests under way finish (bounded), then returns. */
  close(): Promise<void>;
}

/** The port is taken, or may not be used; the message says what to do. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
  readonly code = 'listen';
}

const CLOSE_WITHIN_MS = 5_000;

/** A sender that takes longer over one request is cut off. */
const REQUEST_TIMEOUT_MS = 30_000;

/** And over its head, which comes in one piece from whoever means it. */
const HEADERS_TIMEOUT_MS = 10_000;

export interface ListenOptions {
  readonly port: number;
  readonly host: string;
  readonly requestTimeoutMs?: number;
  /** Whether a name is one of this process; see `ownHosts`. Default: every name is. */
  readonly isOwnHost?: (name: string) => boolean;
  /** Connections at once. Default: what the descriptors of the process leave room for. */
  readonly mostConnections?: number;
}

/** @throws ListenError */
export const listen = async (
  options: ListenOptions,
  handle: (request: RawRequest) => Promise<RawResponse>,
): Promise<ListeningServer> => {
  const { requestTimeoutMs = REQUEST_TIMEOUT_MS, mostConnections = connectionsWithin(descriptorLimit()) } = options;
  const headersTimeoutMs = Math.min(HEADERS_TIMEOUT_MS, requestTimeoutMs);
  const admit = admission(options.isOwnHost ?? (() => true));
  const connected: Connected = { closing: false, streams: new Set() };
  const server: Server = createServer(
    {
      keepAliveTimeout: 65_000,
      requestTimeout: requestTimeoutMs,
      headersTimeout: headersTimeoutMs,
      connectionsCheckingInterval: Math.ceil(headersTimeoutMs / 3),
    },
    (request, response) => {
      const admitted = admit(request);
      if ('status' in admitted) refuseUnread(request, response, admitted);
      else receive(request, response, handle, connected, admitted);
    },
  );
  boundConnections(server, mostConnections);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why =
        cause.code === 'EADDRINUSE'
          ? `port ${options.port} is in use: stop what uses it, or choose another with PORT=4001 (PORT=0 takes a free one)`
          : cause.code === 'EACCES'
            ? `port ${options.port} needs more rights: choose one above 1023 with PORT`
            : cause.message;
      reject(new ListenError(`Cannot listen on ${options.host}: ${why}.`, { cause }));
    });
    server.listen(options.port, options.host, resolve);
  });
  // A connection that could not be accepted costs that connection, not the service.
  server.on('error', () => {});
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : options.port,
    close: () =>
      new Promise((resolve) => {
        connected.closing = true;
        for (const stream of connected.streams) stream.destroy();
        const force = setTimeout(() => server.closeAllConnections(), CLOSE_WITHIN_MS);
        server.close(() => {
          clearTimeout(force);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
};
