import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { Installation } from '../../simulation/installation.ts';
import { lifeOf, live } from '../../simulation/life.ts';
import { dependingFile, SHOPS } from '../../simulation/outage-shop.ts';
import { brokenPromises } from '../../simulation/promises.ts';
import { tellingAtOnce } from '../../simulation/shop-configuration.ts';
import { signal } from '../../simulation/shop-system.ts';

const begun: Installation[] = [];
const install = (): Installation => {
  const installation = new Installation();
  begun.push(installation);
  return installation;
};
afterEach(() => {
  for (const installation of begun.splice(0)) installation.end();
});

const down = () => [signal('down', { severity: 'critical' })];

describe('a whole Muster', () => {
  it('keeps its promises in any life, whatever fails', async () => {
    let accidents = 0;
    await fc.assert(
      fc.asyncProperty(lifeOf(15), async (life) => {
        const installation = new Installation();
        try {
          await live(installation, life);
          expect(brokenPromises(installation)).toEqual([]);
        } finally {
          installation.end();
        }
        accidents += installation.mishaps;
      }),
      { numRuns: 40 },
    );
    expect(accidents).toBeGreaterThan(10);
  });

  it('keeps them where people are told of many things in one message', async () => {
    let digests = 0;
    let undisturbed = 0;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...SHOPS.slice(1)), lifeOf(15), async (shop, life) => {
        const installation = new Installation({ ...shop, ...tellingAtOnce });
        try {
          await live(installation, life);
          expect(brokenPromises(installation)).toEqual([]);
          digests += installation.sent.filter(({ data }) => data.type === 'muster.page-digest').length;
          undisturbed += installation.isUndisturbed ? 1 : 0;
        } finally {
          installation.end();
        }
      }),
      { numRuns: 40 },
    );
    expect(digests).toBeGreaterThan(20);
    expect(undisturbed).toBeGreaterThan(1);
  });

  it('keeps them where its services depend on each other', async () => {
    let parts = 0;
    await fc.assert(
      fc.asyncProperty(lifeOf(12), async (life) => {
        const installation = new Installation(dependingFile());
        try {
          await live(installation, life);
          expect(brokenPromises(installation)).toEqual([]);
          parts += installation.incidents().filter(({ partOf }) => partOf !== undefined).length;
        } finally {
          installation.end();
        }
      }),
      { numRuns: 40 },
    );
    expect(parts).toBeGreaterThan(3);
  });

  it('goes on by itself: nobody answers, and every level and the catch-all are paged', async () => {
    const installation = install();
    await installation.sends(down());
    await installation.passes(1200);
    const people = installation.sent.map(({ data }) => (data as { page?: { person: { id: string } } }).page?.person.id);
    for (const person of ['ana', 'ben', 'mia', 'max', 'zoe']) expect(people).toContain(person);
    expect(brokenPromises(installation)).toEqual([]);
  });

  it('goes on after a crash took every execution of its machines', async () => {
    const installation = install();
    await installation.sends(down());
    installation.disturb([{ at: 1, moment: 'before', accident: 'crashes' }]);
    await installation.passes(400);
    await installation.restarts();
    await installation.passes(120);
    expect(installation.mishaps).toBe(1);
    const [incident] = installation.incidents();
    expect(incident?.pagings.p1?.level).toBeGreaterThan(1);
    expect(brokenPromises(installation)).toEqual([]);
  });
});

describe('a promise that is broken is told', () => {
  it('where a page is decided and never tried', async () => {
    const installation = install();
    installation.ports.queues.sendPage = async () => {};
    await installation.sends(down());
    await installation.passes(60);
    expect(brokenPromises(installation)).toContainEqual(expect.stringMatching(/l1\.ana was decided and never tried/));
  });

  it('where a page is sent again without a reason', async () => {
    const installation = install();
    const { deliveries } = installation.ports.stores;
    const intend = deliveries.intend.bind(deliveries);
    deliveries.intend = async (row, ...more) => (await intend(row, ...more)) ?? row;
    const { queues } = installation.ports;
    const send = queues.sendPage.bind(queues);
    queues.sendPage = async (...page) => {
      await send(...page);
      await send(...page);
    };
    await installation.sends(down());
    expect(brokenPromises(installation)).toContainEqual(expect.stringMatching(/^sent again without a reason/));
  });

  it('where a deadline passes and nothing happens', async () => {
    const installation = install();
    installation.ports.workflows.ensureRunning = async () => 'running';
    await installation.sends(down());
    await installation.passes(1200);
    expect(brokenPromises(installation)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/waits for the next level of p1 for ever/),
        expect.stringMatching(/waits for escalate-candidate for ever/),
      ]),
    );
  });

  it('where what is on the record was changed', async () => {
    const installation = install();
    await installation.sends(down());
    const [chain] = installation.ports.stores.held.commits.values();
    if (chain?.[0]) chain[0] = { ...chain[0], at: '2026-11-21T19:00:00.000Z' };
    expect(brokenPromises(installation).length).toBeGreaterThan(0);
  });

  it('where an alert fires and no incident has it', async () => {
    const installation = install();
    installation.ports.stores.alerts.unattached = async () => ({ items: [] });
    installation.ports.queues.retrySignals = async () => {};
    installation.disturb([{ at: 4, moment: 'before', accident: 'fails' }]);
    await installation.sends(down());
    const { alerts } = installation.ports.stores.held;
    for (const [key, alert] of alerts) alerts.set(key, { ...alert, incidentId: undefined });
    expect(brokenPromises(installation)).toContainEqual(expect.stringMatching(/fires and no incident has it$/));
  });
});
