import { describe, expect, it } from 'vitest';
import { lookupIn } from '../../../domain/configuration/lookup.ts';
import type { PageJob } from '../../../domain/incident/effects.ts';
import { toIso } from '../../../domain/instant/instant.ts';
import type { Transport } from '../../../ports/ports.ts';
import { shopFile } from '../../../simulation/shop-configuration.ts';
import { ShopSystem, shopPorts, signal } from '../../../simulation/shop-system.ts';
import { SIMULATION_START, type SimulatedPorts } from '../../../simulation/simulated-ports.ts';
import { acceptSignals } from '../../../usecases/alerts/accept-signals.ts';
import { executeCommand } from '../../../usecases/incident/execute-command.ts';
import { TAKE_OVER_AFTER_MS } from '../../../usecases/reach/deliver.ts';
import { grantOfLink } from '../../../usecases/reach/links.ts';
import { pageResponder } from '../../../usecases/reach/page-responder.ts';
import { reconcile } from '../../../usecases/reconcile.ts';

/** Ana is reached by SMS at once, by e-mail after two minutes, by her own pager after five. */
const contacts = [
  { channel: 'sms', address: '+491700000001' },
  { channel: 'email', address: 'ana@example.com', afterSeconds: 120 },
  { channel: 'webhook', address: 'https://pager.example.com/ana', afterSeconds: 300 },
];

/** One ordinary incident whose page to Ana is on its way. */
const paged = async (): Promise<{ ports: SimulatedPorts; job: PageJob; acknowledge: () => Promise<unknown> }> => {
  const people = shopFile.people.map((p) => (p.id === 'ana' ? { ...p, contacts } : p));
  const ports = shopPorts({ people });
  await acceptSignals(ports, [signal('a', { severity: 'warning' })]);
  const job = ports.collected.pages.splice(0)[0]?.job;
  if (!job) throw new Error('nobody was paged');
  const metadata = {
    now: toIso(SIMULATION_START),
    actor: { kind: 'person', id: 'ana' },
    commandId: 'acknowledge',
  } as const;
  const acknowledge = () =>
    executeCommand(ports, lookupIn(ports.configured.current), job.incidentId, { type: 'acknowledge', metadata });
  return { ports, job, acknowledge };
};

const ledger = (ports: SimulatedPorts) =>
  [...ports.stores.held.deliveries.values()].map((d) => `${d.channel} ${d.status}`);
const channelsUsed = (ports: SimulatedPorts) => ports.collected.sent.map((m) => m.channel);

describe('a page', () => {
  it('is sent at most once, however often it is delivered', async () => {
    const { ports, job } = await paged();
    await Promise.all([
      pageResponder(ports, job, false),
      pageResponder(ports, job, true),
      pageResponder(ports, job, true),
    ]);
    await pageResponder(ports, job, true);
    expect(channelsUsed(ports)).toEqual(['sms']);
    expect(ledger(ports)).toEqual(['sms handed-over']);
  });

  it('carries a link that acknowledges it as the person paged, for a day', async () => {
    const { ports, job } = await paged();
    await pageResponder(ports, job, false);
    const [, path = '', token = ''] = /https?:\/\/[^/]+(\/a\/(\S+))/.exec(ports.collected.sent[0]?.text ?? '') ?? [];
    expect(path.length).toBeLessThanOrEqual(40);
    const { grant } = await grantOfLink(ports, token);
    expect(grant).toEqual({
      incidentId: job.incidentId,
      pagingId: 'p1',
      pageId: job.pageId,
      personId: 'ana',
      expiresAt: SIMULATION_START + 86_400_000,
    });
    ports.time.now += 86_400_001;
    await expect(grantOfLink(ports, token)).rejects.toMatchObject({ code: 'link-expired' });
  });

  it('has its row written, durably, before the provider is called', async () => {
    const { ports, job } = await paged();
    const seen: string[][] = [];
    ports.provider.answer = () => {
      seen.push(ledger(ports));
      return { sent: true };
    };
    const durableBefore = ports.stores.held.durableCalls;
    await pageResponder(ports, job, false);
    expect(seen).toEqual([['sms intended']]);
    expect(ports.stores.held.durableCalls).toBeGreaterThan(durableBefore);
  });

  it('to somebody no longer in the configuration sends nothing', async () => {
    const { ports, job } = await paged();
    await pageResponder(ports, { ...job, personId: 'gone' }, false);
    expect(ports.collected.sent).toEqual([]);
  });
});

