import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type WebhookTransport, webhookTransport } from '../../../adapters/http/webhook-transport.ts';
import { webhookKey, webhookSecret } from '../../../domain/access/signing-keys.ts';
import type { OutgoingMessage } from '../../../ports/ports.ts';

const MASTER = Buffer.alloc(32, 7);

interface Received {
  readonly method?: string;
  readonly path?: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

let url: string;
let received: Received[];
let sockets: Set<unknown>;
let answer: (response: ServerResponse, request: IncomingMessage) => void;
let transport: WebhookTransport;

const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  sockets.add(request.socket);
  received.push({
    method: request.method,
    path: request.url,
    headers: request.headers,
    body: Buffer.concat(chunks).toString(),
  });
  answer(response, request);
});

beforeAll(async () => {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});
beforeEach(() => {
  received = [];
  sockets = new Set();
  answer = (response) => response.writeHead(202).end('taken');
  transport = webhookTransport({ keyFor: async (address) => webhookKey(MASTER, address), timeoutMs: 300 });
});
afterEach(() => transport.close());

const message = (path = '/page'): OutgoingMessage => ({
  channel: 'webhook',
  address: `${url}${path}`,
  idempotencyKey: 'msg_1',
  subject: 's',
  text: 't',
  data: { type: 'muster.page', title: 'Zahlung steht – Ü' },
});

test('the data arrives as JSON, signed so that the library of the standard accepts it', async () => {
  expect(await transport.send(message())).toEqual({ sent: true });
  const [request] = received;
  expect(request).toMatchObject({
    method: 'POST',
    path: '/page',
    headers: { 'content-type': 'application/json', 'webhook-id': 'msg_1' },
  });
  const verifier = new Webhook(webhookSecret(MASTER, `${url}/page`));
  expect(verifier.verify(request?.body ?? '', request?.headers as Record<string, string>)).toEqual(message().data);
});

test('the key of one address does not verify what is sent to another', async () => {
  await transport.send(message('/other'));
  const verifier = new Webhook(webhookSecret(MASTER, `${url}/page`));
  expect(() => verifier.verify(received[0]?.body ?? '', received[0]?.headers as Record<string, string>)).toThrow(
    'No matching signature',
  );
});

test.each([
  [200, { sent: true }],
  [204, { sent: true }],
  [301, { sent: false, retryable: false }],
  [307, { sent: false, retryable: false }],
  [400, { sent: false, retryable: false }],
  [404, { sent: false, retryable: false }],
  [410, { sent: false, retryable: false }],
  [408, { sent: false, retryable: true }],
  [429, { sent: false, retryable: true }],
  [500, { sent: false, retryable: true }],
  [503, { sent: false, retryable: true }],
])('HTTP %d is %o', async (status, expected) => {
  answer = (response) =>
    response.writeHead(status, status < 400 && status >= 300 ? { location: `${url}/elsewhere` } : {}).end();
  expect(await transport.send(message())).toMatchObject(expected);
  expect(received.map(({ path }) => path)).toEqual(['/page']);
});

test('connections are kept', async () => {
  for (let n = 0; n < 5; n += 1) {
    await transport.send(message());
    await new Promise(setImmediate);
  }
  expect(sockets.size).toBe(1);
});

test('a connection that the receiver closed while it was idle is replaced without anybody noticing', async () => {
  await transport.send(message());
  await new Promise((resolve) => setTimeout(resolve, 20));
  let first = true;
  answer = (response, request) => {
    if (!first) return void response.writeHead(200).end();
    first = false;
    request.socket.resetAndDestroy();
  };
  expect(await transport.send(message())).toEqual({ sent: true });
  expect(received).toHaveLength(3);
});

test('a receiver that does not answer in time is tried again later', async () => {
  answer = () => {};
  expect(await transport.send(message())).toMatchObject({
    sent: false,
    retryable: true,
    reason: expect.stringContaining('no answer'),
  });
});

test('a receiver that is not there is retryable', async () => {
  expect(await transport.send({ ...message(), address: 'http://127.0.0.1:1/' })).toMatchObject({
    sent: false,
    retryable: true,
  });
});

test.each(['not a url', 'ftp://example.com/', 'file:///etc/passwd', ''])(
  '"%s" is refused for good',
  async (address) => {
    expect(await transport.send({ ...message(), address })).toMatchObject({ sent: false, retryable: false });
  },
);

test('an endless answer is cut off and counts by its status', async () => {
  const closed = Promise.withResolvers<void>();
  answer = (response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write('x'.repeat(50_000)), 1);
    response.on('close', () => {
      clearInterval(timer);
      closed.resolve();
    });
  };
  expect(await transport.send(message())).toEqual({ sent: true });
  await closed.promise;
});

test('what is prepared does not leave before it is sent', async () => {
  await transport.send(message());
  const prepared = await transport.prepare(message('/prepared'));
  await pause(30);
  expect(received.map(({ path }) => path)).toEqual(['/page']);
  expect(await prepared.send()).toEqual({ sent: true });
  expect(received.map(({ path }) => path)).toEqual(['/page', '/prepared']);
  expect(sockets.size).toBe(1);
});

test('what is prepared and discarded never leaves', async () => {
  (await transport.prepare(message('/discarded'))).discard();
  await pause(30);
  expect(received).toEqual([]);
  expect(await transport.send(message())).toEqual({ sent: true });
});

test('a connection that is lost between preparing and sending is replaced', async () => {
  await transport.send(message());
  const prepared = await transport.prepare(message('/prepared'));
  server.closeAllConnections();
  await pause(30);
  expect(await prepared.send()).toEqual({ sent: true });
  expect(received.map(({ path }) => path)).toEqual(['/page', '/prepared']);
});
