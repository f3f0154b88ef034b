import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Integration } from '../../../domain/configuration/integration.ts';
import { acceptEvents } from '../../../intake/aws/accept-events.ts';
import { overrideFields } from '../../../intake/message/override-fields.ts';
import type { SimulatedPorts } from '../../../simulation/simulated-ports.ts';
import { SOURCES } from '../../../sources/index.ts';
import { ask, compatiblePorts } from '../../fakes/compatible.ts';
import { keyOf, sendTo } from '../../fakes/intake.ts';
import { portsWith } from '../../fakes/intake-of-sources.ts';
import { bodyOf } from '../../fakes/signal-of.ts';
import { fixturesOf, integrationOf, parseWith } from '../../fakes/source-fixtures.ts';

/** Ports with one integration `<source>-1` of this source, changed. */
const configured = (source: string, changes: Partial<Integration>): SimulatedPorts => {
  const ports = portsWith(source);
  const { current } = ports.configured;
  const integrations = current.integrations.map((one) => (one.id === `${source}-1` ? { ...one, ...changes } : one));
  ports.configured.current = { ...current, integrations };
  return ports;
};

const alertsIn = (ports: SimulatedPorts) => [...ports.stores.held.alerts.values()];
const pathOf = (source: string) => `/in/${source}/${keyOf(`${source}-1`)}`;

