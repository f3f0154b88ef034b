import { type IncomingHttpHeaders, request } from 'node:http';
import type { Emulator } from './emulator.ts';

export interface HttpApiRequest {
  readonly method: string;
  /** Path and query, already encoded. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly withinMs?: number;
}

export interface HttpApiResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/**
 * Calls an HTTP API that was deployed to the emulator. The API is told apart by its Host header, which `fetch` does not
 * let a caller set, so this speaks `node:http` to the emulator's port.
 *
 * @param endpoint what the stack outputs as the API's address, in the emulator's or in AWS's form
 */
export async function callHttpApi(
  emulator: Emulator,
  endpoint: string,
  { method, path, headers = {}, body, withinMs = 30_000 }: HttpApiRequest,
): Promise<HttpApiResponse> {
  return new Promise((resolve, reject) => {
    const call = request(
      {
        host: '127.0.0.1',
        port: emulator.port,
        method,
        path,
        headers: { ...headers, host: emulatedHost(endpoint, emulator.port) },
        signal: AbortSignal.timeout(withinMs),
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString('utf8'),
          }),
        );
      },
    );
    call.on('error', reject);
    call.end(body);
  });
}

/** The same API by a path instead of a name, for a program that is told an address alone. */
export const httpApiUrl = ({ url }: Pick<Emulator, 'url'>, endpoint: string): string =>
  `${url}/_aws/execute-api/${apiIn(endpoint)}/$default`;

const apiIn = (endpoint: string): string => new URL(endpoint).hostname.split('.')[0] ?? '';

/** `<api>.execute-api.localhost:<port>`, whichever form the stack gave: `HttpApi.url` outputs an amazonaws.com name. */
function emulatedHost(endpoint: string, port: number): string {
  return `${apiIn(endpoint)}.execute-api.localhost:${port}`;
}
