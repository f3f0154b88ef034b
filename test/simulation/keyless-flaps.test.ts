import { beforeEach, describe, expect, it } from 'vitest';
import { loadConfiguration } from '../../config/load.ts';
import { readConfiguration } from '../../config/read-configuration.ts';
import { brokenPromises } from '../../simulation/promises.ts';
import { SOURCES } from '../../sources/index.ts';
import { keyOf } from '../fakes/intake.ts';
import { fixturesOf, parseWith } from '../fakes/source-fixtures.ts';
import { Company } from './company.ts';

/** How bad it is, and what it is called, where that is not as ever. */
interface Said {
  readonly worse?: true;
  readonly title?: string;
}

/** A sender of which no two alerts have one key, as an integration of it. */
interface Keyless {
  readonly source: string;
  /** @returns the key under which it will say that this is over */
  readonly fires: (company: Company, integration: string, said?: Said) => Promise<string>;
  readonly recovers: (company: Company, integration: string, key: string) => Promise<unknown>;
}

let sent = 0;
const another = (): number => {
  sent += 1;
  return sent;
};

/** With a number that is another each time. */
const titled = (title = 'TRIGGERED: core/shop'): string => `${title} - ${50 + (another() % 40)}.5 % of requests fail`;

const eventsV2: Keyless = {
  source: 'pagerduty',
  fires: async (company, integration, { worse, title } = {}) => {
    const payload = { summary: titled(title), source: 'Gatus', severity: worse ? 'critical' : 'error' };
    const event = { routing_key: keyOf(integration), event_action: 'trigger', payload };
    return String((await company.hears('/v2/enqueue', event)).dedup_key);
  },
  recovers: (company, integration, key) =>
    company.hears('/v2/enqueue', { routing_key: keyOf(integration), event_action: 'resolve', dedup_key: key }),
};

const V1 = '/generic/2010-04-15/create_event.json';

const eventsV1: Keyless = {
  source: 'pagerduty',
  fires: async (company, integration, { title } = {}) => {
    const event = { service_key: keyOf(integration), event_type: 'trigger', description: titled(title) };
    return String((await company.hears(V1, event)).incident_key);
  },
  recovers: (company, integration, key) =>
    company.hears(V1, { service_key: keyOf(integration), event_type: 'resolve', incident_key: key }),
};

const genie = (integration: string): Record<string, string> => ({ authorization: `GenieKey ${keyOf(integration)}` });

const opsgenie: Keyless = {
  source: 'opsgenie',
  fires: async (company, integration, { worse, title } = {}) => {
    const body = { message: titled(title), priority: worse ? 'P1' : 'P2', entity: 'shop' };
    return String((await company.hears('/v2/alerts', body, genie(integration))).requestId);
  },
  recovers: (company, integration, key) => company.hears(`/v2/alerts/${key}/close`, {}, genie(integration)),
};

/** An id of its own for each time that it fires. */
const generic: Keyless = {
  source: 'generic',
  fires: async (company, integration, { worse, title } = {}) => {
    const body = { id: `event-${another()}`, title: titled(title), severity: worse ? 'critical' : 'error' };
    await company.hears(`/in/generic/${keyOf(integration)}`, body);
    return JSON.stringify(body);
  },
  recovers: (company, integration, key) =>
    company.hears(`/in/generic/${keyOf(integration)}`, { ...JSON.parse(key), status: 'resolved' }),
};

/** Where a vendor's message has the id of the incident, problem or cycle, which is another each time. */
const ID_AT: Readonly<Record<string, { readonly at: string; readonly fixtures?: readonly [string, string] }>> = {
  'azure-monitor': { at: 'data.essentials.alertId' },
  datadog: { at: 'cycle_key' },
  dynatrace: { at: 'PID' },
  'google-cloud-monitoring': { at: 'incident.incident_id' },
  'new-relic': { at: 'id' },
  sentry: { at: 'data.metric_alert.id', fixtures: ['firing.metric-alert', 'resolved.metric-alert'] },
  splunk: { at: 'incidentId', fixtures: ['firing.observability', 'resolved.observability'] },
  zabbix: { at: 'eventid' },
};

const bodyOf = (source: string, name: string): unknown => fixturesOf(source).find((one) => one.name === name)?.body;

/** A copy with another value at this place. */
const withId = (body: unknown, path: string, id: string): unknown => {
  const copy = structuredClone(body) as Record<string, unknown>;
  const names = path.split('.');
  const last = names.pop() as string;
  const place = names.reduce<Record<string, unknown>>((at, name) => at[name] as Record<string, unknown>, copy);
  place[last] = id;
  return copy;
};

const vendor = (source: string): Keyless => {
  const { at, fixtures: [fires, recovers] = ['firing', 'resolved'] } = ID_AT[source] as (typeof ID_AT)[string];
  const posts = (company: Company, integration: string, name: string, id: string): Promise<unknown> =>
    company.hears(`/in/${source}/${keyOf(integration)}`, withId(bodyOf(source, name), at, id));
  return {
    source,
    fires: async (company, integration) => {
      const id = `episode-${another()}`;
      await posts(company, integration, fires, id);
      return id;
    },
    recovers: (company, integration, key) => posts(company, integration, recovers, key),
  };
};

/** Whoever says it in words of its own. */
const FREE: Readonly<Record<string, Keyless>> = {
  "PagerDuty's events without dedup_key": eventsV2,
  "Opsgenie's alerts without alias": opsgenie,
  'plain JSON with an id for each event': generic,
};

