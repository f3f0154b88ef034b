import type { Hono } from 'hono';
import { snsEndpoint } from '../adapters/http/sns-endpoint.ts';
import type { IntegrationKeys } from '../ports/integration-keys.ts';
import { acceptEvents } from '../usecases/accept-events.ts';
import { isForCompatible, receiveCompatible } from '../usecases/opsgenie/receive-compatible.ts';
import { receiveRequest } from '../usecases/receive-signals.ts';
import type { RawRequest, RawResponse } from './http-server.ts';
import type { Embedded } from './muster.ts';
import { putEvents } from './put-events.ts';

/** Where alerts arrive: Muster's own address and those of PagerDuty. */
const INTAKE = ['/in/', '/v2/', '/integration/', '/generic/'];

const NO_QUERY: Readonly<Record<string, string>> = {};

const AWS_JSON = { 'content-type': 'application/x-amz-json-1.1' };

/** The SDK signs whatever it sends; what it is signed with is not checked, so only this machine may send. */
const AWS_REFUSAL = JSON.stringify({
  __type: 'AccessDeniedException',
  message: 'PutEvents is served to this machine only, with any credentials; other machines use a webhook with a key.',
});

/** Decides who answers: alert intake first (the hot path), then the AWS protocol at the root, then the API. */
export const createDispatch = (composition: {
  embedded: Embedded;
  keys: IntegrationKeys;
  api: Hono;
  newId: () => string;
}): ((request: RawRequest) => Promise<RawResponse>) => {
  const { api, embedded, keys } = composition;
  const { ports, stores } = embedded;
  const sns = snsEndpoint();

  const viaApi = async (request: RawRequest): Promise<RawResponse> => {
    const url = `http://${request.headers.host ?? 'localhost'}${request.path}${request.query ? `?${request.query}` : ''}`;
    const withBody = request.method !== 'GET' && request.method !== 'HEAD';
    const headers = new Headers(Object.entries(request.headers));
    const response = await api.fetch(
      new Request(url, { method: request.method, headers, body: withBody ? Buffer.from(request.body) : undefined }),
    );
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: new Uint8Array(await response.arrayBuffer()),
    };
  };

  const viaAws = async (request: RawRequest, target: string): Promise<RawResponse> => {
    if (!request.fromLoopback) return { status: 403, headers: AWS_JSON, body: AWS_REFUSAL };
    const { integrations } = await ports.configuration.current();
    const integrationId = integrations.find((i) => i.source === 'aws-events')?.id ?? 'aws-events';
    const answer = await putEvents(target, request.body, ports.clock.now(), composition.newId, (events) =>
      acceptEvents(ports, integrationId, events),
    );
    return {
      status: answer.status,
      headers: { ...AWS_JSON, 'x-amzn-requestid': composition.newId() },
      body: JSON.stringify(answer.body),
    };
  };

  return (request) =>
    stores.unitOfWork(() => {
      const { path } = request;
      const isCompatible = isForCompatible(request);
      if (isCompatible || INTAKE.some((prefix) => path.startsWith(prefix))) {
        const query = request.query === '' ? NO_QUERY : Object.fromEntries(new URLSearchParams(request.query));
        const received = { ...request, query, receivedAt: ports.clock.now() };
        return isCompatible ? receiveCompatible(ports, keys, received) : receiveRequest(ports, keys, received, sns);
      }
      const target = path === '/' && request.method === 'POST' ? request.headers['x-amz-target'] : undefined;
      return target === undefined ? viaApi(request) : viaAws(request, target);
    });
};
