import { connect } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { type ListeningServer, listen, type RawRequest } from '../../embedded/http-server.ts';
import { ownHosts } from '../../embedded/own-hosts.ts';

const seen: RawRequest[] = [];
const opened: ListeningServer[] = [];
afterAll(async () => {
  for (const server of opened) await server.close();
});

const server = await listen(
  {
    port: 0,
    host: '127.0.0.1',
    isOwnHost: ownHosts({
      host: '127.0.0.1',
      publicUrl: 'https://muster.example.com/a',
      further: 'Muster.internal, fd00::7',
    }),
  },
  async (request) => {
    seen.push(request);
    return { status: 200, headers: {}, body: 'done' };
  },
);
opened.push(server);

/** The status that a head is answered with. */
const statusOf = (head: string): Promise<number> =>
  new Promise((resolve) => {
    let answer = '';
    const socket = connect(server.port, '127.0.0.1', () => socket.write(`${head}\r\n\r\n`));
    socket.on('data', (data) => {
      answer += data;
      socket.end();
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(Number(/^HTTP\/1.1 (\d+)/.exec(answer)?.[1] ?? 0)));
  });

const get = (host: string, target = '/v1/incidents'): Promise<number> =>
  statusOf(`GET ${target} HTTP/1.1\r\nHost: ${host}`);

describe('A request', () => {
  it.each([
    'localhost',
    'LOCALHOST:4000',
    'localhost.:4000',
    '127.0.0.1',
    '127.0.0.1:65535',
    '[::1]:4000',
    'muster.example.com',
    'muster.internal:8080',
    '[fd00::7]',
  ])('for %s is ours', async (host) => {
    expect(await get(host)).toBe(200);
  });

  it.each([
    'evil.example',
    'rebind.evil.example:4000',
    'localhost.evil.example',
    'evil-localhost',
    '127.0.0.1.evil.example',
    '0.0.0.0:4000',
    '10.0.0.1',
    '[::2]',
    'muster.example.com.evil.example',
  ])('for %s is for somebody else', async (host) => {
    expect(await get(host)).toBe(421);
    expect(await statusOf(`POST /in/generic/key HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 0`)).toBe(421);
  });

  it.each([
    'a b',
    '[::1',
    'x:99999',
    'user@evil',
    '%zz',
    'x:y',
    'a,b',
    'http://localhost',
    '',
    '[::1]x',
    'x'.repeat(300),
  ])('for "%s" is none', async (host) => {
    expect(await get(host)).toBe(400);
  });

  it('has one host', async () => {
    expect(await statusOf('GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost')).toBe(400);
    expect(await statusOf('GET / HTTP/1.1\r\nHost: localhost\r\nhOST: evil.example')).toBe(400);
    expect(await statusOf('GET / HTTP/1.1\r\nX: y')).toBe(400);
    // As health checks of load balancers ask.
    expect(await statusOf('GET /healthz HTTP/1.0')).toBe(200);
  });

  it('that names its host in the address is for that one', async () => {
    expect(await get('localhost', 'http://evil.example/v1/incidents')).toBe(421);
    expect(await get('localhost', 'http://a%20b/')).toBe(400);
    expect(await get('evil.example', 'http://localhost:4000/x?y=1')).toBe(200);
    expect(seen.at(-1)).toMatchObject({ path: '/x', query: 'y=1' });
    expect(await get('evil.example', 'http://localhost?y=1')).toBe(200);
    expect(seen.at(-1)).toMatchObject({ path: '/', query: 'y=1' });
  });

  it.each(['*', 'x'])('for the address %s is none', async (target) => {
    expect(await statusOf(`OPTIONS ${target} HTTP/1.1\r\nHost: localhost`)).toBe(400);
  });

  it('by TRACE shows nobody what they sent', async () => {
    expect(await statusOf('TRACE / HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer secret')).toBe(405);
  });

  it('that is refused reaches nobody', () => {
    expect(seen.every(({ method }) => method === 'GET')).toBe(true);
  });
});

describe('The names of a process', () => {
  it('hold what it listens on, and no address that stands for all', () => {
    expect(ownHosts({ host: '192.168.1.5' })('192.168.1.5')).toBe(true);
    expect(ownHosts({ host: 'fd00::1' })('[fd00::1]')).toBe(true);
    expect(ownHosts({ host: '0.0.0.0' })('0.0.0.0')).toBe(false);
    expect(ownHosts({ host: '::' })('[::]')).toBe(false);
  });

  it.each(['https://muster.internal', 'a b', 'x/y', '*'])('hold no "%s"', (further) => {
    expect(() => ownHosts({ host: '127.0.0.1', further })).toThrow(/MUSTER_HOSTS/);
  });
});

describe('A crowd at the door', () => {
  const open = (port: number): Promise<{ gone: Promise<void>; end: () => void }> =>
    new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        // A head that never ends.
        socket.write('POST /in/generic HTTP/1.1\r\nHost: localhost\r\n');
        resolve({ gone, end: () => socket.destroy() });
      });
      socket.on('error', () => {});
      const gone = new Promise<void>((left) => socket.on('close', () => left()));
    });

  it('of requests that never end keeps nobody out: the longest waiting goes', async () => {
    const small = await listen({ port: 0, host: '127.0.0.1', mostConnections: 20 }, async () => ({
      status: 200,
      headers: {},
      body: 'done',
    }));
    opened.push(small);
    const crowd = [];
    for (let i = 0; i < 40; i += 1) crowd.push(await open(small.port));
    await Promise.all(crowd.slice(0, 20).map(({ gone }) => gone));
    for (let i = 0; i < 5; i += 1) expect((await fetch(`http://127.0.0.1:${small.port}/`)).status).toBe(200);
    for (const { end } of crowd) end();
  });
});
