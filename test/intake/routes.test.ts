import { describe, expect, it, test } from 'vitest';
import { routes as apiRoutes } from '../../api/table.ts';
import { COMPATIBLE_DOORS } from '../../intake/receive-compatible.ts';
import { ALERT_DOORS } from '../../intake/receive-request.ts';
import { type IntakeRoute, ROUTES, routeOf } from '../../intake/routes.ts';

/** An address that the row's pattern stands for. */
const exampleOf = ({ path }: IntakeRoute): string => path.replace('{proxy+}', 'x/y').replace(/\{\w+\}/g, 'x');

const methodOf = ({ method }: IntakeRoute): string => (method === 'ANY' ? 'PATCH' : method);

describe('the table of routes', () => {
  test.each(ROUTES.map((route) => [`${route.method} ${route.path}`, route] as const))(
    '%s finds its row',
    (_, route) => {
      expect(routeOf(methodOf(route), exampleOf(route))).toBe(route);
    },
  );

  it('names no address twice', () => {
    const keys = ROUTES.map(({ method, path }) => `${method} ${path}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('has a door for each row, but for what the API, the AWS protocols and the watch answer', () => {
    const doors = Object.keys({ ...COMPATIBLE_DOORS, ...ALERT_DOORS });
    expect(doors.toSorted()).toEqual(
      [...new Set(ROUTES.map(({ served }) => served))]
        .filter((s) => !['api', 'aws-protocols', 'metrics'].includes(s))
        .toSorted(),
    );
  });

  it('is served alike by whatever function its requests come to', () => {
    const twice = Object.entries<unknown>(COMPATIBLE_DOORS).filter(([served]) => served in ALERT_DOORS);
    expect(twice.map(([served]) => served)).toEqual(['pagerduty-event']);
    for (const [served, door] of twice) expect(Object.entries(ALERT_DOORS)).toContainEqual([served, door]);
  });

  it.each([
    ['POST', '/v2/enqueue/', 'pagerduty-event'],
    ['GET', '/v2/alerts', 'opsgenie'],
    ['POST', '/v2/enqueue/more', 'opsgenie'],
    ['POST', '/in/report/key', 'report'],
    ['POST', '/in/email', 'mail-by-request'],
    ['POST', '/in/email/key', 'mail-by-request'],
    ['POST', '/in/emails/key', 'source'],
    ['POST', '/in/report', 'report'],
    ['POST', '/in/report/key/', 'report'],
    ['POST', '/in/reports/key', 'source'],
    ['POST', '/v1/incidents/create', 'opsgenie'],
    ['post', '/v1/incidents/create/', 'opsgenie'],
    ['GET', '/v1/incidents/create', 'api'],
    ['GET', '/v1/json/prometheus', 'api'],
    ['POST', '/v1/json/prometheus', 'opsgenie'],
    ['POST', '/api/v2/alerts', 'own-api'],
    ['GET', '/v1/incidents/requests/x', 'opsgenie'],
    ['GET', '/v1/maintenance', 'opsgenie'],
    ['POST', '/', 'aws-protocols'],
    ['GET', '/', undefined],
    ['POST', '/in', undefined],
    ['POST', '/in/', undefined],
    ['POST', '/inside', undefined],
    ['GET', '/acknowledge/a/b', undefined],
  ])('%s %s is served by %s', (method, path, served) => {
    expect(routeOf(method, path)?.served).toBe(served);
  });

  it('lets the API answer without a sign-in exactly what the API says is for anybody', () => {
    const open = apiRoutes.filter(({ role }) => role === 'anybody').map(({ path }) => path);
    const rows = ROUTES.filter(({ served, noSignIn }) => served === 'api' && noSignIn).map(({ path }) => path);
    expect([...new Set(open)].toSorted()).toEqual(rows.toSorted());
  });

  test.each(apiRoutes.map(({ method, path }) => [method, path] as const))('the API answers %s %s', (method, path) => {
    expect(routeOf(method, path.replace(/\{\w+\}/g, 'x'))?.served).toBe('api');
  });
});
