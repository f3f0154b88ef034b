import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Talk } from '../talk.ts';

/** Somebody answers, or the next one is asked. */
export const paging = (talk: Talk): void => {
  test('a page that nobody acknowledges goes to the next person', async () => {
    const muster = talk();
    await muster.alertmanager({ service: 'ledger', title: 'The ledger does not balance' });
    const { incidentId } = await muster.incidentOf('ledger');
    const first = await muster.page(incidentId, 'first');
    const second = await muster.page(incidentId, 'second');
    expect(second.level).toBe(2);
    expect(second.at - first.at).toBeGreaterThan(3_000);
    expect(muster.pager.pages(incidentId).map(({ person }) => person)).toEqual(['first', 'second']);
  });

  test('the link of a page shows and changes nothing, its button acknowledges and ends the paging', async () => {
    const muster = talk();
    await muster.alertmanager({ service: 'search', title: 'Nothing is found' });
    const { incidentId } = await muster.incidentOf('search');
    const { acknowledgeUrl } = await muster.page(incidentId, 'first');
    const path = new URL(acknowledgeUrl).pathname;

    const shown = await muster.target.http({ method: 'GET', path });
    expect(shown.status).toBe(200);
    const untouched = await muster.until(incidentId, 'there', () => true);
    expect(untouched.pagings.map(({ status }) => status)).toEqual(['paging']);

    const pressed = await muster.target.http({ method: 'POST', path });
    expect(pressed.status).toBe(200);
    const acknowledged = await muster.until(incidentId, 'acknowledged', ({ pagings }) =>
      pagings.every(({ status }) => status === 'acknowledged'),
    );
    expect(acknowledged.pagings[0]?.acknowledgedBy).toBe('first');

    const forged = await muster.target.http({ method: 'POST', path: `${path.slice(0, -4)}AAAA` });
    expect(forged.status).toBe(403);
    // Longer than the level had to answer: the next one is not paged.
    await sleep(8_000);
    expect(muster.pager.pages(incidentId).map(({ person }) => person)).toEqual(['first']);
  });
};