describe('a deduplication key from a field of the integration’s choosing', () => {
  const event = (action: string, alarm: string, unique: string) => ({
    routing_key: keyOf('pagerduty-1'),
    event_action: action,
    dedup_key: unique,
    payload: { summary: 'CPU', source: 'h1', severity: 'warning', custom_details: { alarm_id: alarm } },
  });

  it.each(['custom_details.alarm_id', 'payload.custom_details.alarm_id', 'labels.alarm_id'])(
    'joins events of PagerDuty whose own keys differ, by %s: netdata’s CLEAR ends its alarm',
    async (dedupKeyFrom) => {
      const ports = configured('pagerduty', { dedupKeyFrom });
      await sendTo(ports, '/v2/enqueue', event('trigger', '1600', 'event-1'));
      const answer = await sendTo(ports, '/v2/enqueue', event('resolve', '1600', 'event-2'));
      // Clients keep what they are answered: it stays theirs.
      expect(answer.json).toMatchObject({ status: 'success', dedup_key: 'event-2' });
      expect(alertsIn(ports)).toMatchObject([{ dedupKey: '1600', status: 'resolved' }]);
    },
  );

  it('joins events of PagerDuty’s API v1', async () => {
    const ports = configured('pagerduty', { dedupKeyFrom: 'custom_details.alarm_id' });
    const v1 = (type: string, key: string) => ({
      service_key: keyOf('pagerduty-1'),
      event_type: type,
      incident_key: key,
      description: 'CPU',
      details: { alarm_id: 7 },
    });
    await sendTo(ports, '/generic/2010-04-15/create_event.json', v1('trigger', 'a'));
    await sendTo(ports, '/generic/2010-04-15/create_event.json', v1('resolve', 'b'));
    expect(alertsIn(ports)).toMatchObject([{ dedupKey: '7', status: 'resolved' }]);
  });

  it('is joined of several fields, each looked for in its own alert of a notification, then in the whole', async () => {
    const ports = configured('alertmanager', { dedupKeyFrom: ['groupLabels.cluster', 'labels.alertname'] });
    const alert = (alertname: string, pod: string) => ({
      status: 'firing',
      labels: { alertname, pod },
      startsAt: '2026-11-21T19:00:00Z',
      fingerprint: pod,
    });
    const body = {
      groupLabels: { cluster: 'eu' },
      alerts: [alert('OutOfMemory', 'a'), alert('OutOfMemory', 'b'), alert('DiskFull', 'c')],
    };
    await sendTo(ports, pathOf('alertmanager'), body);
    expect(alertsIn(ports).map(({ dedupKey }) => dedupKey)).toEqual(['eu:OutOfMemory', 'eu:DiskFull']);
  });

  it('is taken from plain alerts, CloudEvents in every mode, and events of AWS', async () => {
    const generic = configured('generic', { dedupKeyFrom: 'check' });
    await sendTo(generic, pathOf('generic'), [
      { title: 'one', check: 'c1' },
      { title: 'two', check: 'c1' },
    ]);
    expect(alertsIn(generic)).toMatchObject([{ dedupKey: 'c1' }]);

    const events = configured('cloudevents', { dedupKeyFrom: 'data.check' });
    const attributes = { specversion: '1.0', id: '1', source: '/a', type: 'com.example.failed' };
    await sendTo(events, pathOf('cloudevents'), { ...attributes, data: { title: 'a', check: 'c1' } });
    await sendTo(events, pathOf('cloudevents'), [{ ...attributes, data: { title: 'b', check: 'c1' } }]);
    const headers = { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/b', 'ce-type': 'com.example.broken' };
    await sendTo(events, pathOf('cloudevents'), { title: 'c', check: 'c1' }, { headers });
    expect(alertsIn(events)).toMatchObject([{ dedupKey: 'c1', count: 3 }]);

    const aws = configured('aws-events', { dedupKeyFrom: ['source', 'region'] });
    await acceptEvents(aws, 'aws-events-1', [bodyOf('ecs', 'firing.deployment')]);
    expect(alertsIn(aws)[0]?.dedupKey).toMatch(/^aws\.ecs:/);
  });

  it('is taken after the mapping', async () => {
    const ports = configured('generic', {
      mapping: '{ "title": name, "check": $string(id) }',
      dedupKeyFrom: 'check',
    });
    await sendTo(ports, pathOf('generic'), { name: 'Disk', id: 12 });
    expect(alertsIn(ports)).toMatchObject([{ dedupKey: '12' }]);
  });

  it('joins alerts of Opsgenie, which clients still name by their aliases', async () => {
    const ports = compatiblePorts({
      integrations: [{ id: 'genie', source: 'opsgenie', service: 'checkout', dedupKeyFrom: 'details.alarm' }],
    });
    const create = (alias: string) =>
      ask(ports, 'POST', '/v2/alerts', { message: 'CPU', alias, details: { alarm: 9 } });
    await create('event-1');
    await create('event-2');
    expect(alertsIn(ports)).toMatchObject([{ dedupKey: '9', count: 2 }]);
    const read = await ask(ports, 'GET', '/v2/alerts/event-2?identifierType=alias');
    expect(read.json.data).toMatchObject({ message: 'CPU', count: 2 });
    await ask(ports, 'POST', '/v2/alerts/event-2/close?identifierType=alias', {});
    expect(alertsIn(ports)).toMatchObject([{ status: 'resolved' }]);
    expect((await ask(ports, 'GET', '/v2/alerts/event-3?identifierType=alias')).status).toBe(404);
  });

  it.each([
    ['missing', {}],
    ['an object', { check: {} }],
    ['empty', { check: '' }],
    ['null', { check: null }],
  ])('stays the source’s where the field is %s, and says so', async (_what, more) => {
    const ports = configured('generic', { dedupKeyFrom: 'check' });
    const answer = await sendTo(ports, pathOf('generic'), { title: 'a', key: 'own', ...more });
    expect(answer).toMatchObject({
      status: 202,
      json: { accepted: 1, warnings: [expect.stringContaining('"generic-1" have no usable field "check"')] },
    });
    expect(alertsIn(ports)).toMatchObject([{ dedupKey: 'own' }]);
    expect(ports.collected.happenings).toContainEqual(expect.objectContaining({ kind: 'incomplete-message' }));
  });

  it('says once how many alerts of a message lack it', async () => {
    const ports = configured('generic', { dedupKeyFrom: 'check' });
    const { json } = await sendTo(ports, pathOf('generic'), [{ title: 'a', check: 1 }, { title: 'b' }, { title: 'c' }]);
    expect(json.warnings).toEqual([expect.stringMatching(/^2 of 3 messages/)]);
  });
});

describe('a service from a field of the integration’s choosing', () => {
  it('routes alerts', async () => {
    const ports = configured('generic', { serviceFrom: 'tags.component' });
    await sendTo(ports, pathOf('generic'), { title: 'a', service: 'search', tags: { component: 'shop-checkout' } });
    expect(alertsIn(ports)).toMatchObject([{ serviceId: 'checkout' }]);
  });

  it('falls back to the service that the source found', async () => {
    const ports = configured('generic', { serviceFrom: 'component' });
    await sendTo(ports, pathOf('generic'), { title: 'a', service: 'search' });
    expect(alertsIn(ports)).toMatchObject([{ serviceId: 'search' }]);
  });

  it('routes changes too', async () => {
    const ports = configured('pagerduty', { serviceFrom: 'custom_details.app' });
    await sendTo(ports, '/v2/change/enqueue', {
      routing_key: keyOf('pagerduty-1'),
      payload: { summary: 'Deployed', custom_details: { app: 'checkout' } },
    });
    expect([...ports.stores.held.changes.values()]).toMatchObject([{ serviceId: 'checkout' }]);
  });
});

describe.each(SOURCES.map(({ id }) => id))('severityOverrides with %s', (id) => {
  it('count for every word that it has for a severity', () => {
    for (const { name, body } of fixturesOf(id)) {
      for (const { nativeSeverity, severity } of parseWith(id, body).signals) {
        if (nativeSeverity === undefined) continue;
        const other = severity === 'critical' ? 'info' : 'critical';
        const integration = { severityOverrides: { [nativeSeverity]: other } as const };
        const overridden = parseWith(id, body, { integration }).signals.filter(
          (one) => one.nativeSeverity === nativeSeverity,
        );
        expect(
          overridden.map((one) => one.severity),
          name,
        ).toEqual(overridden.map(() => other));
      }
    }
  });
});

describe('severityOverrides of *', () => {
  it('counts for words that are not listed and for messages without one', async () => {
    const ports = configured('generic', { severityOverrides: { '*': 'critical', minor: 'info' } });
    await sendTo(ports, pathOf('generic'), [
      { title: 'a' },
      { title: 'b', severity: 'warning' },
      { title: 'c', severity: 'Minor' },
    ]);
    expect(alertsIn(ports).map(({ severity }) => severity)).toEqual(['critical', 'critical', 'info']);
  });

  it('counts for senders that know no severities', async () => {
    const ports = configured('uptimerobot', { severityOverrides: { '*': 'critical' } });
    await sendTo(ports, pathOf('uptimerobot'), bodyOf('uptimerobot', 'firing'));
    expect(alertsIn(ports)).toMatchObject([{ severity: 'critical' }]);
  });
});

it('never throws and changes nothing else, whatever the path, the body and the source', () => {
  const name = fc.oneof(fc.constantFrom('__proto__', 'constructor', 'labels', 'alerts', '0', 'length'), fc.string());
  const path = fc.array(name, { minLength: 1, maxLength: 16 }).map((names) => names.join('.'));
  const hostile = fc.oneof(
    fc.constant(JSON.parse('{"__proto__":{"a":"x"},"constructor":[1]}')),
    fc.constant('x'.repeat(100_000)),
    fc.constant({ labels: 'x'.repeat(100_000), 0: ['y'] }),
    fc.jsonValue({ maxDepth: 5 }),
  );
  const fixture = fc.constantFrom(...SOURCES.flatMap(({ id }) => fixturesOf(id).map(({ body }) => ({ id, body }))));
  fc.assert(
    fc.property(
      fixture,
      fc.array(path, { minLength: 1, maxLength: 8 }),
      path,
      hostile,
      (from, keys, service, place) => {
        const parsed = parseWith(from.id, from.body);
        const integration = integrationOf(from.id, { dedupKeyFrom: keys, serviceFrom: service });
        const places = parsed.signals.map(() => place);
        const result = overrideFields({ ...parsed, places }, { body: from.body, integration });
        expect(result.signals).toHaveLength(parsed.signals.length);
        for (const [i, signal] of result.signals.entries()) {
          expect(signal.dedupKey.length).toBeGreaterThan(0);
          expect(signal.dedupKey.length).toBeLessThanOrEqual(2048);
          expect(signal.service?.length ?? 0).toBeLessThanOrEqual(256);
          expect({ ...signal, dedupKey: '', service: '' }).toEqual({ ...parsed.signals[i], dedupKey: '', service: '' });
        }
        expect(({} as Record<string, unknown>).a).toBeUndefined();
      },
    ),
    { numRuns: 2000 },
  );
});
