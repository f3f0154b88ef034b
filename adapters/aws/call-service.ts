import type { ClientSettings } from './client-settings.ts';
import { endpointOf, type Service } from './endpoint.ts';
import { type Answer, exchange } from './exchange.ts';
import { repeating } from './repeat.ts';
import { signRequest } from './sign-request.ts';

/** A request as a protocol writes it. */
export interface ServiceRequest {
  /** POST unless given. */
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends a request, signed, and again while that may help. `read` throws what the service refused. */
export type CallService = <T>(request: ServiceRequest, read: (answer: Answer, attempt: number) => T) => Promise<T>;

/**
 * Calls one service of AWS over connections of Node's own. The SDK's clients carry the model of a whole service and build stacks of
 * middleware at every cold start, which a page would wait for (decision 0036).
 */
export const callService = (service: Service, settings: ClientSettings): CallService => {
  const { credentials, maxAttempts, region, requestHandler } = settings;
  const endpoint = endpointOf(service, settings);
  const scope = { region, service: service.signedAs ?? service.host };
  const repeat = repeating({ maxAttempts });
  return ({ method = 'POST', path, headers, body }, read) =>
    repeat(async (attempt) => {
      const request = { method, host: endpoint.host, path, headers, body };
      const signed = signRequest(request, await credentials(), scope, Date.now());
      try {
        const length = { 'content-length': String(Buffer.byteLength(body)) };
        const url = new URL(path, endpoint);
        return read(await exchange({ method, url, headers: { ...signed, ...length }, body }, requestHandler), attempt);
      } catch (error) {
        const failed = error as { $metadata?: object };
        failed.$metadata ??= { attempts: attempt };
        throw failed;
      }
    });
};
