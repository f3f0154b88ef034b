import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { clientSettings } from '../../../adapters/aws/client-settings.ts';

/** One request as an AWS client sent it. */
export interface AwsRequest {
  /** `SendMessage`, of the target header; the `Action` of the query protocol; the path of REST. */
  readonly operation: string;
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
  /** The body, where it is JSON. */
  readonly json: Record<string, unknown>;
  /** The body, where it is a form. */
  readonly form: URLSearchParams;
}

export interface AwsAnswer {
  readonly status?: number;
  readonly body: unknown;
}

/** Stands in for the endpoints of AWS on loopback: real clients talk to it, and it answers what a test wants. */
export interface AwsEndpoint {
  readonly requests: AwsRequest[];
  /** Settings for a client that talks to this endpoint, trying twice, without long pauses. */
  readonly settings: ReturnType<typeof clientSettings>;
  answer: (request: AwsRequest) => AwsAnswer;
  stop(): Promise<void>;
}

/** An error as the JSON protocols carry it. */
export const awsError = (name: string, status = 400, message = 'refused'): AwsAnswer => ({
  status,
  body: { __type: name, message },
});

export const startAwsEndpoint = async (): Promise<AwsEndpoint> => {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const form = new URLSearchParams(body);
    const target = String(request.headers['x-amz-target'] ?? '')
      .split('.')
      .at(-1);
    const asked: AwsRequest = {
      operation: target || form.get('Action') || (request.url ?? ''),
      body,
      headers: request.headers,
      json: body.startsWith('{') ? (JSON.parse(body) as Record<string, unknown>) : {},
      form,
    };
    endpoint.requests.push(asked);
    const { status = 200, body: answer } = endpoint.answer(asked);
    const isText = typeof answer === 'string';
    const type = isText ? 'text/xml' : 'application/json';
    const errorType = (answer as { __type?: string }).__type;
    response.writeHead(status, { 'content-type': type, ...(errorType ? { 'x-amzn-errortype': errorType } : {}) });
    response.end(isText ? answer : JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const endpoint: AwsEndpoint = {
    requests: [],
    settings: {
      ...clientSettings({
        AWS_REGION: 'eu-central-1',
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
        AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      }),
      maxAttempts: 2,
    },
    answer: () => ({ body: {} }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return endpoint;
};