describe('the next contact method', () => {
  it('is used after its seconds while the page stays unanswered', async () => {
    const { ports, job } = await paged();
    await pageResponder(ports, job, false);
    const [scheduled] = ports.collected.pages.splice(0);
    expect(scheduled).toMatchObject({ delaySeconds: 120, job: { contactIndex: 1, attempt: 1 } });
    ports.time.now += 120_000;
    await pageResponder(ports, scheduled?.job as PageJob, false);
    expect(channelsUsed(ports)).toEqual(['sms', 'email']);
    // Counted from the page, not from the second message.
    expect(ports.collected.pages).toMatchObject([{ delaySeconds: 180, job: { contactIndex: 2 } }]);
  });

  it('is used at once when the first one fails, and only once', async () => {
    const { ports, job } = await paged();
    ports.provider.answer = (m) =>
      m.channel === 'sms' ? { sent: false, retryable: false, reason: 'no such number' } : { sent: true };
    const system = new ShopSystem(ports);
    ports.collected.pages.push({ job });
    await system.pages();
    expect(channelsUsed(ports)).toEqual(['sms', 'email']);
    system.passes(120);
    await system.pages();
    expect(channelsUsed(ports)).toEqual(['sms', 'email']);
    system.passes(180);
    await system.pages();
    expect(channelsUsed(ports)).toEqual(['sms', 'email', 'webhook']);
    expect(ledger(ports)).toEqual(['sms failed', 'email handed-over', 'webhook handed-over']);
  });

  it('is not used once somebody has acknowledged', async () => {
    const { ports, job, acknowledge } = await paged();
    await pageResponder(ports, job, false);
    await acknowledge();
    for (const { job: later } of ports.collected.pages.splice(0)) await pageResponder(ports, later, false);
    expect(channelsUsed(ports)).toEqual(['sms']);
    expect(ports.collected.pages).toEqual([]);
  });

  it('is tried three times when it fails for the moment', async () => {
    const { ports, job } = await paged();
    ports.provider.answer = (m) =>
      m.channel === 'sms' ? { sent: false, retryable: true, reason: 'busy' } : { sent: true };
    const system = new ShopSystem(ports);
    ports.collected.pages.push({ job });
    for (let second = 0; second < 60; second += 5) {
      await system.pages();
      system.passes(5);
    }
    expect(channelsUsed(ports)).toEqual(['sms', 'email', 'sms', 'sms']);
    const keys = ports.collected.sent.filter((m) => m.channel === 'sms').map((m) => m.idempotencyKey);
    expect(new Set(keys).size).toBe(1);
  });
});

describe('a sender that crashed', () => {
  const crashed = async () => {
    const { ports, job, acknowledge } = await paged();
    const dying: SimulatedPorts = {
      ...ports,
      transports: { ...ports.transports, sms: { send: () => Promise.reject(new Error('gone')) } },
    };
    await expect(pageResponder(dying, job, false)).rejects.toThrow('gone');
    ports.collected.pages.splice(0);
    return { ports, job, acknowledge };
  };

  it('is taken over after its time, not before', async () => {
    const { ports, job } = await crashed();
    await pageResponder(ports, job, true);
    expect(ports.collected.sent).toEqual([]);
    ports.time.now += TAKE_OVER_AFTER_MS + 1;
    await reconcile(ports);
    expect(ports.collected.pages).toMatchObject([{ job }]);
    await pageResponder(ports, job, true);
    expect(channelsUsed(ports)).toEqual(['sms']);
    expect([...ports.stores.held.deliveries.values()]).toMatchObject([{ status: 'handed-over', attempts: 2 }]);
  });

  it('is not taken over for a page that was answered; its row says so and is not found again', async () => {
    const { ports, acknowledge } = await crashed();
    await acknowledge();
    ports.time.now += TAKE_OVER_AFTER_MS + 1;
    expect(await reconcile(ports)).toMatchObject({ deliveries: 0 });
    expect(ports.collected.pages).toEqual([]);
    expect(ledger(ports)).toEqual(['sms acknowledged']);
  });
});

describe('a transport that prepares', () => {
  const preparing = async () => {
    const given = await paged();
    const order: string[] = [];
    const webhook: Transport = {
      send: () => Promise.reject(new Error('it was prepared')),
      prepare: async () => {
        order.push('prepared');
        return {
          send: async () => {
            order.push('sent');
            return { sent: true };
          },
          discard: () => void order.push('discarded'),
        };
      },
    };
    const { ports } = given;
    const transports = { ...ports.transports, sms: webhook };
    const stored = (durable: () => Promise<void>) => ({ ...ports.stores, durable });
    const page = (durable: () => Promise<void>) =>
      pageResponder({ ...ports, transports, stores: stored(durable) }, given.job, false);
    return { order, page };
  };

  it('prepares before the barrier, sends after it, and makes the answer durable at once', async () => {
    const { order, page } = await preparing();
    await page(async () => void order.push('durable'));
    expect(order).toEqual(['prepared', 'durable', 'sent', 'durable']);
  });

  it('sends nothing when the barrier falls', async () => {
    const { order, page } = await preparing();
    await expect(page(() => Promise.reject(new Error('disk full')))).rejects.toThrow('disk full');
    expect(order).toEqual(['prepared', 'discarded']);
  });
});
