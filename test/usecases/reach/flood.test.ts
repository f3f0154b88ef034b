import { describe, expect, it } from 'vitest';
import { lookupIn } from '../../../domain/configuration/lookup.ts';
import { toIso } from '../../../domain/instant/instant.ts';
import { ShopSystem, shopPorts, signal } from '../../../simulation/shop-system.ts';
import type { SimulatedPorts } from '../../../simulation/simulated-ports.ts';
import { acknowledgeDigest, lookAtDigest } from '../../../usecases/reach/acknowledge-all.ts';
import { sendDigest } from '../../../usecases/reach/send-digest.ts';
import { reconcile } from '../../../usecases/reconcile.ts';

/** Search has one incident for each case, all of which page Ana by SMS. */
const flooded = () => {
  const ports = shopPorts({
    paging: { digestSeconds: 60 },
    services: [
      { id: 'checkout', name: 'Checkout', tier: 1, team: 'payments', escalationPolicy: 'on-call' },
      {
        id: 'search',
        name: 'Search',
        tier: 3,
        team: 'payments',
        escalationPolicy: 'on-call',
        groupBy: ['labels.case'],
      },
    ],
  });
  const system = new ShopSystem(ports);
  const storm = async (cases: number, from = 0) => {
    for (let n = from; n < from + cases; n += 1) {
      await system.sends([
        signal(`case ${n}`, {
          service: 'search',
          severity: 'error',
          labels: { case: String(n) },
          occurredAt: ports.time.now,
        }),
      ]);
    }
    await system.pages();
  };
  /** Digests that are due are sent. */
  const digests = async () => {
    for (const { recipient } of ports.collected.digests.splice(0)) await sendDigest(ports, recipient);
  };
  return { ports, system, storm, digests };
};
const ana = lookupIn(shopPorts().configured.current).person('ana')?.contacts[0]?.address;
const toAna = (ports: SimulatedPorts) => ports.collected.sent.filter(({ address }) => address === ana);
const statuses = (ports: SimulatedPorts) =>
  Object.entries(
    Object.groupBy(
      [...ports.stores.held.deliveries.values()].filter(({ recipient }) => recipient === 'ana'),
      ({ status }) => status,
    ),
  ).map(([status, rows]) => `${rows?.length} ${status}`);
const tokenIn = (text = '') => /\/all\/([\w-]+)/.exec(text)?.[1] ?? '';

