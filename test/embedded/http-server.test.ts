import { Agent, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import {
  BODY_LIMIT,
  ListenError,
  type ListeningServer,
  listen,
  type RawRequest,
  type RawResponse,
} from '../../embedded/http-server.ts';

const servers: ListeningServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

const ok: RawResponse = { status: 200, headers: { 'content-type': 'text/plain' }, body: 'done' };

const serve = async (handle: (request: RawRequest) => Promise<RawResponse>, requestTimeoutMs?: number) => {
  const server = await listen({ port: 0, host: '127.0.0.1', requestTimeoutMs }, handle);
  servers.push(server);
  return { server, url: `http://127.0.0.1:${server.port}` };
};

/** Sends bytes as they are and returns everything that comes back until the connection ends. */
const exchange = (port: number, ...parts: readonly (string | Buffer)[]): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.on('data', (data) => {
      answer += data.toString();
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(answer));
    for (const part of parts) socket.write(part);
  });

describe('A request', () => {
  it('arrives with method, path, query, headers and body', async () => {
    let seen: RawRequest | undefined;
    const { url } = await serve(async (request) => {
      seen = request;
      return ok;
    });
    const answer = await fetch(`${url}/in/generic/key?a=1&b=%20`, {
      method: 'POST',
      body: 'body',
      headers: { 'X-Test': 'yes' },
    });
    expect(await answer.text()).toBe('done');
    expect(seen).toMatchObject({ method: 'POST', path: '/in/generic/key', query: 'a=1&b=%20' });
    expect(seen?.headers['x-test']).toBe('yes');
    expect(Buffer.from(seen?.body ?? []).toString()).toBe('body');
  });

  it('by HEAD is answered with the headers alone', async () => {
    const { url } = await serve(async () => ok);
    const answer = await fetch(url, { method: 'HEAD' });
    expect(answer.headers.get('content-length')).toBe('4');
    expect(await answer.text()).toBe('');
  });

  it('may be followed by others on the same connection', async () => {
    const { server } = await serve(async () => ok);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ports = new Set<number | undefined>();
    for (let i = 0; i < 3; i += 1) {
      await new Promise<void>((resolve, reject) => {
        const sent = httpRequest({ port: server.port, agent, host: '127.0.0.1' }, (answer) => {
          ports.add(sent.socket?.localPort);
          text(answer).then(() => resolve(), reject);
        });
        sent.on('error', reject).end();
      });
    }
    agent.destroy();
    expect(ports.size).toBe(1);
  });

  it('is answered with 500 when it fails, and the next one is served', async () => {
    let calls = 0;
    const { url } = await serve(async () => {
      calls += 1;
      if (calls === 1) throw new Error('a secret detail');
      return ok;
    });
    const failed = await fetch(url);
    expect(failed.status).toBe(500);
    expect(await failed.text()).not.toContain('secret');
    expect((await fetch(url)).status).toBe(200);
  });

  it('is answered with 500 when its answer cannot be written, and the next one is served', async () => {
    let header = 'a\nb';
    const { url } = await serve(async () => ({ ...ok, headers: { 'x-reason': header } }));
    expect((await fetch(url)).status).toBe(500);
    header = 'ab';
    expect((await fetch(url)).status).toBe(200);
  });
});

