import { describe, expect, it } from 'vitest';
import { alerted, apiOnFakes, opened } from './api-on-fakes.ts';

const good = { title: 'Payments fail', service: 'checkout' };
const json = async (response: Response) =>
  (await response.json()) as Record<string, unknown> & { seq: number; incidentId: string; number: string };

describe('reading what may be unchanged', () => {
  it('is 304 without a body while the ETag is the one', async () => {
    const api = apiOnFakes();
    const { incidentId, seq } = await opened(api);
    for (const tag of [`"${seq}"`, `W/"${seq}"`, `"0", "${seq}"`, '*']) {
      const response = await api.get(`/v1/incidents/${incidentId}`, 'viewer', { 'if-none-match': tag });
      expect([tag, response.status, await response.text()]).toEqual([tag, 304, '']);
      expect(response.headers.get('etag')).toBe(`"${seq}"`);
    }
    await api.post(`/v1/incidents/${incidentId}/add-note`, { text: 'news' });
    const changed = await api.get(`/v1/incidents/${incidentId}`, 'viewer', { 'if-none-match': `"${seq}"` });
    expect([changed.status, changed.headers.get('etag')]).toEqual([200, `"${seq + 1}"`]);
  });

  it('answers HEAD without a body', async () => {
    const api = apiOnFakes();
    const { incidentId } = await opened(api);
    const response = await api.app.request(`/v1/incidents/${incidentId}`, {
      method: 'HEAD',
      headers: { authorization: 'Bearer viewer' },
    });
    expect([response.status, await response.text()]).toEqual([200, '']);
  });
});

describe('changing what was read', () => {
  it('is 412 when it has changed since, and nothing is written', async () => {
    const api = apiOnFakes();
    const { incidentId, seq } = await opened(api);
    const first = await api.post(`/v1/incidents/${incidentId}/add-note`, { text: 'one' }, 'responder', {
      'if-match': `"${seq}"`,
    });
    expect([first.status, first.headers.get('etag')]).toEqual([200, `"${seq + 1}"`]);
    const stale = await api.post(`/v1/incidents/${incidentId}/add-note`, { text: 'two' }, 'responder', {
      'if-match': `"${seq}"`,
    });
    expect(await json(stale)).toMatchObject({ status: 412, code: 'version-conflict', seq: seq + 1 });
    expect(api.ports.stores.held.commits.get(incidentId)).toHaveLength(seq + 1);
  });

  it.each(['"1"', '1', 'W/"1"', '*'])('takes %s for the first commit', async (tag) => {
    const api = apiOnFakes();
    const { incidentId } = await opened(api);
    const { status } = await api.post(`/v1/incidents/${incidentId}/investigate`, {}, 'responder', { 'if-match': tag });
    expect(status).toBe(200);
  });

  it('is 400 for an If-Match that is no ETag of ours', async () => {
    const api = apiOnFakes();
    const { incidentId } = await opened(api);
    expect(
      (await api.post(`/v1/incidents/${incidentId}/investigate`, {}, 'responder', { 'if-match': 'seven' })).status,
    ).toBe(400);
  });
});

describe('a repeated Idempotency-Key', () => {
  const key = { 'idempotency-key': 'try-1' };

  it('finds the same incident for the same request, with the same answer, and no other', async () => {
    const api = apiOnFakes();
    const first = await api.post('/v1/incidents', good, 'responder', key);
    const body = await json(first);
    expect(body.incidentId).toMatch(/^inc-[0-9a-f]{26}$/);
    await api.post(`/v1/incidents/${body.incidentId}/add-note`, { text: 'meanwhile' });
    const second = await api.post('/v1/incidents', good, 'responder', key);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(await json(second)).toEqual(body);
    expect(api.ports.stores.held.commits.size).toBe(1);
  });

  it('is 409 for another request', async () => {
    const api = apiOnFakes();
    await api.post('/v1/incidents', good, 'responder', key);
    const other = await api.post('/v1/incidents', { ...good, title: 'Something else' }, 'responder', key);
    expect(await json(other)).toMatchObject({ status: 409, code: 'idempotency-conflict' });
  });

  it('belongs to whoever sent it', async () => {
    const api = apiOnFakes();
    const one = await json(await api.post('/v1/incidents', good, 'responder', key));
    const two = await json(await api.post('/v1/incidents', good, 'manager', key));
    expect(two.incidentId).not.toBe(one.incidentId);
  });

  it('answers a repeated command as the first time, whatever happened since', async () => {
    const api = apiOnFakes();
    const { incidentId } = await opened(api);
    const note = () => api.post(`/v1/incidents/${incidentId}/add-note`, { text: 'once' }, 'responder', key);
    const first = await json(await note());
    await api.post(`/v1/incidents/${incidentId}/add-note`, { text: 'later' });
    expect(await json(await note())).toEqual(first);
    expect(api.ports.stores.held.commits.get(incidentId)).toHaveLength(first.seq + 1);
    const other = await api.post(`/v1/incidents/${incidentId}/add-note`, { text: 'another' }, 'responder', key);
    expect(await json(other)).toMatchObject({ status: 409, code: 'idempotency-conflict' });
  });

  it('is answered as the first time also when the ETag of the request is stale by its own doing', async () => {
    const api = apiOnFakes();
    const { incidentId, seq } = await opened(api);
    const note = () =>
      api.post(`/v1/incidents/${incidentId}/add-note`, { text: 'once' }, 'responder', {
        ...key,
        'if-match': `"${seq}"`,
      });
    expect([(await note()).status, (await note()).status]).toEqual([200, 200]);
  });
});

