import { snsEndpoint } from '../adapters/http/sns-endpoint.ts';
import type { Integration } from '../domain/configuration/integration.ts';
import { type Configured, configuredIn } from '../domain/configuration/lookup.ts';
import { acceptEvents } from '../intake/aws/accept-events.ts';
import { addedOnTheWay } from '../intake/aws/comes-directly.ts';
import { listenersTo, receivePublished } from '../intake/aws/receive-published.ts';
import { verifyAwsSignature } from '../intake/aws/verify-signature.ts';
import type { Doors } from '../intake/doors.ts';
import { COMPATIBLE_DOORS } from '../intake/receive-compatible.ts';
import { ALERT_DOORS } from '../intake/receive-request.ts';
import { problemAnswer } from '../intake/request/received-request.ts';
import { type Served, servedTo } from '../intake/routes.ts';
import type { IntegrationKeys } from '../ports/integration-keys.ts';
import { awsEvents } from '../sources/aws-events.ts';
import { answeringOnce } from './answered-once.ts';
import { clientAddress } from './client-address.ts';
import { BODY_LIMIT, type RawRequest, type RawResponse } from './http-server.ts';
import type { Embedded } from './muster.ts';
import { type AwsRefusal, publish } from './publish.ts';
import { putEvents } from './put-events.ts';
import type { SelfWatch } from './self-watch.ts';

/** What the bus brings belongs to integrations of this source. */
const ofOtherSource = ({ id, source }: Integration): AwsRefusal | undefined =>
  source === awsEvents.id
    ? undefined
    : {
        code: 'AccessDeniedException',
        message: `The integration "${id}" is of the source "${source}"; events are put with the key pair of one of "${awsEvents.id}".`,
      };

const DOORS: Doors = { ...COMPATIBLE_DOORS, ...ALERT_DOORS };

const NO_QUERY: Readonly<Record<string, string>> = {};

/** What has no end, or is too long to be held. */
const STREAMED: ReadonlySet<string> = new Set(['text/event-stream', 'application/vnd.sqlite3']);

const AWS_JSON = { 'content-type': 'application/x-amz-json-1.1' };

const AWS_XML = { 'content-type': 'text/xml' };

/** The AWS query protocol has no header that names the operation: its bodies are forms. */
const isForm = ({ headers }: RawRequest): boolean =>
  headers['content-type']?.toLowerCase().startsWith('application/x-www-form-urlencoded') === true;

/** Methods that `Request` refuses to have: <https://fetch.spec.whatwg.org/#forbidden-method>. */
const NEVER_FETCHED: ReadonlySet<string> = new Set(['CONNECT', 'TRACE', 'TRACK']);

const bufferedOf = async (response: Response): Promise<RawResponse> => ({
  status: response.status,
  headers: Object.fromEntries(response.headers),
  body: new Uint8Array(await response.arrayBuffer()),
});