describe('nobody is flooded', () => {
  it('the first page leaves at once, all others in one message after a minute, exactly counted', async () => {
    const { ports, system, storm, digests } = flooded();
    await storm(40);
    expect(toAna(ports)).toHaveLength(1);
    expect(statuses(ports).sort()).toEqual(['1 handed-over', '39 held']);
    expect(ports.collected.digests).toMatchObject([{ delaySeconds: 60 }]);
    system.passes(60);
    await digests();
    expect(toAna(ports)).toHaveLength(2);
    const digest = toAna(ports)[1];
    expect(digest?.text).toContain('39 more incidents since');
    expect(digest?.data).toMatchObject({ type: 'muster.page-digest', incidents: 39, pages: 39 });
    expect(statuses(ports)).toEqual(['40 handed-over']);
  });

  it('a digest a minute while it goes on, and a page at once when it has ended', async () => {
    const { ports, system, storm, digests } = flooded();
    await storm(5);
    system.passes(60);
    await digests();
    await storm(5, 5);
    expect(toAna(ports)).toHaveLength(2);
    system.passes(60);
    await digests();
    expect(toAna(ports)[2]?.data).toMatchObject({ incidents: 5 });
    system.passes(61);
    await storm(1, 10);
    expect(toAna(ports)).toHaveLength(4);
    expect(toAna(ports)[3]?.data.type).toBe('muster.page');
  });

  it('one link acknowledges all of it, what had left at once too', async () => {
    const { ports, system, storm, digests } = flooded();
    await storm(20);
    system.passes(60);
    await digests();
    const token = tokenIn(toAna(ports)[1]?.text);
    expect((await lookAtDigest(ports, token)).waiting).toHaveLength(20);
    expect((await acknowledgeDigest(ports, token)).waiting).toEqual([]);
    const acknowledged = [...ports.stores.held.commits.values()].flat().flatMap(({ events }) => events);
    expect(acknowledged.filter((e) => e.type === 'PageAcknowledged' && e.personId === 'ana')).toHaveLength(20);
    await acknowledgeDigest(ports, token);
    await storm(1, 20);
    expect(toAna(ports)).toHaveLength(3);
  });

  it('what is worse passes through', async () => {
    const { ports, system, storm } = flooded();
    await storm(3);
    await system.sends([signal('down', { severity: 'critical', occurredAt: ports.time.now })]);
    await system.pages();
    expect(toAna(ports).map(({ data }) => data.type)).toEqual(['muster.page', 'muster.page']);
  });

  it('what is answered or over before the digest is in none', async () => {
    const { ports, system, storm, digests } = flooded();
    await storm(3);
    const [, second] = [...ports.stores.held.commits.keys()];
    const { executeCommand } = await import('../../../usecases/incident/execute-command.ts');
    const metadata = { now: toIso(ports.time.now), actor: { kind: 'person', id: 'ana' }, commandId: 'a' } as const;
    await executeCommand(ports, lookupIn(ports.configured.current), second ?? '', {
      type: 'resolve',
      summary: 's',
      metadata,
    });
    system.passes(60);
    await digests();
    expect(toAna(ports)[1]?.data).toMatchObject({ incidents: 1 });
    expect(statuses(ports).sort()).toEqual(['1 superseded', '2 handed-over']);
  });

  it('a digest whose job was lost is found and sent', async () => {
    const { ports, system, storm, digests } = flooded();
    await storm(3);
    ports.collected.digests.splice(0);
    system.passes(75);
    await reconcile(ports);
    await digests();
    expect(toAna(ports)[1]?.data).toMatchObject({ incidents: 2 });
  });

  it('a digest that was sent and not recorded by a crash has one key for the receiver', async () => {
    const { ports, system, storm } = flooded();
    await storm(3);
    system.passes(60);
    const recipient = ports.collected.digests.splice(0)[0]?.recipient ?? '';
    const crashed = { ...ports.stores.floods, put: () => Promise.reject(new Error('gone')) };
    await expect(sendDigest({ ...ports, stores: { ...ports.stores, floods: crashed } }, recipient)).rejects.toThrow(
      'gone',
    );
    await sendDigest(ports, recipient);
    const keys = toAna(ports)
      .slice(1)
      .map(({ idempotencyKey }) => idempotencyKey);
    expect([keys.length, new Set(keys).size]).toEqual([2, 1]);
  });

  it('one link acknowledges all that had left at once, what was passed by something worse included', async () => {
    const { ports, system, storm, digests } = flooded();
    await storm(1);
    await system.sends([signal('down', { severity: 'critical', occurredAt: ports.time.now })]);
    await system.pages();
    await storm(2, 1);
    system.passes(60);
    await digests();
    const digest = toAna(ports).at(-1);
    expect(digest?.data).toMatchObject({ type: 'muster.page-digest', pages: 2, incidents: 2 });
    const token = tokenIn(digest?.text);
    expect((await lookAtDigest(ports, token)).waiting).toHaveLength(4);
    expect((await acknowledgeDigest(ports, token)).waiting).toEqual([]);
  });

  it('a provider that fails for the moment is asked again, and nothing is forgotten or counted twice', async () => {
    const { ports, system, storm, digests } = flooded();
    await storm(3);
    ports.provider.answer = () => ({ sent: false, retryable: true, reason: 'busy' });
    system.passes(60);
    await digests();
    expect(statuses(ports).sort()).toEqual(['1 handed-over', '2 failed']);
    ports.provider.answer = () => ({ sent: true });
    system.passes(15);
    await digests();
    expect(statuses(ports)).toEqual(['3 handed-over']);
    expect(toAna(ports).at(-1)?.data).toMatchObject({ pages: 2, incidents: 2 });
  });

  it.each([true, false])(
    'a provider that fails (for the moment: %s) is waited for by nobody: the next level is asked at once',
    async (retryable) => {
      const { ports, system, storm, digests } = flooded();
      await storm(3);
      ports.provider.answer = ({ address }) =>
        address === ana ? { sent: false, retryable, reason: `busy with ${ana}` } : { sent: true };
      system.passes(60);
      await digests();
      await system.follows();
      const events = [...ports.stores.held.commits.values()].flat().flatMap((commit) => commit.events);
      expect(events.filter(({ type }) => type === 'ContactFailed')).toHaveLength(2);
      expect(events.filter(({ type }) => type === 'LevelUnreachable')).toHaveLength(2);
      expect(JSON.stringify(events)).not.toContain(ana);
      // Each is asked for twice, by the fast way and by the guaranteed one: the ledger lets one of them.
      expect(new Set(ports.collected.pages.map(({ job }) => job.pageId)).size).toBe(2);
      expect(new Set(ports.collected.pages.map(({ job }) => job.personId))).toEqual(new Set(['ben']));
      // It goes on failing: the record says so once.
      system.passes(15);
      await digests();
      const later = [...ports.stores.held.commits.values()].flat().flatMap((commit) => commit.events);
      expect(later.filter(({ type }) => type === 'ContactFailed')).toHaveLength(2);
    },
  );

  it('a provider that hangs with a digest, or took nothing of late, is not waited for by the next contact', async () => {
    for (const isDown of [false, true]) {
      const { ports, system, storm } = flooded();
      ports.configured.current = {
        ...ports.configured.current,
        people: ports.configured.current.people.map((one) => ({
          ...one,
          contacts: [...one.contacts, { channel: 'email', address: `${one.id}@example.com`, afterSeconds: 900 }],
        })),
      };
      await storm(3);
      ports.collected.pages.splice(0);
      let looked = 0;
      const providers = {
        ...ports.providers,
        isDown: () => isDown && looked > 0,
        look: async () => {
          looked += 1;
        },
      };
      let asked: readonly number[] = [];
      ports.provider.answer = () => {
        if (!isDown) for (const { ms, work } of ports.collected.timers.splice(0)) if (ms < 5_000) work();
        asked = ports.collected.pages.map(({ job }) => job.contactIndex);
        return { sent: true };
      };
      system.passes(60);
      for (const { recipient } of ports.collected.digests.splice(0))
        await sendDigest({ ...ports, providers }, recipient);
      expect([isDown, asked]).toEqual([isDown, [1, 1]]);
    }
  });

  it('0 seconds mean no such bound', async () => {
    const { ports, storm } = flooded();
    ports.configured.current = { ...ports.configured.current, paging: { from: 'SEV4', digestSeconds: 0 } };
    await storm(3);
    expect(toAna(ports)).toHaveLength(3);
  });
});