describe('A body', () => {
  it('up to the limit is taken', async () => {
    const { url } = await serve(async (request) => ({ ...ok, body: String(request.body.byteLength) }));
    const answer = await fetch(url, { method: 'POST', body: Buffer.alloc(BODY_LIMIT) });
    expect(await answer.text()).toBe(String(BODY_LIMIT));
  });

  it('that says it is larger is answered before it is sent, by whoever can tell whose it is', async () => {
    const handled: RawRequest[] = [];
    const { server } = await serve(async (request) => {
      handled.push(request);
      return { ...ok, status: 413 };
    });
    const head = `POST /in/x HTTP/1.1\r\nHost: x\r\nContent-Length: ${BODY_LIMIT + 1}\r\n\r\n`;
    const answer = await exchange(server.port, head);
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
    expect(answer.toLowerCase()).toContain('connection: close');
    expect(handled).toMatchObject([{ path: '/in/x', isCut: true }]);
  });

  it('that turns out larger is answered before it has ended, with how it begins', async () => {
    const handled: RawRequest[] = [];
    const { server } = await serve(async (request) => {
      handled.push(request);
      return { ...ok, status: 413 };
    });
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    const parts = Array.from({ length: 11 }, () => [`${chunk.length.toString(16)}\r\n`, chunk, '\r\n']).flat();
    const head = 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n';
    expect(await exchange(server.port, head, ...parts)).toMatch(/^HTTP\/1.1 413 /);
    expect(handled.map(({ body, isCut }) => [isCut, body.byteLength])).toEqual([[true, 65_536]]);
  });

  it('of 20 MB is answered in a way that its sender sees', async () => {
    const { url } = await serve(async ({ isCut }) => ({ ...ok, status: isCut ? 413 : 200 }));
    const answer = await fetch(url, { method: 'POST', body: Buffer.alloc(20 * 1024 * 1024) });
    expect(answer.status).toBe(413);
    expect(await answer.text()).toBe('done');
  });

  it('that is too large is answered when its sender has sent all of it', async () => {
    const { url } = await serve(async ({ isCut }) => ({ ...ok, status: isCut ? 413 : 200 }));
    const { port } = new URL(url);
    const body = Buffer.alloc(BODY_LIMIT + 2 * 1024 * 1024, 'x');
    const sending = httpRequest({ port, method: 'POST', headers: { 'content-length': body.byteLength } });
    const status = new Promise((resolve, reject) => {
      sending.on('response', ({ statusCode }) => resolve(statusCode)).on('error', reject);
    });
    // All of it in one write, without a look at what comes back meanwhile.
    await new Promise((resolve) => sending.end(body, () => resolve(undefined)));
    expect(await status).toBe(413);
  });

  it('that never comes is cut off', async () => {
    const { server } = await serve(async () => ok, 300);
    const began = Date.now();
    const answer = await exchange(server.port, 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab');
    expect(answer).toMatch(/^HTTP\/1.1 408 /);
    expect(Date.now() - began).toBeLessThan(3_000);
  });

  it('that breaks off reaches nobody, and others are served', async () => {
    let handled = 0;
    const { server, url } = await serve(async () => {
      handled += 1;
      return ok;
    });
    await new Promise<void>((resolve) => {
      const socket = connect(server.port, '127.0.0.1', () => {
        socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab', () => socket.destroy());
      });
      socket.on('close', () => resolve());
    });
    expect((await fetch(url)).status).toBe(200);
    expect(handled).toBe(1);
  });
});

describe('A server', () => {
  it('that closes lets the request under way end, and takes no other', async () => {
    const release = Promise.withResolvers<void>();
    const began = Promise.withResolvers<void>();
    const { server, url } = await serve(async () => {
      began.resolve();
      await release.promise;
      return ok;
    });
    const answer = fetch(url);
    await began.promise;
    const since = Date.now();
    const closed = server.close();
    await expect(fetch(url)).rejects.toThrow();
    release.resolve();
    expect(await (await answer).text()).toBe('done');
    await closed;
    // The keep-alive connection of the sender is told to end instead of being waited for.
    expect(Date.now() - since).toBeLessThan(2_000);
    servers.splice(0);
  });

  it('says which port is in use, and what to do', async () => {
    const { server } = await serve(async () => ok);
    const second = listen({ port: server.port, host: '127.0.0.1' }, async () => ok);
    await expect(second).rejects.toThrow(ListenError);
    await expect(second).rejects.toThrow(new RegExp(`port ${server.port} is in use.*PORT=`));
  });
});
