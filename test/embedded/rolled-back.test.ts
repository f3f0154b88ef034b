import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { Bench, type MusterProcess } from './muster-process.ts';

const bench = new Bench();
afterEach(() => bench.clear());

interface Version {
  readonly version: string;
  readonly how: string;
}

const versions = async (muster: MusterProcess): Promise<readonly Version[]> =>
  (await muster.get<{ items: Version[] }>('/v1/configuration/versions')).items;

const services = async (muster: MusterProcess): Promise<readonly (string | undefined)[]> =>
  (await muster.get<{ items: { id: string; description?: string }[] }>('/v1/services')).items.map(
    (one) => one.description,
  );

it('an earlier configuration is in force from one request to the next, until the next start, which says so', async () => {
  const configuration = bench.directory();
  cpSync(resolve(import.meta.dirname, '../../config/example'), configuration, { recursive: true });
  const environment = { MUSTER_DATA: bench.directory(), MUSTER_CONFIG: configuration };
  const muster = bench.start(environment);
  const ready = await muster.whenReady();
  const file = join(configuration, 'services.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/description: Basket.*/, 'description: changed'));
  muster.signal('SIGHUP');
  await muster.told((line) => line.kind === 'configured');
  expect(await services(muster)).toContain('changed');

  const [, earlier] = await versions(muster);
  const rolled = await fetch(`${ready.url}/v1/configuration/versions/${earlier?.version}/rollback`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ready.token}` },
  });
  expect(await rolled.json()).toMatchObject({ version: earlier?.version, inForce: true, how: 'rollback' });
  expect(await services(muster)).not.toContain('changed');
  await muster.told((line) => line.kind === 'configured' && line.text.includes('rolled back'));
  expect(await muster.end()).toBe(0);

  const again = bench.start(environment);
  await again.whenReady();
  const said = await again.told((line) => line.kind === 'configured');
  expect(said.text).toContain(`as the files have it; ${earlier?.version}, to which local-admin had rolled back`);
  expect(await services(again)).toContain('changed');
  expect((await versions(again)).map(({ how }) => how)).toEqual(['files', 'rollback', 'files', 'files']);
}, 120_000);
