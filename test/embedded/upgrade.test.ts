import { execFile } from 'node:child_process';
import { cpSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { Bench } from './muster-process.ts';
import { KEPT_COMMITS, keptIn, Upgraded } from './upgraded.ts';

const run = promisify(execFile);
const bench = new Bench();
afterEach(() => bench.clear());

const begun: Upgraded[] = [];
const upgrade = async (commit: string, seconds = 20): Promise<Upgraded> => {
  const upgraded = await Upgraded.from(commit, seconds);
  begun.push(upgraded);
  return upgraded;
};
afterEach(async () => {
  for (const upgraded of begun.splice(0)) await upgraded.end();
});

/** What the API shows of an incident, as far as an upgrade could lose it. */
interface Shown {
  readonly incidentId: string;
  readonly number: string;
  readonly title: string;
  readonly status: string;
  readonly major: string;
  readonly severity: string;
  readonly serviceId: string;
  readonly environment: string;
  readonly firing: number;
  readonly roles: Readonly<Record<string, { readonly personId: string }>>;
  readonly pagings: Readonly<
    Record<
      string,
      {
        readonly pagingId: string;
        readonly purpose: string;
        readonly status: string;
        readonly level: number;
        readonly acknowledgeBy: string;
        readonly pages: readonly { readonly personId: string; readonly level: number }[];
      }
    >
  >;
}

const shownOf = ({ incidentId, number, title, status, major, severity, serviceId, environment, ...more }: Shown) => ({
  ...{ incidentId, number, title, status, major, severity, serviceId, environment, firing: more.firing },
  roles: Object.fromEntries(Object.entries(more.roles).map(([role, { personId }]) => [role, personId])),
  pagings: Object.values(more.pagings).map(({ pagingId, purpose, status: stands, level, acknowledgeBy, pages }) => ({
    ...{ pagingId, purpose, status: stands, level, acknowledgeBy },
    people: pages.map((page) => `${page.personId}@${page.level}`),
  })),
});

const CHECKOUT = 'INC-2026-0008';
const CHECKOUT_ALARM = { title: 'Checkout is down', severity: 'critical', service: 'checkout', key: 'down' };
const REPORT_ALARM = {
  title: 'The report has no rows',
  severity: 'error',
  service: 'reporting',
  key: 'rows',
  labels: { report: 'daily' },
};

describe.each(KEPT_COMMITS)('A data directory of commit %s', (commit) => {
  it('holds what it held: incidents, what is known of them, who was paged', async () => {
    const upgraded = await upgrade(commit);
    for (const { hash, seq, ...facts } of upgraded.expected.incidents) {
      // Until it said so, what had ended went on to count alerts that fire.
      const isOver = ['resolved', 'closed', 'merged'].includes(facts.status);
      expect(shownOf(await upgraded.get<Shown>(`/v1/incidents/${facts.incidentId}`))).toEqual(
        isOver ? { ...facts, firing: 0 } : facts,
      );
      const ofIncident = upgraded.expected.alerts.filter(({ incidentId }) => incidentId === facts.incidentId);
      const shown = await upgraded.items<(typeof ofIncident)[number]>(`/v1/incidents/${facts.incidentId}/alerts`);
      expect(shown.map(({ alertId, status }) => `${alertId} ${status}`).sort()).toEqual(
        ofIncident.map(({ alertId, status }) => `${alertId} ${status}`).sort(),
      );
      const commits = await upgraded.items<{ seq: number; hash: string }>(`/v1/incidents/${facts.incidentId}/commits`);
      expect(commits.find((one) => one.seq === seq)?.hash).toBe(hash);
    }
    const listed = await upgraded.items<{ number: string; status: string; severity: string }>('/v1/incidents');
    expect(listed.map(({ number, status, severity }) => ({ number, status, severity }))).toEqual(
      upgraded.expected.incidents.map(({ number, status, severity }) => ({ number, status, severity })),
    );
    expect(await upgraded.items('/v1/quarantine')).toHaveLength(upgraded.expected.quarantined);
    expect(upgraded.failures).toEqual([]);
  });

  it('has a record that is whole', async () => {
    const upgraded = await upgrade(commit);
    for (const { incidentId } of upgraded.expected.incidents) {
      expect(await upgraded.get(`/v1/incidents/${incidentId}/verification`)).toMatchObject({ ok: true });
    }
  });

  it('pages nobody twice, and goes on paging when it is time', async () => {
    const upgraded = await upgrade(commit);
    expect(upgraded.sentSince()).toEqual([]);
    await upgraded.pass(4.5);
    expect(upgraded.sentSince().filter((sent) => sent.startsWith(`${CHECKOUT} resolver`))).toEqual([
      `${CHECKOUT} resolver 1 ana@kestrel.example`,
      `${CHECKOUT} resolver 2 +447700900002`,
    ]);
    await upgraded.pass(10);
    expect(new Set(upgraded.messages().map(({ idempotencyKey }) => idempotencyKey)).size).toBe(
      upgraded.messages().length,
    );
    expect(upgraded.failures).toEqual([]);
  });

  it('keeps its deadlines: who must decide, what is promised, what is watched', async () => {
    const upgraded = await upgrade(commit);
    const standing = async (number: string): Promise<string> => {
      const { major, status } = await upgraded.get<Shown>(`/v1/incidents/${number}`);
      return `${major}/${status}`;
    };
    await upgraded.pass(13);
    expect(await standing(CHECKOUT)).toBe('candidate/open');
    await upgraded.pass(7);
    expect(await standing(CHECKOUT)).toBe('accepted/open');
    expect(await standing('INC-2026-0003')).toBe('accepted/mitigated');
    const commits = await upgraded.items<{ events: { type: string }[] }>('/v1/incidents/INC-2026-0003/commits');
    expect(commits.flatMap(({ events }) => events.map(({ type }) => type))).toContain('RecoveryWatchExtended');
  });

  it('knows its alerts when their senders repeat them, and pages nobody for that', async () => {
    const upgraded = await upgrade(commit);
    const { group, sending } = upgraded.expected;
    expect((await upgraded.ask('POST', sending.generic, CHECKOUT_ALARM)).status).toBe(202);
    expect((await upgraded.ask('POST', sending.alertmanager, group)).status).toBeLessThan(300);
    expect(await upgraded.items('/v1/incidents')).toHaveLength(upgraded.expected.incidents.length);
    expect(upgraded.sentSince()).toEqual([]);
  });

  it('ends what its senders say is over, a group that several feeds told of among it', async () => {
    const upgraded = await upgrade(commit);
    const { group, sending } = upgraded.expected;
    await upgraded.ask('POST', sending.generic, { ...CHECKOUT_ALARM, status: 'resolved' });
    expect(await upgraded.get<Shown>(`/v1/incidents/${CHECKOUT}`)).toMatchObject({ status: 'open', firing: 0 });
    const over = group
      .replaceAll('"status":"firing"', '"status":"resolved"')
      .replaceAll('0001-01-01T00:00:00Z', '2026-11-21T03:10:45Z');
    await upgraded.ask('POST', sending.alertmanager, over);
    // A recovery counts when it has lasted.
    await upgraded.pass(3.5);
    for (const number of [CHECKOUT, 'INC-2026-0004'])
      expect(await upgraded.get<Shown>(`/v1/incidents/${number}`)).toMatchObject({ status: 'resolved', firing: 0 });
  });

  it('still holds back what a maintenance window covers, until it ends', async () => {
    for (const { seconds, incidents } of [
      { seconds: 20, incidents: 0 },
      { seconds: 3 * 3600, incidents: 1 },
    ]) {
      const upgraded = await upgrade(commit, seconds);
      await upgraded.ask('POST', upgraded.expected.sending.generic, REPORT_ALARM);
      const all = await upgraded.items<{ serviceId: string }>('/v1/incidents');
      expect(all.filter(({ serviceId }) => serviceId === 'reporting')).toHaveLength(incidents);
    }
  });

  it('honours the links in messages that left before', async () => {
    const upgraded = await upgrade(commit);
    const page = upgraded
      .messages()
      .find(({ data }) => data?.incident?.number === CHECKOUT && data.page?.purpose === 'resolver');
    const { pathname } = new URL(page?.data?.acknowledgeUrl ?? '');
    expect((await upgraded.ask('GET', pathname)).status).toBe(200);
    const resolver = async () => {
      const { pagings } = await upgraded.get<Shown>(`/v1/incidents/${CHECKOUT}`);
      return Object.values(pagings).find(({ purpose }) => purpose === 'resolver')?.status;
    };
    expect(await resolver()).toBe('paging');
    expect((await upgraded.ask('POST', pathname)).status).toBe(200);
    expect(await resolver()).toBe('acknowledged');
    await upgraded.pass(10);
    expect(upgraded.sentSince().filter((sent) => sent.startsWith(`${CHECKOUT} resolver`))).toEqual([]);
  });

  it('starts as a process, long after, and is whole to `muster verify --all`', async () => {
    const data = bench.directory();
    cpSync(keptIn(commit, 'data'), data, { recursive: true });
    const muster = bench.start({ MUSTER_DATA: data, MUSTER_CONFIG: keptIn(commit, 'configuration') });
    const { token, url } = await muster.whenReady();
    const { stdout } = await run(process.execPath, ['cli/main.ts', '--json', 'verify', '--all'], {
      env: { PATH: process.env.PATH ?? '', MUSTER_URL: url, MUSTER_TOKEN: token },
    });
    const { items } = JSON.parse(stdout) as { readonly items: readonly { readonly ok: boolean }[] };
    expect(items.length).toBeGreaterThanOrEqual(8);
    expect(items.filter(({ ok }) => !ok)).toEqual([]);
  });
});
