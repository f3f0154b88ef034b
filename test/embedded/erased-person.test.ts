import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it } from 'vitest';
import { Bench, type MusterProcess, type ReadyLine } from './muster-process.ts';

const bench = new Bench();
afterEach(() => bench.clear());

const OTTO = 'otto.planted@example.org';

/** Everything that Otto says, or that tells who he is: each is looked for afterwards. */
const PLANTED = ['otto.planted', 'Otto Plantedname', 'subjectplanted', 'textplanted', 'attachplanted', 'reportplanted'];
const BERTA = ['Berta Plantedperson', 'titleplanted', 'describedplanted'];

const send = async (ready: ReadyLine, path: string, body: unknown): Promise<Response> => {
  const answer = await fetch(`${ready.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ready.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(answer.status, `${path}: ${await answer.clone().text()}`).toBeLessThan(300);
  return answer;
};

const keyOfSource = (ready: ReadyLine, id: string): string => ready.integrations[id]?.key ?? '';

/** What of these stands in the files of the database and its log. */
const foundIn = (data: string, words: readonly string[]): string[] =>
  readdirSync(data)
    .filter((name) => name.startsWith('muster.db') && statSync(join(data, name)).isFile())
    .flatMap((name) => {
      const bytes = readFileSync(join(data, name)).toString('latin1').toLowerCase();
      return words.filter((word) => bytes.includes(word.toLowerCase())).map((word) => `${word} in ${name}`);
    });

const incidentsOf = async (muster: MusterProcess): Promise<{ incidentId: string; number: string; title: string }[]> =>
  (await muster.get<{ items: { incidentId: string; number: string; title: string }[] }>('/v1/incidents')).items;

describe('a reporter who was erased', () => {
  it('is nowhere in the database or its log, while chains verify and every page says what it was about', async () => {
    const data = bench.directory();
    const muster = bench.start({ MUSTER_DATA: data });
    const ready = await muster.whenReady();
    const mail = { from: OTTO, fromName: 'Otto Plantedname', messageId: '<1.planted@mail.example.org>' };
    await send(ready, `/in/email/${keyOfSource(ready, 'email')}`, {
      ...mail,
      subject: 'SEV1: subjectplanted at the till',
      text: 'textplanted, call me',
      attachments: [{ name: 'attachplanted.pdf', type: 'application/pdf', size: 12 }],
    });
    // Nothing follows from this one: a trace of it is left.
    await send(ready, `/in/email/${keyOfSource(ready, 'email')}`, {
      ...mail,
      messageId: '<2.planted@mail.example.org>',
      subject: 'Resolved: another subjectplanted',
      text: 'textplanted',
    });
    await fetch(`${ready.url}/in/report/${keyOfSource(ready, 'portal')}`, {
      method: 'POST',
      headers: { origin: 'https://status.kestrel.example', 'content-type': 'application/json' },
      body: JSON.stringify({ what: 'reportplanted, says Otto Plantedname', service: 'Search', contact: OTTO }),
    });
    await send(ready, '/v1/incidents', {
      title: 'titleplanted cannot pay',
      description: 'describedplanted',
      reporter: 'Berta Plantedperson',
      service: 'catalogue',
    });
    await muster.told((line) => line.kind === 'page-sent');
    const before = await incidentsOf(muster);
    expect(before.map(({ title }) => title).join('\n')).toMatch(/subjectplanted[\s\S]*|titleplanted/);
    expect(JSON.stringify(before)).toMatch(/subjectplanted/);
    expect(JSON.stringify(before)).toMatch(/titleplanted/);
    // What is looked for is there to be found.
    expect(foundIn(data, [...PLANTED, ...BERTA]).length).toBeGreaterThanOrEqual(PLANTED.length + BERTA.length);

    for (const person of [OTTO, 'Berta Plantedperson']) {
      const erased = await send(ready, `/v1/people/${encodeURIComponent(person)}/erase`, {});
      expect((await erased.json()) as object).toMatchObject({ rows: expect.any(Number) });
    }
    const after = await incidentsOf(muster);
    expect(JSON.stringify(after)).not.toMatch(/planted/i);
    expect(after.map(({ number }) => number)).toEqual(before.map(({ number }) => number));
    for (const { incidentId } of after) {
      for (const path of ['', '/timeline', '/alerts', '/commits', '/deliveries'])
        expect(JSON.stringify(await muster.get(`/v1/incidents/${incidentId}${path}`))).not.toMatch(/planted/i);
      expect(await muster.get(`/v1/incidents/${incidentId}/verification`)).toMatchObject({ ok: true });
    }
    expect(await muster.end('SIGTERM')).toBe(0);
    expect(foundIn(data, [...PLANTED, ...BERTA])).toEqual([]);
    const db = new DatabaseSync(join(data, 'muster.db'));
    db.exec('VACUUM');
    db.close();
    expect(foundIn(data, [...PLANTED, ...BERTA, 'planted'])).toEqual([]);
  }, 60_000);
});