/** Decides who answers: alert intake first (the hot path), then the AWS protocols at the root, then the API. */
export const createDispatch = (composition: {
  embedded: Embedded;
  keys: IntegrationKeys;
  api: { fetch(request: Request): Response | Promise<Response> };
  newId: () => string;
  /** Addresses and networks whose `X-Forwarded-For` is believed. */
  trustedProxies?: string;
  /** Numbers for whoever watches; absent where nobody does. */
  watch?: Pick<SelfWatch, 'answered' | 'metrics'>;
}): ((request: RawRequest) => Promise<RawResponse>) => {
  const { api, embedded, keys } = composition;
  const { ports, stores } = embedded;
  const sns = snsEndpoint();
  const addressOf = clientAddress(composition.trustedProxies ?? '');
  const once = answeringOnce(Date.now);

  const viaApi = async (request: RawRequest): Promise<RawResponse> => {
    if (NEVER_FETCHED.has(request.method)) {
      const { answerUnknownAt } = await import('../api/create-api.ts');
      return bufferedOf(answerUnknownAt(request.method, request.path));
    }
    const url = `http://${request.headers.host ?? 'localhost'}${request.path}${request.query ? `?${request.query}` : ''}`;
    const withBody = request.method !== 'GET' && request.method !== 'HEAD';
    const headers = new Headers(Object.entries(request.headers));
    const response = await api.fetch(
      new Request(url, { method: request.method, headers, body: withBody ? Buffer.from(request.body) : undefined }),
    );
    const isStream = STREAMED.has(response.headers.get('content-type') ?? '');
    if (!isStream || !response.body) return bufferedOf(response);
    return { status: response.status, headers: Object.fromEntries(response.headers), body: response.body };
  };

  /** Asked once for each request. */
  const configured = async (): Promise<Configured> => configuredIn(await ports.configuration.current());

  /** The integration whose key pair signed the request, and by what. A key that stands in a public page signs nothing. */
  const signerOf = async (
    request: RawRequest,
    { integration }: Configured,
  ): Promise<{ readonly signer: Integration; readonly signature: string } | AwsRefusal> => {
    const added = addedOnTheWay(request.headers);
    if (added !== undefined) {
      const message = `Sent by a browser or through a proxy ("${added}"): clients of AWS speak to this address directly.`;
      return { code: 'AccessDeniedException', message };
    }
    const verdict = await verifyAwsSignature(request, keys, Date.now());
    if ('code' in verdict) return verdict;
    const signer = integration(verdict.integrationId);
    if (signer && signer.report === undefined) return { signer, signature: verdict.signature };
    return { code: 'InvalidClientTokenId', message: 'This key pair may not send.' };
  };

  const viaEventBridge = async (request: RawRequest, target: string): Promise<RawResponse> => {
    const headers = { ...AWS_JSON, 'x-amzn-requestid': composition.newId() };
    const signed = await signerOf(request, await configured());
    const refusal = 'code' in signed ? signed : ofOtherSource(signed.signer);
    if (refusal || 'code' in signed) {
      const { code, message } = refusal as AwsRefusal;
      return { status: 403, headers, body: JSON.stringify({ __type: code, message }) };
    }
    return once(signed.signature, async () => {
      const answer = await putEvents(target, request.body, ports.clock.now(), composition.newId, (events) =>
        acceptEvents(ports, signed.signer.id, events),
      );
      return { status: answer.status, headers, body: JSON.stringify(answer.body) };
    });
  };

  const viaSns = async (request: RawRequest): Promise<RawResponse> => {
    const known = await configured();
    const signed = await signerOf(request, known);
    const answer = async (): Promise<RawResponse> => {
      const { body, status } = await publish(request.body, {
        newId: composition.newId,
        refusal: 'code' in signed ? signed : undefined,
        listens: async (topicArn) => {
          const listeners = listenersTo(known.configuration, topicArn);
          if (listeners.length === 0) return 'nobody';
          return listeners.some(({ id }) => 'signer' in signed && id === signed.signer.id) ? 'signer' : 'others';
        },
        accept: (publications) => receivePublished(ports, publications),
      });
      return { status, headers: { ...AWS_XML, 'x-amzn-requestid': composition.newId() }, body };
    };
    return 'signature' in signed ? once(signed.signature, answer) : answer();
  };

  const answer = (request: RawRequest, served: Served | undefined): Promise<RawResponse> =>
    stores.unitOfWork(() => {
      const door = served === undefined ? undefined : DOORS[served];
      if (door) {
        const query = request.query === '' ? NO_QUERY : Object.fromEntries(new URLSearchParams(request.query));
        const address = addressOf(request.address, request.headers['x-forwarded-for']);
        return door(
          ports,
          keys,
          { ...request, query, address, receivedAt: ports.clock.now(), wallClock: Date.now() },
          sns,
        );
      }
      if (request.isCut)
        return Promise.resolve(problemAnswer('body-too-large', `At most ${BODY_LIMIT} bytes are read.`));
      if (served === 'aws-protocols') {
        const target = request.headers['x-amz-target'];
        if (target !== undefined) return viaEventBridge(request, target);
        if (isForm(request)) return viaSns(request);
      }
      if (served === 'metrics' && composition.watch) return composition.watch.metrics(request);
      return viaApi(request);
    });

  return async (request) => {
    const served = servedTo(request);
    const began = performance.now();
    const answered = await answer(request, served);
    composition.watch?.answered(served, answered.status, performance.now() - began);
    return answered;
  };
};
