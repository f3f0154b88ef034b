import { afterEach, describe, expect, it } from 'vitest';
import { Lived } from './lived-suppressions.ts';

interface Listed {
  readonly items: { readonly id: string; readonly status: string; readonly alertId?: string }[];
}

let lived: Lived;
afterEach(async () => {
  await lived.end();
  expect(lived.failures).toEqual([]);
});

const IN_FILES = {
  maintenanceWindows: [
    {
      id: 'files',
      reason: 'the wiki moves',
      from: '2026-10-24T20:00:00Z',
      to: '2026-10-24T21:30:00Z',
      when: [{ fact: 'service', is: 'wiki' }],
    },
  ],
};

describe('a maintenance window that recurs by the wall clock of a zone, beside one in the files', () => {
  it('keeps to that clock when the clocks change, and pages at its end for what still fires', async () => {
    lived = await Lived.begin('2026-10-24T12:00:00.000Z', IN_FILES);
    await lived.muster(
      'maintenance create --id nightly --reason nightly --services checkout --time-zone Europe/Berlin',
      '--start 2026-10-24T22:00 --minutes 60 --repeat daily',
    );
    expect(await lived.muster('maintenance list')).toMatch(/files[\s\S]*nightly|nightly[\s\S]*files/);
    // In summer 22:00 in Berlin is 20:00 UTC.
    await lived.until('2026-10-24T20:10:00Z');
    await lived.says('cache');
    await lived.says('pages', 'firing', 'wiki');
    await lived.says('index', 'firing', 'search');
    expect(lived.pagedFor('cache', 'pages', 'index')).toEqual(['index']);
    await lived.says('index', 'resolved', 'search');
    await lived.until('2026-10-24T20:30:00Z');
    await lived.says('cache', 'resolved');
    await lived.says('queue');
    await lived.until('2026-10-24T20:59:00Z');
    expect(lived.pagedFor('cache', 'queue', 'pages')).toEqual([]);
    await lived.until('2026-10-24T21:00:05Z');
    expect(lived.pagedFor('cache', 'queue', 'pages')).toEqual(['queue']);
    await lived.says('queue', 'resolved');
    // That of the files goes on, and ends by itself.
    await lived.until('2026-10-24T21:30:05Z');
    expect(lived.pagedFor('queue', 'pages')).toContain('pages');
    await lived.says('pages', 'resolved', 'wiki');

    // In the night the clocks are set back: on the next day it is 21:00 UTC.
    await lived.until('2026-10-25T20:10:00Z');
    lived.pagedFor();
    await lived.says('disk');
    expect(lived.pagedFor('disk')).toEqual(['disk']);
    await lived.says('disk', 'resolved');
    await lived.until('2026-10-25T21:10:00Z');
    lived.pagedFor();
    await lived.says('node');
    await lived.until('2026-10-25T21:59:00Z');
    expect(lived.pagedFor('node')).toEqual([]);
    await lived.until('2026-10-25T22:00:05Z');
    expect(lived.pagedFor('node')).toEqual(['node']);
    expect(await lived.muster('maintenance show nightly')).toMatch(/Ended/);
  });
});

describe('a maintenance window that people make, change and cancel over the API and by the command line', () => {
  it('holds back as it is changed to, and lets go of everything that fires when it is cancelled', async () => {
    lived = await Lived.begin('2026-11-21T20:00:00.000Z');
    await lived.asks('POST', '/v1/maintenance-windows', {
      id: 'move',
      reason: 'the database moves',
      services: ['checkout'],
      minutes: 30,
    });
    await lived.says('database');
    await lived.muster('maintenance change move --minutes 90');
    await lived.until('2026-11-21T20:45:00Z');
    expect(lived.pagedFor('database')).toEqual([]);
    const { items } = await lived.asks<Listed>('GET', '/v1/maintenance-windows');
    expect(items).toMatchObject([{ id: 'move' }]);
    // By the other door, and once more of the same id.
    await lived.muster('maintenance cancel move');
    await lived.until('2026-11-21T20:45:05Z');
    expect(lived.pagedFor('database')).toEqual(['database']);
    expect(await lived.muster('live list')).toBe('Nothing is live.\n');
    expect(await lived.muster('verify --all')).toMatch(/suppression\/move\s+\d+\s+whole/);
  });
});

describe('a silence of one alert', () => {
  it('ends when that recovers, so that its next firing pages', async () => {
    lived = await Lived.begin('2026-11-21T20:00:00.000Z');
    const alertId = await lived.says('flapper');
    expect(lived.pagedFor('flapper')).toEqual(['flapper']);
    await lived.muster(`silence create --id known --reason known --alert ${alertId}`);
    await lived.until('2026-11-21T20:30:00Z');
    expect(lived.pagedFor('flapper')).toEqual([]);
    await lived.says('other', 'firing', 'search');
    expect(lived.pagedFor('flapper', 'other')).toEqual(['other']);
    await lived.says('flapper', 'resolved');
    await lived.says('other', 'resolved', 'search');
    expect(await lived.muster('silence show known')).toMatch(/recovered/);
    await lived.until('2026-11-21T21:30:00Z');
    lived.pagedFor();
    await lived.says('flapper');
    expect(lived.pagedFor('flapper')).toEqual(['flapper']);
  });

  it('that names a time lasts until then over a recovery, and pages then for what still fires', async () => {
    lived = await Lived.begin('2026-11-21T20:00:00.000Z');
    const alertId = await lived.says('flapper');
    lived.pagedFor();
    await lived.asks('POST', '/v1/silences', { id: 'known', reason: 'known', alert: alertId, minutes: 60 });
    await lived.says('flapper', 'resolved');
    await lived.until('2026-11-21T20:30:00Z');
    await lived.says('flapper');
    await lived.until('2026-11-21T20:59:00Z');
    expect(lived.pagedFor('flapper')).toEqual([]);
    await lived.until('2026-11-21T21:00:05Z');
    expect(lived.pagedFor('flapper')).toEqual(['flapper']);
  });
});
