import type { IncomingHttpHeaders } from 'node:http';
import { http, https } from '../http/node-http.ts';

/** A request, signed and whole. */
export interface Outgoing {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Patience {
  /** Until there is a connection. */
  readonly connectionTimeout: number;
  /** The whole exchange, the answer's body included. */
  readonly requestTimeout: number;
}

/** Nobody answered in time; the service may have done what it was asked. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
}

/** As many as a storm's writes side by side need; more wait for one. */
const SOCKETS = 64;

const kept = { keepAlive: true, noDelay: true, maxSockets: SOCKETS };
const agents = { 'http:': new http.Agent(kept), 'https:': new https.Agent(kept) };

/**
 * One request and its answer, over connections that are kept.
 *
 * @throws TimeoutError, or Node's own error with the code of what went wrong on the way
 */
export const exchange = (
  { method, url, headers, body }: Outgoing,
  { connectionTimeout, requestTimeout }: Patience,
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const send = url.protocol === 'http:' ? http.request : https.request;
    const request = send(url, { method, headers, agent: agents[url.protocol as 'http:' | 'https:'] });
    const giveUp = (what: string, ms: number) => (): void => {
      request.destroy(new TimeoutError(`${url.host} ${what} within ${ms} ms.`));
    };
    let whole: NodeJS.Timeout | undefined;
    let connecting: NodeJS.Timeout | undefined;
    const end = (): void => {
      clearTimeout(whole);
      clearTimeout(connecting);
    };
    request.on('socket', (socket) => {
      // From here: waiting for a connection that others use is no fault of the service.
      whole = setTimeout(giveUp('did not answer', requestTimeout), requestTimeout);
      if (!socket.connecting) return;
      connecting = setTimeout(giveUp('could not be connected to', connectionTimeout), connectionTimeout);
      socket.once(url.protocol === 'http:' ? 'connect' : 'secureConnect', () => clearTimeout(connecting));
    });
    request.on('error', (error) => {
      end();
      reject(error);
    });
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', (error) => {
        end();
        reject(error);
      });
      response.on('end', () => {
        end();
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        });
      });
    });
    request.end(body);
  });
