import { describe, expect, it } from 'vitest';
import type { Route } from '../../api/route.ts';
import { queryNames } from '../../api/serve-route.ts';
import { routes } from '../../api/table.ts';
import { apiOnFakes } from './api-on-fakes.ts';

const named = (route: Route): [string, Route] => [`${route.method.toUpperCase()} ${route.path}`, route];
const outbox = async () => [];

const refusalOf = async ({ method, path }: Route, query: string) => {
  const { app } = apiOnFakes({ outbox });
  const response = await app.request(`${path.replaceAll(/\{\w+\}/g, 'x')}?${query}`, {
    method: method.toUpperCase(),
    headers: { authorization: 'Bearer admin' },
  });
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
};

describe('a query parameter that is not known', () => {
  it.each(routes.filter(({ path }) => path.startsWith('/v1/')).map(named))('is refused by %s', async (_, route) => {
    const { status, json } = await refusalOf(route, 'cursor=x');
    expect([status, json.code]).toEqual([400, 'invalid-request']);
    expect(json.errors).toMatchObject([{ path: 'cursor' }]);
    for (const name of queryNames(route)) expect(json.detail).toContain(name);
  });

  it('is said to be a misspelling where it is one, however long and many they are', async () => {
    const [listIncidents] = routes.filter(({ operationId }) => operationId === 'listIncidents');
    if (!listIncidents) throw new Error('there is no such route');
    const { json } = await refusalOf(listIncidents, 'limits=5');
    expect(json).toMatchObject({ errors: [{ path: 'limits', reason: 'is not known here. Did you mean "limit"?' }] });
    const many = Array.from({ length: 500 }, (_, i) => `${'q'.repeat(200)}${i}=`).join('&');
    expect(JSON.stringify((await refusalOf(listIncidents, many)).json).length).toBeLessThan(5_000);
    expect((await refusalOf(listIncidents, 'severity=SEV9')).status).toBe(400);
    expect((await refusalOf(listIncidents, '__proto__=x&constructor=y')).status).toBe(400);
  });

  it('is nothing to a page that a link opens: mail programs add to addresses', async () => {
    expect((await apiOnFakes().get('/healthz?probe=1', '')).status).toBe(200);
    expect((await apiOnFakes().get('/alert/detail/abc?utm_source=mail', '')).status).toBe(302);
  });
});
