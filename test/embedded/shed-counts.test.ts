import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { exampleFile } from '../../simulation/example-configuration.ts';
import { Bench, post } from './muster-process.ts';

const bench = new Bench();
afterEach(() => bench.clear());

const SENT = 60;

it('what was shed over a rate limit is counted on its alert within two seconds, kill or not', async () => {
  const data = bench.directory();
  const config = join(data, 'config');
  mkdirSync(config);
  const integrations = [{ id: 'scripts', source: 'generic', rateLimit: { perMinute: 1, burst: 1 } }];
  writeFileSync(join(config, 'muster.yaml'), JSON.stringify({ ...exampleFile, integrations }));
  const environment = { MUSTER_CONFIG: config, MUSTER_DATA: join(data, 'kept') };
  const muster = bench.start(environment);
  const ready = await muster.whenReady();
  const said = { title: 'Queue full', key: 'queue', service: 'search', severity: 'warning' };
  let shed = 0;
  for (let sent = 0; sent < SENT; sent += 1) {
    const answer = await post(ready, 'scripts', said);
    shed += ((await answer.json()) as { shed?: number }).shed ?? 0;
  }
  expect(shed).toBeGreaterThan(SENT / 2);
  await new Promise((later) => setTimeout(later, 2000));
  expect(await muster.end('SIGKILL')).toBe('SIGKILL');

  const again = bench.start(environment);
  const { items } = await again.get<{ items: { incidentId: string }[] }>('/v1/incidents');
  const alerts = await again.get<{ items: { count: number }[] }>(`/v1/incidents/${items[0]?.incidentId}/alerts`);
  expect(alerts.items).toMatchObject([{ count: SENT }]);
}, 60_000);
