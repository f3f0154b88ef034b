/**
 * The embedded server under a wall clock that is set back and forth while alerts, timers and recoveries run: nothing is lost, no timer
 * stops, no recovery comes too late. Debian's libfaketime sets the clock of the process alone; the one that nobody can set runs on, as
 * it does on a machine. Run with `npm run e2e:clock`; takes half a minute.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { exampleFile } from '../../../simulation/example-configuration.ts';
import { Bench, messagesIn, post } from '../../embedded/muster-process.ts';
import { eventually } from '../eventually.ts';

const LIBRARIES = ['x86_64', 'aarch64'].map((cpu) => `/usr/lib/${cpu}-linux-gnu/faketime/libfaketime.so.1`);
const library = LIBRARIES.find((path) => existsSync(path));
if (library === undefined) throw new Error(`No libfaketime at ${LIBRARIES.join(', ')}: apt-get install faketime`);

/** Seconds after which the second level is asked; it may come so much later on a busy machine. */
const LEVEL_SECONDS = 5;
const BUSY_SECONDS = 10;

/** In seconds from the real time; each is another setting of the clock. */
const SETTINGS = [-600, 0, 3600, -30, 90, -7200, 5, 0];

const bench = new Bench();
const directory = bench.directory();
const offset = join(directory, 'offset');
const setClock = (seconds: number): void => writeFileSync(offset, `${seconds < 0 ? '' : '+'}${seconds}\n`);

const configuration = {
  ...exampleFile,
  escalationPolicies: exampleFile.escalationPolicies.map((policy) => ({
    ...policy,
    levels: policy.levels.map((level) => ({ ...level, acknowledgeWithinSeconds: LEVEL_SECONDS })),
  })),
  integrations: [{ id: 'scripts', source: 'generic', service: 'search' }],
};
mkdirSync(join(directory, 'config'));
writeFileSync(join(directory, 'config', 'muster.yaml'), JSON.stringify(configuration));
setClock(0);

let passed = 0;
const holds = async (what: string, look: () => Promise<void>): Promise<void> => {
  await look();
  passed += 1;
  console.log(`ok: ${what}`);
};

interface Told {
  readonly outcome: string;
}
interface Alert {
  readonly dedupKey: string;
  readonly status: string;
  readonly count: number;
  readonly lastSeenAt: string;
}

try {
  const muster = bench.start({
    MUSTER_CONFIG: join(directory, 'config'),
    MUSTER_DATA: join(directory, 'data'),
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: offset,
    FAKETIME_NO_CACHE: '1',
    DONT_FAKE_MONOTONIC: '1',
  });
  const ready = await muster.whenReady();
  const send = async (key: string, changes: object = {}): Promise<string> => {
    const answer = await post(ready, 'scripts', { title: `${key} is broken`, key, severity: 'error', ...changes });
    assert.equal(answer.status, 202, `${key} was not accepted`);
    return ((await answer.json()) as { alerts: Told[] }).alerts[0]?.outcome ?? '';
  };
  const pagesTo = (address: string): number =>
    messagesIn(ready.outbox).filter((message) => message.address === address).length;
  const alertsNow = async (): Promise<Alert[]> => {
    const { items } = await muster.get<{ items: { incidentId: string }[] }>('/v1/incidents');
    const all = await Promise.all(
      items.map(({ incidentId }) => muster.get<{ items: Alert[] }>(`/v1/incidents/${incidentId}/alerts?limit=100`)),
    );
    return all.flatMap((page) => page.items);
  };

  await holds('the next level is paged in time while the clock is set back', async () => {
    const began = performance.now();
    assert.equal(await send('escalates'), 'opened');
    for (const seconds of SETTINGS) {
      setClock(seconds);
      await sleep(400);
    }
    await eventually(
      'Ben is paged',
      () => (pagesTo('ben@example.com') > 0 ? true : undefined),
      (LEVEL_SECONDS + BUSY_SECONDS) * 1000,
    );
    const seconds = (performance.now() - began) / 1000;
    assert.ok(seconds >= LEVEL_SECONDS - 1, `paged after ${seconds} s`);
    assert.ok(pagesTo('+491700000001') === 1, 'Ana is paged once');
  });

  await holds('what fires and ends between two settings ends, whatever the sender says of its time', async () => {
    for (const [i, seconds] of SETTINGS.entries()) {
      const timed = i % 2 === 0;
      // The sender's clock is right, and was never set.
      const at = () => (timed ? { occurred_at: new Date().toISOString() } : {});
      assert.equal(await send(`k${i}`, at()), 'opened');
      setClock(seconds);
      await sleep(50);
      assert.equal(await send(`k${i}`, at()), 'repeated');
      setClock(-seconds);
      await sleep(50);
      assert.equal(await send(`k${i}`, { ...at(), status: 'resolved' }), 'resolved', `k${i} at ${seconds} s`);
    }
  });

  await holds('nothing is lost, and each is counted as often as it came', async () => {
    assert.equal(await send('escalates', { status: 'resolved' }), 'resolved');
    const alerts = await alertsNow();
    assert.deepEqual(
      alerts.map(({ dedupKey }) => dedupKey).sort(),
      ['escalates', ...SETTINGS.map((_, i) => `k${i}`)].sort(),
    );
    assert.deepEqual([...new Set(alerts.map(({ status }) => status))], ['resolved']);
    // Else the clock was never set.
    assert.ok(alerts.some(({ lastSeenAt }) => Date.parse(lastSeenAt) > Date.now() + 3_000_000));
    for (const { count, dedupKey } of alerts) assert.equal(count, dedupKey === 'escalates' ? 1 : 2, dedupKey);
  });

  await holds('a new alert pages, and the record is whole', async () => {
    const before = pagesTo('+491700000001');
    setClock(-86_400);
    assert.equal(await send('afterwards', { severity: 'critical', service: 'checkout' }), 'opened');
    await eventually('Ana is paged', () => (pagesTo('+491700000001') > before ? true : undefined), BUSY_SECONDS * 1000);
    const { items } = await muster.get<{ items: { incidentId: string }[] }>('/v1/incidents');
    for (const { incidentId } of items)
      assert.equal((await muster.get<{ ok: boolean }>(`/v1/incidents/${incidentId}/verification`)).ok, true);
  });
  assert.equal(await muster.end('SIGTERM'), 0);
  console.log(`${passed} passed, 0 failed`);
} catch (error) {
  console.error(error);
  console.log(`${passed} passed, 1 failed`);
  process.exitCode = 1;
} finally {
  await bench.clear();
}
