import { describe, expect, it } from 'vitest';
import { pagesOf } from '../../../domain/incident/effects.ts';
import { alert, clock, given, monitor, openCommand, person, reported, type Specification } from './specification.ts';

const by = { by: monitor };
const attach = (...alerts: ReturnType<typeof alert>[]) => ({ type: 'attach-alerts', alerts }) as const;
const opening = (...alerts: ReturnType<typeof alert>[]) => given().and(openCommand({ alerts }), by);

/** Whose sender the pages of the last commit quote. */
const quoted = ({ history }: Specification): (string | undefined)[] => {
  const last = history.commits.at(-1);
  if (!last) throw new Error('nothing was decided');
  return [...new Set(pagesOf(history.now, last).map(({ about }) => about?.newestAlert))];
};

describe('a page quotes the sender of the newest alert', () => {
  it('the worst of those that it was decided for', () => {
    const mild = alert('mild', { severity: 'warning' });
    expect(quoted(opening(mild, alert('bad'), alert('mild-2', { severity: 'warning' })))).toEqual(['bad']);
  });

  it('the new one after an acknowledgement, not the first that the incident had', () => {
    const acknowledged = opening(alert('disk', { severity: 'warning' })).and(
      { type: 'acknowledge' },
      { by: person('ben'), at: 60 },
    );
    expect(quoted(acknowledged.and(attach(alert('down')), { ...by, at: 240 }))).toEqual(['down']);
  });

  it('what came last of what fires, where time alone pages the next level', () => {
    const joined = opening(alert('first'))
      .and(attach(alert('second', { severity: 'warning' }), alert('third', { severity: 'warning' })), { ...by, at: 30 })
      .and({ type: 'recover-alerts', alerts: [{ alertId: 'third', episode: 1 }] }, { ...by, at: 60 });
    const [paging] = Object.values(joined.history.now.pagings);
    if (!paging) throw new Error('nobody was paged');
    const escalated = joined.and(
      { type: 'page-next-level', pagingId: paging.pagingId, afterLevel: 1, afterRound: 0 },
      { by: clock, at: 600 },
    );
    expect(quoted(escalated)).toEqual(['second']);
  });

  it('nobody, where a person opened it', () => {
    expect(quoted(given().and(reported(), { by: person('ben') }))).toEqual([undefined]);
  });
});