const KEYLESS: Readonly<Record<string, Keyless>> = {
  ...FREE,
  "PagerDuty's events of v1 without incident_key": eventsV1,
  ...Object.fromEntries(Object.keys(ID_AT).map((source) => [source, vendor(source)])),
};

const example = loadConfiguration('config/example') as { readonly integrations: readonly object[] };
const integrations = [...new Set(Object.values(KEYLESS).map(({ source }) => source))].flatMap((source) => [
  { id: `${source}-routed`, source, service: 'recommendations', severityOverrides: { '*': 'error' } },
  { id: `${source}-anywhere`, source, severityOverrides: { '*': 'error' } },
]);
const configuration = await readConfiguration({ ...example, integrations: [...example.integrations, ...integrations] });

let company: Company;
beforeEach(() => {
  company = new Company(structuredClone(configuration));
});

describe.each(Object.entries(KEYLESS))('three flaps of a sender without keys page once: %s', (_, sender) => {
  const routed = `${sender.source}-routed`;

  it('while the recovery has not lasted', async () => {
    const keys = new Set<string>();
    for (let flap = 0; flap < 3; flap += 1) {
      const key = await sender.fires(company, routed);
      keys.add(key);
      await company.passes(0.05);
      await sender.recovers(company, routed, key);
      await company.passes(0.05);
    }
    expect(company.paged).toEqual(['ana-silva']);
    // Each is an alert of its own, which its sender can end.
    expect(keys.size).toBe(3);
    expect(company.incidents).toMatchObject([{ firing: 0, alerts: { total: 3 } }]);
    await company.passes(3.2);
    expect(company.incidents).toMatchObject([{ status: 'resolved', relapses: 0 }]);
    expect(brokenPromises(company.installation)).toEqual([]);
  });

  it('where nothing says what service it is about', async () => {
    const anywhere = `${sender.source}-anywhere`;
    for (let flap = 0; flap < 3; flap += 1)
      await sender.recovers(company, anywhere, await sender.fires(company, anywhere));
    expect(company.incidents).toHaveLength(1);
    expect(company.incident.pagings.p1?.pages).toHaveLength(1);
  });

  it('after the recovery has lasted: a relapse, which is held as that of every alert', async () => {
    await sender.recovers(company, routed, await sender.fires(company, routed));
    await company.passes(3.5);
    await sender.recovers(company, routed, await sender.fires(company, routed));
    expect(company.incidents).toMatchObject([{ relapses: 1 }]);
    expect(company.paged).toEqual(['ana-silva']);
  });

  it('after somebody acknowledged it, and is no news to them', async () => {
    const first = await sender.fires(company, routed);
    await company.passes(0.5);
    await company.asks('ana-silva', { type: 'acknowledge' });
    await sender.recovers(company, routed, first);
    await company.passes(1);
    await sender.fires(company, routed);
    await company.passes(70);
    expect(company.texts.filter(({ text }) => text.includes('new since you acknowledged'))).toEqual([]);
    expect(brokenPromises(company.installation)).toEqual([]);
  });
});

describe.each(Object.entries(FREE))('a sender without keys, %s', (_, sender) => {
  const routed = `${sender.source}-routed`;
  // Only a severity that its integration leaves as it is can become worse.
  beforeEach(() => {
    const plain = structuredClone(configuration) as { integrations: { severityOverrides: object }[] };
    for (const integration of plain.integrations) integration.severityOverrides = {};
    company = new Company(plain as typeof configuration);
  });

  it('pages again for what comes back worse, and for another condition', async () => {
    await sender.recovers(company, routed, await sender.fires(company, routed));
    await sender.recovers(company, routed, await sender.fires(company, routed, { worse: true }));
    expect(company.paged).toHaveLength(2);
    await sender.fires(company, routed, { worse: true, title: 'Queue' });
    expect(company.paged).toHaveLength(3);
    expect(company.lastText).toContain('Queue');
  });

  it('has news an hour after an acknowledgement, where another alert of the condition fires beside the one that was seen', async () => {
    await sender.fires(company, routed);
    await company.passes(0.5);
    await company.asks('ana-silva', { type: 'acknowledge' });
    await company.passes(61);
    expect(company.paged).toEqual(['ana-silva']);
    await sender.fires(company, routed);
    expect(company.paged).toEqual(['ana-silva', 'ana-silva']);
  });

  it('ends the alert whose key it names, and no other of the same condition', async () => {
    const first = await sender.fires(company, routed);
    const second = await sender.fires(company, routed);
    await sender.recovers(company, routed, first);
    expect(company.incident.firing).toBe(1);
    await sender.recovers(company, routed, second);
    expect(company.incident.firing).toBe(0);
  });
});

/** Who reads plain alerts: their ids are those of events where they name no key. */
const PLAIN = ['generic', 'standard-webhooks'];

it('every source whose key is of one time only is among them', () => {
  const told = SOURCES.filter(({ id }) =>
    fixturesOf(id).some(({ body }) => {
      try {
        return parseWith(id, body).signals.some(({ condition }) => condition !== undefined);
      } catch {
        return false;
      }
    }),
  ).map(({ id }) => id);
  expect(told.filter((id) => !PLAIN.includes(id)).toSorted()).toEqual(Object.keys(ID_AT).toSorted());
});
