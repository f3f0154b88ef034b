import { builtinModules } from 'node:module';
import { describe, expect, test } from 'vitest';
import { acceptingStores } from '../../adapters/dynamodb/accepting-stores.ts';
import { sendingStores, taskStores } from '../../adapters/dynamodb/paging-stores.ts';
import { bundleFunction, bytesByWay, LARGEST_ALERT_BYTES, LARGEST_HOT_BYTES } from '../../bench/bundle.ts';
import bundling from '../../functions/bundling.json' with { type: 'json' };
import { SOURCES } from '../../sources/index.ts';
import { PROCESS_TASKS } from '../../usecases/incident/tasks/index.ts';

const ACCEPT_ALERTS = Object.keys(LARGEST_ALERT_BYTES);

describe.each(ACCEPT_ALERTS)('%s, which accepts alerts', (name) => {
  test('has read no more than its budget when it understands the first alert, of whichever sender', async () => {
    const ways = await bytesByWay(name);
    const largest = LARGEST_ALERT_BYTES[name] ?? 0;
    expect(ways.filter(([, bytes]) => bytes > largest)).toEqual([]);
    // Else what a source takes would not be in it, and nothing measured.
    expect(ways.length).toBeGreaterThan(15);
    expect(ways[0]?.[1]).toBeGreaterThan(((await bundleFunction(name)).bytes ?? 0) + 2 * 1024);
  });

  test('reads no source before a message for it comes', async () => {
    const inputs = Object.keys((await bundleFunction(name)).inputs);
    const sources = SOURCES.filter(({ id }) => id !== 'aws-events').map(({ id }) => `sources/${id}.ts`);
    expect(inputs.filter((path) => sources.includes(path))).toEqual([]);
  });

  test('carries no prose of the sources', async () => {
    const { metafile } = await bundleFunction(name);
    expect(Object.keys(metafile.inputs).filter((path) => path.startsWith('docs/'))).toEqual([]);
  });
});

test('no function that accepts alerts carries what renders messages, and the one that pages no templates', async () => {
  const accepting = Object.keys((await bundleFunction('receive-webhook')).metafile.inputs);
  expect(accepting.filter((path) => path.startsWith('domain/channel/'))).toEqual([]);
  const paging = Object.keys((await bundleFunction('send-page')).metafile.inputs);
  expect(paging).toContain('domain/channel/sms.ts');
  expect(paging.filter((path) => path.includes('mustache'))).toEqual([]);
});

test('the function that pages reads English when it starts, and German with the first page to a German reader', async () => {
  const bundle = await bundleFunction('send-page');
  expect(Object.keys(bundle.inputs)).toContain('domain/words/english/page.ts');
  expect(Object.keys(bundle.inputs).filter((path) => path.includes('/german/'))).toEqual([]);
  expect(bundle.bytesWith('domain/words/german/letters.ts')).toBeGreaterThan(bundle.bytes);
});

test.each(bundling.hotFunctions)(
  '%s, which a page waits for, reads no more than its budget at its start',
  async (name) => {
    expect((await bundleFunction(name)).bytes).toBeLessThanOrEqual(LARGEST_HOT_BYTES[name] ?? 0);
  },
);

/** The stores that a function's code names. */
const storesIn = async (name: string): Promise<string[]> => {
  const code = (await bundleFunction(name, { readable: true })).text.replaceAll(/^\s*\/\/.*$/gm, '');
  const named = Array.from(code.matchAll(/\bstores\d*\.(\w+)/g), ([, store = '']) => store);
  const taken = Array.from(code.matchAll(/const \{([^}]+)\} = \w+\.stores\d*;/g), ([, stores = '']) => stores);
  return [...named, ...taken.flatMap((stores) => stores.split(',').map((one) => one.split(':')[0]?.trim() ?? ''))];
};

test('functions that accept alerts are given every store that they use, and no other', async () => {
  const used = await Promise.all(ACCEPT_ALERTS.map(storesIn));
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
    const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
    const carried = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0);
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
  const { outputs } = (await bundleFunction(name)).metafile;
  const imported = Object.values(outputs).flatMap(({ imports }) => imports);
  const left = imported.filter(
    ({ kind, path }) => kind === 'import-statement' && !path.startsWith('node:') && outputs[path] === undefined,
  );
  expect(left.map(({ path }) => path).filter((path) => !builtinModules.includes(path))).toEqual([]);
});

test.each(bundling.hotFunctions)(
  '%s has all of its files in one folder, where what it finds beside them is',
  async (name) => {
    const { outputs } = (await bundleFunction(name)).metafile;
    const folders = Object.keys(outputs).map((path) => path.slice(0, path.lastIndexOf('/')));
    expect([...new Set(folders)]).toHaveLength(1);
  },
);
