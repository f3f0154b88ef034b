import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Bench, messagesIn, post } from './muster-process.ts';

const bench = new Bench();
afterEach(() => bench.clear());

const EXAMPLE = resolve(import.meta.dirname, '../../config/example');

const lived = async (): Promise<{ data: string; configuration: string; file: string; good: string }> => {
  const [data, configuration] = [bench.directory(), bench.directory()];
  cpSync(EXAMPLE, configuration, { recursive: true });
  const muster = bench.start({ MUSTER_DATA: data, MUSTER_CONFIG: configuration });
  await muster.whenReady();
  expect(await muster.end()).toBe(0);
  const file = join(configuration, 'services.yaml');
  return { data, configuration, file, good: readFileSync(file, 'utf8') };
};

describe('Muster with configuration files that are broken', () => {
  it.each([
    ['not YAML', () => 'services: [', 'services.yaml:1'],
    [
      'a name that nobody knows',
      (good: string) => good.replace('team: storefront', 'team: nobody-knows'),
      'nobody-knows',
    ],
  ])(
    'starts on the last good one (%s), pages as before, and tells the catch-all once',
    async (_, broken, where) => {
      const { data, configuration, file, good } = await lived();
      writeFileSync(file, broken(good));
      const muster = bench.start({ MUSTER_DATA: data, MUSTER_CONFIG: configuration });
      const ready = await muster.whenReady();
      const said = await muster.told((line) => line.kind === 'failure');
      expect(said.text).toContain('the last good configuration is in force');
      expect(said.text).toContain(where);
      await muster.told((line) => line.kind === 'page-sent' && line.text.includes('(catch-all)'));
      const told = messagesIn(ready.outbox).length;
      expect(await (await fetch(`${ready.url}/metrics`)).text()).toContain('muster_configuration_last_good 1');
      await post(ready, 'generic', { title: 'Checkout is down', severity: 'critical', service: 'checkout' });
      await muster.told((line) => line.kind === 'page-sent' && line.text.endsWith('Checkout is down'));
      await muster.end('SIGKILL');
      expect(told).toBeGreaterThan(0);

      const again = bench.start({ MUSTER_DATA: data, MUSTER_CONFIG: configuration });
      await again.whenReady();
      await again.told((line) => line.kind === 'failure');
      const opened = (await again.get<{ items: { title: string }[] }>('/v1/incidents')).items;
      expect(opened.filter(({ title }) => title.includes('last good'))).toHaveLength(1);

      writeFileSync(file, good);
      again.signal('SIGHUP');
      await again.told((line) => line.kind === 'configured');
      await again.told((line) => line.kind === 'AlertsRecovered');
    },
    60_000,
  );

  it('does not start where there was no good one yet', async () => {
    const configuration = bench.directory();
    writeFileSync(join(configuration, 'services.yaml'), 'services: [');
    const data = bench.directory();
    const muster = bench.start({ MUSTER_DATA: data, MUSTER_CONFIG: configuration });
    expect(await muster.exited).toBe(1);
    expect(muster.stderr).toContain('services.yaml:1');
  });
});
