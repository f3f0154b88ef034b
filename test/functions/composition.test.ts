import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { composePorts } from '../../functions/composition/compose-ports.ts';
import { lazily } from '../../functions/composition/lazily.ts';
import { ENVIRONMENTS, readEnvironment } from '../../functions/environment.ts';

test('each environment has its entry point, and the other way round', () => {
  const entryPoints = readdirSync(join(import.meta.dirname, '../../functions'))
    .filter((file) => file.endsWith('.ts') && file !== 'environment.ts')
    .map((file) => file.replace('.ts', ''));
  expect(entryPoints.sort()).toEqual(Object.keys(ENVIRONMENTS).sort());
});

test('importing an entry point reads no environment and makes no request', async () => {
  for (const name of Object.keys(ENVIRONMENTS)) {
    expect(await import(`../../functions/${name}.ts`)).toHaveProperty('handler', expect.any(Function));
  }
}, 30_000);

test('an environment is read with its defaults, and a variable that is wrong is named without its value', () => {
  expect(readEnvironment('assess-paging', { TABLE_NAME: 'muster' })).toEqual({
    TABLE_NAME: 'muster',
    LOG_LEVEL: 'INFO',
  });
  const wrong = { TABLE_NAME: 'muster', PAGES_QUEUE_URL: 'secret-but-no-url' };
  expect(() => readEnvironment('assess-incident', wrong)).toThrow(/PAGES_QUEUE_URL/);
  expect(() => readEnvironment('assess-incident', wrong)).not.toThrow(/secret-but-no-url/);
});

test('a port that was not given says so when it is used, not before', () => {
  const ports = composePorts({ publicUrl: 'https://muster.example.com' });
  expect(ports.publicUrl).toBe('https://muster.example.com');
  expect(() => ports.workflows).toThrow('"workflows"');
});

test('what could not be built is built again the next time', () => {
  let attempts = 0;
  const get = lazily(() => {
    attempts += 1;
    if (attempts === 1) throw new Error('not yet');
    return { attempts };
  });
  expect(get).toThrow('not yet');
  expect(get()).toBe(get());
  expect(attempts).toBe(2);
});