describe('a list', () => {
  it('is read page by page to its end, each once, newest first', async () => {
    const api = apiOnFakes();
    for (let i = 0; i < 5; i += 1) {
      api.ports.time.now += 1000;
      await opened(api, { title: `number ${i}`, service: i % 2 ? 'search' : 'unrouted' });
    }
    const titles: string[] = [];
    let path: string | undefined = '/v1/incidents?limit=2&status=open,investigating&status=resolved';
    while (path) {
      const response: Response = await api.get(path);
      const page = (await response.json()) as { items: { title: string }[]; next?: string };
      titles.push(...page.items.map((item) => item.title));
      const link = response.headers.get('link');
      expect(link === null).toBe(page.next === undefined);
      path = link === null ? undefined : /^<(.*)>; rel="next"$/.exec(link)?.[1];
    }
    expect(titles).toEqual(['number 4', 'number 3', 'number 2', 'number 1', 'number 0']);
  });

  it('keeps to its filters', async () => {
    const api = apiOnFakes();
    await opened(api, { title: 'major', service: 'unrouted', declare: true });
    await opened(api, { title: 'other', service: 'search' });
    const titles = async (query: string) =>
      ((await (await api.get(`/v1/incidents?${query}`)).json()) as { items: { title: string }[] }).items.map(
        (i) => i.title,
      );
    expect(await titles('major=accepted')).toEqual(['major']);
    expect(await titles('service=search')).toEqual(['other']);
    expect(await titles('status=closed')).toEqual([]);
  });

  it('of commits follows their seq', async () => {
    const api = apiOnFakes();
    const { incidentId, seq } = await opened(api);
    await api.post(`/v1/incidents/${incidentId}/add-note`, { text: 'news' });
    const first = (await (await api.get(`/v1/incidents/${incidentId}/commits?limit=1`)).json()) as {
      items: { seq: number }[];
      next: string;
    };
    expect([first.items[0]?.seq, first.next]).toEqual([1, '1']);
    const rest = (await (await api.get(`/v1/incidents/${incidentId}/commits?next=${first.next}`)).json()) as {
      items: { seq: number }[];
      next?: string;
    };
    expect([rest.items.at(-1)?.seq, rest.next]).toEqual([seq + 1, undefined]);
  });
});

describe('the record of an incident', () => {
  it('explains the decision of the rules', async () => {
    const api = apiOnFakes();
    const incidentId = await alerted(api, 'checkout');
    const { items } = (await (await api.get(`/v1/incidents/${incidentId}/timeline`)).json()) as {
      items: {
        kind: string;
        actorName: string;
        event: { evaluation?: { ruleSetVersion: string; nearMisses: unknown[] } };
      }[];
    };
    const evaluated = items.find((entry) => entry.kind === 'TriggersEvaluated');
    expect(evaluated?.actorName).toBe('scripts');
    expect(evaluated?.event.evaluation?.ruleSetVersion).toBe(api.ports.configured.current.version);
    expect(evaluated?.event.evaluation?.nearMisses).toEqual([]);
  });

  it('says where the chain breaks', async () => {
    const api = apiOnFakes();
    const { incidentId, seq } = await opened(api);
    const verify = async () => (await api.get(`/v1/incidents/${incidentId}/verification`)).json();
    const chain = api.ports.stores.held.commits.get(incidentId) ?? [];
    expect(await verify()).toEqual({
      ok: true,
      commits: seq,
      head: chain.at(-1)?.hash,
      // What it was called by whoever opened it stands beside the chain.
      personal: { whole: 1, erased: 0, altered: 0, missing: 0 },
    });
    api.ports.stores.held.commits.set(
      incidentId,
      chain.map((c) => (c.seq === 1 ? { ...c, at: '2020-01-01T00:00:00.000Z' } : c)),
    );
    expect(await verify()).toMatchObject({ ok: false, break: { seq: 1, problem: 'altered' } });
  });

  it('masks addresses for viewers, and the path of a webhook for everybody', async () => {
    const api = apiOnFakes();
    const incidentId = await alerted(api, 'checkout');
    const { pageResponder } = await import('../../usecases/reach/page-responder.ts');
    for (const { job } of api.ports.collected.pages) await pageResponder(api.ports, job, false);
    const addresses = async (as: string) =>
      (
        (await (await api.get(`/v1/incidents/${incidentId}/deliveries`, as)).json()) as {
          items: { address: string; job?: unknown }[];
        }
      ).items;
    expect((await addresses('viewer'))[0]).toMatchObject({ address: '+49•••01' });
    expect((await addresses('responder'))[0]).toMatchObject({ address: '+491700000001' });
    expect((await addresses('responder'))[0]).not.toHaveProperty('job');
  });
});
