import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { MEASURES } from '../../domain/measure/measures.ts';
import { clockSetting } from '../../embedded/steady-clock.ts';
import { Bench, post } from './muster-process.ts';

const bench = new Bench();
afterEach(() => bench.clear());

const FOREIGN: readonly Record<string, string>[] = [
  { 'x-forwarded-for': '203.0.113.66' },
  { forwarded: 'for=203.0.113.66' },
  { origin: 'https://evil.example' },
];

describe('The numbers of a process', () => {
  it('are all of the table and those of the process, with what has happened counted', async () => {
    const muster = bench.start({ MUSTER_DATA: bench.directory() });
    const ready = await muster.whenReady();
    await post(ready, 'generic', { title: 'Down', severity: 'critical', service: 'search', key: 'a' });
    await muster.told((line) => line.kind === 'page-sent');
    const answer = await fetch(`${ready.url}/metrics`);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const text = await answer.text();
    const described = [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name, kind]) => [name, kind]);
    for (const [name, { kind }] of Object.entries(MEASURES)) expect(described).toContainEqual([name, kind]);
    expect(described).toContainEqual(['process_open_fds', 'gauge']);
    for (const line of [
      'muster_ready 1',
      'muster_incidents_opened_total 1',
      'muster_requests_total{served="source",status="202"} 1',
      'muster_configuration_last_good 0',
    ])
      expect(text.split('\n')).toContain(line);
    expect(text).toMatch(/^muster_pages_handed_over_total\{channel="sms"\} [12]$/m);
    expect(text).toMatch(/^muster_page_delay_seconds_count [12]$/m);
  }, 20_000);

  it('are for programs of this machine, or for whoever has a token', async () => {
    const muster = bench.start({ MUSTER_DATA: bench.directory() });
    const { url, token } = await muster.whenReady();
    const status = async (headers: Record<string, string>) => (await fetch(`${url}/metrics`, { headers })).status;
    expect(await status({})).toBe(200);
    for (const from of FOREIGN) {
      expect(await status(from)).toBe(401);
      expect(await status({ ...from, authorization: 'Bearer nonsense' })).toBe(401);
      expect(await status({ ...from, authorization: `Bearer ${token}` })).toBe(200);
    }
  }, 20_000);
});

it('A sign of life goes to whoever waits for it, once ready', async () => {
  const asked: string[] = [];
  const somebody = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end('OK');
  }).listen(0, '127.0.0.1');
  await new Promise((listening) => somebody.once('listening', listening));
  try {
    const { port } = somebody.address() as AddressInfo;
    const muster = bench.start({ MUSTER_DATA: bench.directory(), MUSTER_PING_URL: `http://127.0.0.1:${port}/secret` });
    const { url } = await muster.whenReady();
    await expect.poll(() => asked, { timeout: 10_000 }).toEqual(['GET /secret']);
    await expect
      .poll(async () => (await fetch(`${url}/metrics`)).text(), { timeout: 5_000 })
      .toContain('muster_signs_of_life_total{outcome="sent"} 1');
  } finally {
    somebody.close();
  }
}, 20_000);

it('A sign of life that nobody takes is told, without the address', async () => {
  const muster = bench.start({ MUSTER_DATA: bench.directory(), MUSTER_PING_URL: 'http://127.0.0.1:9/secret' });
  await muster.whenReady();
  const { text } = await muster.told((line) => line.kind === 'failure' && line.text.includes('sign of life'));
  expect(text).not.toContain('secret');
}, 20_000);

it.each([
  ['back', -600_000],
  ['forward', 3_600_000],
])('A clock that was set %s is noticed, for five minutes', (_, by) => {
  let [wall, steady] = [1_000_000, 50];
  const setBy = clockSetting(
    () => wall,
    () => steady,
  );
  const pass = (ms: number): void => {
    wall += ms;
    steady += ms;
  };
  pass(60_000);
  expect(setBy()).toBe(0);
  wall += by;
  pass(1_000);
  expect(setBy()).toBe(by);
  pass(240_000);
  expect(setBy()).toBe(by);
  pass(61_000);
  expect(setBy()).toBe(0);
});
