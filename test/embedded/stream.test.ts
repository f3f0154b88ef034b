import { setTimeout as after } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { localFeed } from '../../adapters/feed/local-feed.ts';
import { createApi } from '../../api/create-api.ts';
import { type ListeningServer, listen } from '../../embedded/http-server.ts';
import { simulatedPorts } from '../../simulation/simulated-ports.ts';

/** The API over a real socket, answering as the embedded server does. */
const served = async (feed: ReturnType<typeof localFeed>): Promise<ListeningServer> => {
  const api = createApi({
    ports: simulatedPorts(),
    authenticate: async (request) =>
      request.headers.get('authorization') === 'Bearer vera' ? { id: 'vera', name: 'Vera', role: 'viewer' } : undefined,
    extras: { feed },
  });
  return listen({ port: 0, host: '127.0.0.1' }, async ({ method, path, headers }) => {
    const response = await api.fetch(new Request(`http://localhost${path}`, { method, headers }));
    return { status: response.status, headers: Object.fromEntries(response.headers), body: response.body ?? '' };
  });
};

describe('GET /v1/stream', () => {
  let server: ListeningServer;
  const readers: AbortController[] = [];
  afterEach(async () => {
    for (const reader of readers.splice(0)) reader.abort();
    await server.close();
  });

  const connect = async (headers: Record<string, string> = {}) => {
    const abort = new AbortController();
    readers.push(abort);
    const response = await fetch(`http://127.0.0.1:${server.port}/v1/stream`, {
      headers: { authorization: 'Bearer vera', ...headers },
      signal: abort.signal,
    });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let heard = '';
    /** Reads on until this has been said. */
    const until = async (said: string): Promise<string> => {
      while (!heard.includes(said)) {
        const { value, done } = (await reader?.read()) ?? { value: undefined, done: true };
        if (done) throw new Error(`ended after: ${heard}`);
        heard += value;
      }
      return heard;
    };
    return { response, until, abort };
  };
  const tell = (feed: ReturnType<typeof localFeed>, seq: number, stream = 'incidents/inc-1') =>
    feed.tell({ stream, seq, list: 'incidents' });

  it('says what changes as it does, and goes on by id where a reader was', async () => {
    const feed = localFeed('life');
    server = await served(feed);
    const first = await connect();
    expect(first.response.headers.get('content-type')).toBe('text/event-stream');
    await first.until(': connected');
    await tell(feed, 1);
    expect(await first.until('"seq":1')).toContain(
      'id: life.1\nevent: changed\ndata: {"stream":"incidents/inc-1","seq":1,"list":"incidents"}\n\n',
    );
    first.abort.abort();
    await tell(feed, 2);
    await tell(feed, 7, 'incidents/inc-2');
    const again = await (await connect({ 'last-event-id': 'life.1' })).until('"seq":7');
    expect(again).toContain('id: life.2\n');
    expect(again).not.toContain('"seq":1');
    expect(again).not.toContain('reset');
  });

  it('tells whoever was away for too long, or before this start, to read everything again', async () => {
    const feed = localFeed('life');
    server = await served(feed);
    await (await connect({ 'last-event-id': 'earlier.5' })).until('event: reset');
    for (let seq = 1; seq <= 1_100; seq += 1) await tell(feed, seq);
    await (await connect({ 'last-event-id': 'life.3' })).until('event: reset');
  });

  it('takes a token, and as many streams of one reader as are useful', async () => {
    server = await served(localFeed('life'));
    expect((await connect({ authorization: 'Bearer nobody' })).response.status).toBe(401);
    const all = await Promise.all(Array.from({ length: 20 }, () => connect()));
    expect(all.map(({ response }) => response.status)).toEqual(all.map(() => 200));
    expect((await connect()).response.status).toBe(429);
    all[0]?.abort.abort();
    for (let tries = 0; tries < 100; tries += 1) {
      if ((await connect()).response.status === 200) return;
      await after(20);
    }
    throw new Error('a stream that was closed still counts');
  });

  it('ends with its server', async () => {
    server = await served(localFeed('life'));
    const { until } = await connect();
    await until(': connected');
    const ends = expect(until('never said')).rejects.toThrow();
    await server.close();
    await ends;
  });

  it('goes on when another server of the process closes', async () => {
    const feed = localFeed('life');
    server = await served(feed);
    const { until } = await connect();
    await until(': connected');
    await (await served(localFeed('other'))).close();
    await tell(feed, 1);
    await until('"seq":1');
  });
});
