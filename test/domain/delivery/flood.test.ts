import { describe, expect, it } from 'vitest';
import { admit, afterDigest, type Flood, type HeldPage, secondsToDigest } from '../../../domain/delivery/flood.ts';
import type { PageJob } from '../../../domain/incident/effects.ts';
import { toMs } from '../../../domain/instant/instant.ts';
import { later } from '../incident/specification.ts';

const page = (incidentId: string, severity: string, second: number): HeldPage => ({
  job: { incidentId, pagingId: 'p1', pageId: `${incidentId}.p1`, personId: 'ana', severity } as PageJob,
  deliveryId: `${incidentId}.p1/0/sms/1`,
  heldAt: later(second),
});

/** What the person has heard of after these pages; each is admitted at its second. */
const having = (...pages: readonly HeldPage[]): Flood => {
  let flood: Flood | undefined;
  for (const one of pages) flood = admit(flood, 'ana', one, 60, false).flood;
  if (!flood) throw new Error('nobody was paged');
  return flood;
};
const first = having(page('inc-1', 'SEV3', 0));

describe('over all incidents, a person is sent by one channel', () => {
  it.each<[string, Flood | undefined, HeldPage, boolean, 'at-once' | 'into-the-digest']>([
    ['the first page at once', undefined, page('inc-1', 'SEV3', 0), false, 'at-once'],
    ['another incident in the digest', first, page('inc-2', 'SEV3', 1), false, 'into-the-digest'],
    ['what is less bad in the digest', first, page('inc-2', 'SEV4', 59), false, 'into-the-digest'],
    ['what is worse at once', first, page('inc-2', 'SEV1', 1), false, 'at-once'],
    ['more of the same incident at once', first, page('inc-1', 'SEV3', 1), false, 'at-once'],
    ['the next one at once when the minute is over', first, page('inc-2', 'SEV3', 60), false, 'at-once'],
    ['the next one at once when the first is answered', first, page('inc-2', 'SEV3', 1), true, 'at-once'],
    [
      'what comes after the minute with those that wait',
      { ...first, isPending: true },
      page('inc-3', 'SEV3', 61),
      false,
      'into-the-digest',
    ],
    [
      'nothing at once because it is answered while others wait',
      { ...first, isPending: true },
      page('inc-3', 'SEV3', 1),
      true,
      'into-the-digest',
    ],
  ])('%s', (_, flood, asked, isAnswered, goes) => {
    expect(admit(flood, 'ana', asked, 60, isAnswered).goes).toBe(goes);
  });

  it('what is as bad as the worst that passed in the digest again', () => {
    const passed = having(page('inc-1', 'SEV3', 0), page('inc-2', 'SEV1', 1));
    expect(admit(passed, 'ana', page('inc-3', 'SEV1', 2), 60, false).goes).toBe('into-the-digest');
  });

  it('what is worse of the same incident counts as heard of, and is what must be answered now', () => {
    const worse = { ...page('inc-1', 'SEV1', 1), job: { ...page('inc-1', 'SEV1', 1).job, pageId: 'inc-1.p2' } };
    const passed = having(page('inc-1', 'SEV3', 0), worse);
    expect([passed.worst, passed.lead?.job.pageId]).toEqual([1, 'inc-1.p2']);
    expect(admit(passed, 'ana', page('inc-2', 'SEV1', 2), 60, false).goes).toBe('into-the-digest');
  });

  it('asking again for the page that left changes nothing', () => {
    expect(admit(first, 'ana', page('inc-1', 'SEV3', 0), 60, false)).toEqual({ goes: 'at-once', flood: first });
  });

  it('a digest a minute: what comes after one waits for the next', () => {
    const told = afterDigest({ ...first, isPending: true }, toMs(later(60)), 60);
    expect(told).toMatchObject({ window: 2, until: later(120), isPending: false });
    expect(told.lead).toBeUndefined();
    expect(admit(told, 'ana', page('inc-1', 'SEV3', 61), 60, false).goes).toBe('into-the-digest');
    expect(admit(told, 'ana', page('inc-9', 'SEV3', 120), 60, false)).toMatchObject({
      goes: 'at-once',
      flood: { window: 3 },
    });
    expect([secondsToDigest(told, toMs(later(61))), secondsToDigest(told, toMs(later(121)))]).toEqual([59, 0]);
  });
});
