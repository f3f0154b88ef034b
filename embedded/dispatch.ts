import type { Hono } from 'hono';
import { snsEndpoint } from '../adapters/http/sns-endpoint.ts';
import { acceptEvents } from '../intake/aws/accept-events.ts';
import { listenersTo, receivePublished } from '../intake/aws/receive-published.ts';
import type { Doors } from '../intake/doors.ts';
import { COMPATIBLE_DOORS } from '../intake/receive-compatible.ts';
import { ALERT_DOORS } from '../intake/receive-request.ts';
import { routeOf } from '../intake/routes.ts';
import type { IntegrationKeys } from '../ports/integration-keys.ts';
import { clientAddress } from './client-address.ts';
import type { RawRequest, RawResponse } from './http-server.ts';
import type { Embedded } from './muster.ts';
import { publish } from './publish.ts';
import { putEvents } from './put-events.ts';

const DOORS: Doors = { ...COMPATIBLE_DOORS, ...ALERT_DOORS };

const NO_QUERY: Readonly<Record<string, string>> = {};

const AWS_JSON = { 'content-type': 'application/x-amz-json-1.1' };

const AWS_XML = { 'content-type': 'text/xml' };

/** The SDK signs whatever it sends; what it is signed with is not checked, so only this machine may send. */
const NOT_FROM_HERE = 'is served to this machine only, with any credentials; other machines use a webhook with a key.';

const JSON_REFUSAL = JSON.stringify({ __type: 'AccessDeniedException', message: `PutEvents ${NOT_FROM_HERE}` });
const XML_REFUSAL = `<ErrorResponse><Error><Type>Sender</Type><Code>AuthorizationError</Code><Message>Publish ${NOT_FROM_HERE}</Message></Error></ErrorResponse>`;

/** The AWS query protocol has no header that names the operation: its bodies are forms. */
const isForm = ({ headers }: RawRequest): boolean =>
  headers['content-type']?.toLowerCase().startsWith('application/x-www-form-urlencoded') === true;

/** Decides who answers: alert intake first (the hot path), then the AWS protocols at the root, then the API. */
export const createDispatch = (composition: {
  embedded: Embedded;
  keys: IntegrationKeys;
  api: Hono;
  newId: () => string;
  /** Addresses and networks whose `X-Forwarded-For` is believed. */
  trustedProxies?: string;
}): ((request: RawRequest) => Promise<RawResponse>) => {
  const { api, embedded, keys } = composition;
  const { ports, stores } = embedded;
  const sns = snsEndpoint();
  const addressOf = clientAddress(composition.trustedProxies ?? '');

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
    if (!request.fromLoopback) return { status: 403, headers: AWS_JSON, body: JSON_REFUSAL };
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

  const viaTopic = async (request: RawRequest): Promise<RawResponse> => {
    if (!request.fromLoopback) return { status: 403, headers: AWS_XML, body: XML_REFUSAL };
    const { body, status } = await publish(request.body, {
      newId: composition.newId,
      hasListener: async (topicArn) => (await listenersTo(ports, topicArn)).length > 0,
      accept: (publications) => receivePublished(ports, publications),
    });
    return { status, headers: { ...AWS_XML, 'x-amzn-requestid': composition.newId() }, body };
  };

  return (request) =>
    stores.unitOfWork(() => {
      const served = routeOf(request.method, request.path)?.served;
      const door = served === undefined ? undefined : DOORS[served];
      if (door) {
        const query = request.query === '' ? NO_QUERY : Object.fromEntries(new URLSearchParams(request.query));
        const address = addressOf(request.address, request.headers['x-forwarded-for']);
        return door(ports, keys, { ...request, query, address, receivedAt: ports.clock.now() }, sns);
      }
      if (served === 'aws-protocols') {
        const target = request.headers['x-amz-target'];
        if (target !== undefined) return viaAws(request, target);
        if (isForm(request)) return viaTopic(request);
      }
      return viaApi(request);
    });
};
