import { afterEach, describe, expect, it } from 'vitest';
import { Installation } from '../../simulation/installation.ts';
import { brokenPromises } from '../../simulation/promises.ts';
import { signal } from '../../simulation/shop-system.ts';

const begun: Installation[] = [];
const install = (changes: Record<string, unknown> = {}): Installation => {
  const installation = new Installation(changes);
  begun.push(installation);
  return installation;
};
afterEach(() => {
  for (const installation of begun.splice(0)) installation.end();
});

const MINUTE = 60;

/** On a service that proposes nothing. */
const ordinary = () => [signal('slow', { severity: 'error', service: 'search' })];

const pagedPeople = (installation: Installation, from = 0): string[] =>
  installation.sent
    .slice(from)
    .flatMap(({ data }) => (data as { page?: { person: { id: string } } }).page?.person.id ?? []);

describe('an incident that fires and that nobody answers', () => {
  it('is never silent: after all rounds the catch-all is paged every quarter of an hour', async () => {
    const installation = install();
    await installation.sends(ordinary());
    await installation.passes(30 * MINUTE);
    for (let quarter = 0; quarter < 4; quarter += 1) {
      const before = installation.sent.length;
      await installation.passes(15 * MINUTE);
      expect(pagedPeople(installation, before)).toContain('zoe');
    }
    expect(brokenPromises(installation)).toEqual([]);
  });

  it('is answered by the link of any page, however late', async () => {
    const installation = install();
    await installation.sends(ordinary());
    await installation.passes(120 * MINUTE);
    const [incident] = installation.incidents();
    if (!incident) throw new Error('there is no incident');
    await installation.asks('zoe', incident.incidentId, { type: 'acknowledge' });
    const before = installation.sent.length;
    await installation.passes(30 * MINUTE);
    expect(pagedPeople(installation, before)).toEqual([]);
  });

  it('is asked from the first level again when a provider that took nothing for 70 minutes works again', async () => {
    const installation = install();
    installation.providersWork = false;
    await installation.sends(ordinary());
    await installation.passes(70 * MINUTE);
    expect(installation.sent).toEqual([]);
    installation.providersWork = true;
    await installation.passes(16 * MINUTE);
    const people = pagedPeople(installation);
    expect(people).toContain('zoe');
    expect(people).toContain('ana');
    expect(installation.incidents()[0]?.pagings.p1?.status).toBe('paging');
  });

  it('is silent when nothing of it fires any more', async () => {
    const installation = install();
    await installation.sends(ordinary());
    await installation.passes(60 * MINUTE);
    await installation.sends([signal('slow', { severity: 'error', service: 'search', status: 'resolved' })]);
    await installation.passes(10 * MINUTE);
    const before = installation.sent.length;
    await installation.passes(60 * MINUTE);
    expect(pagedPeople(installation, before)).toEqual([]);
  });
});

describe('a candidate that nobody decides about', () => {
  it('asks ever more rarely, lapses after six times the time to decide, and asks nobody any more', async () => {
    const installation = install({ candidate: { decideWithinSeconds: 600, promoteWhenUndecided: [] } });
    await installation.sends([signal('down', { severity: 'critical' })]);
    await installation.passes(61 * MINUTE);
    const [incident] = installation.incidents();
    expect(incident?.major).toBe('rejected');
    const asked = installation.sent.length;
    await installation.passes(60 * MINUTE);
    const after = installation.sent.slice(asked).map(({ subject }) => subject ?? '');
    expect(after.filter((subject) => /decide/i.test(subject))).toEqual([]);
    expect(brokenPromises(installation)).toEqual([]);
  });
});
