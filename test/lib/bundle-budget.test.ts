import { builtinModules } from 'node:module';
import { expect, test } from 'vitest';
import { acceptingStores } from '../../adapters/dynamodb/accepting-stores.ts';
import { sendingStores, taskStores } from '../../adapters/dynamodb/paging-stores.ts';
import {
  ACCEPTS_ALERTS,
  bundleFunction,
  bytesOfSources,
  LARGEST_HOT_BYTES,
  LARGEST_SOURCES_BYTES,
} from '../../bench/bundle.ts';
import bundling from '../../functions/bundling.json' with { type: 'json' };
import { PROCESS_TASKS } from '../../usecases/incident/tasks/index.ts';

test('all sources together add at most 80 KB to the function that accepts alerts', async () => {
  const bytes = await bytesOfSources();
  expect(bytes).toBeLessThanOrEqual(LARGEST_SOURCES_BYTES);
  // Else the registry would not have been emptied, and nothing measured.
  expect(bytes).toBeGreaterThan(20 * 1024);
});

test('no function that accepts alerts carries the prose of the sources', async () => {
  const { metafile } = await bundleFunction(ACCEPTS_ALERTS);
  expect(Object.keys(metafile.inputs).filter((path) => path.startsWith('docs/'))).toEqual([]);
});

test('no function that accepts alerts carries what renders messages, and the one that pages no templates', async () => {
  const accepting = Object.keys((await bundleFunction(ACCEPTS_ALERTS)).metafile.inputs);
  expect(accepting.filter((path) => path.startsWith('domain/channel/'))).toEqual([]);
  const paging = Object.keys((await bundleFunction('send-page')).metafile.inputs);
  expect(paging).toContain('domain/channel/sms.ts');
  expect(paging.filter((path) => path.includes('mustache'))).toEqual([]);
});

test.each(bundling.hotFunctions)('%s, which a page waits for, keeps within its budget', async (name) => {
  expect((await bundleFunction(name)).bytes).toBeLessThanOrEqual(LARGEST_HOT_BYTES[name] ?? 0);
});

/** The stores that a function's code names. */
const storesIn = async (name: string): Promise<string[]> => {
  const code = (await bundleFunction(name, { readable: true })).text.replaceAll(/^\s*\/\/.*$/gm, '');
  const named = Array.from(code.matchAll(/\bstores\d*\.(\w+)/g), ([, store = '']) => store);
  const taken = Array.from(code.matchAll(/const \{([^}]+)\} = \w+\.stores\d*;/g), ([, stores = '']) => stores);
  return [...named, ...taken.flatMap((stores) => stores.split(',').map((one) => one.split(':')[0]?.trim() ?? ''))];
};

test('functions that accept alerts are given every store that they use, and no other', async () => {
  const used = await Promise.all(['receive-webhook', 'classify-alerts'].map(storesIn));
  const given = acceptingStores({
    client: () => Promise.reject(new Error('nobody asks')),
    tableName: '',
    now: () => 0,
  });
  expect([...new Set(used.flat())].toSorted()).toEqual(Object.keys(given).toSorted());
});

test('functions that page, and tasks of machines, are given every store that they use, and no other', async () => {
  const options = { client: () => Promise.reject(new Error('nobody asks')), tableName: '', now: () => 0 };
  const ofTasks = await Promise.all(PROCESS_TASKS.map(({ name }) => storesIn(name)));
  expect([...new Set(ofTasks.flat())].toSorted()).toEqual(Object.keys(taskStores(options)).toSorted());
  expect([...new Set(await storesIn('send-page'))].toSorted()).toEqual(Object.keys(sendingStores(options)).toSorted());
});

test.each(bundling.hotFunctions)('%s carries no client of the SDK', async (name) => {
  const { metafile } = await bundleFunction(name);
  expect(Object.keys(metafile.inputs).filter((path) => /node_modules\/@(aws-sdk|smithy)\//.test(path))).toEqual([]);
});

test.each(bundling.hotFunctions)(
  '%s carries no full zod, which is larger than all that it reads with it',
  async (name) => {
    const { metafile } = await bundleFunction(name);
    const [bundle] = Object.values(metafile.outputs).filter(({ entryPoint }) => entryPoint !== undefined);
    const carried = Object.entries(bundle?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
    expect(carried.length).toBeGreaterThan(50);
    expect(carried.map(([path]) => path).filter((path) => /zod\/v4\/(classic|locales)\//.test(path))).toEqual([]);
  },
);

test.each(bundling.hotFunctions)(
  '%s loads no undici: it imports no client of HTTP (adapters/http/node-http.ts)',
  async (name) => {
    const { metafile } = await bundleFunction(name);
    const imported = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
    expect(imported.filter((path) => /^(node:)?https?$/.test(path))).toEqual([]);
  },
);

test.each(bundling.hotFunctions)('%s imports nothing at its start that is not in its bundle', async (name) => {
  const { metafile } = await bundleFunction(name);
  const left = Object.values(metafile.outputs).flatMap(({ imports }) => imports);
  const atStart = left.filter(({ kind, path }) => kind === 'import-statement' && !path.startsWith('node:'));
  expect(atStart.map(({ path }) => path).filter((path) => !builtinModules.includes(path))).toEqual([]);
});
