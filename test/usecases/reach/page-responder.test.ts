import { describe, expect, it, vi } from 'vitest';
import { lookupIn } from '../../../domain/configuration/lookup.ts';
import type { PageJob } from '../../../domain/incident/effects.ts';
import { toIso } from '../../../domain/instant/instant.ts';
import type { Transport } from '../../../ports/ports.ts';
import { shopFile } from '../../../simulation/shop-configuration.ts';
import { ShopSystem, shopPorts, signal } from '../../../simulation/shop-system.ts';
import { SIMULATION_START, type SimulatedPorts } from '../../../simulation/simulated-ports.ts';
import { acceptSignals } from '../../../usecases/alerts/accept-signals.ts';
import { executeCommand } from '../../../usecases/incident/execute-command.ts';
import { advanceIncident } from '../../../usecases/incident/run-process.ts';
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

describe('a level of which nobody can be told', () => {
  const refusing = (ports: SimulatedPorts, isRefused: (address: string) => boolean, retryable = false) => {
    ports.provider.answer = ({ address }) =>
      isRefused(address) ? { sent: false, retryable, reason: `${address} is gone` } : { sent: true };
  };
  const eventsOf = (ports: SimulatedPorts) =>
    [...ports.stores.held.commits.values()].flatMap((commits) => commits.flatMap(({ events }) => events));

  it.each([
    ['refused for good', false],
    ['failing for the moment', true],
  ])('is passed over at once, all its contacts %s', async (_, retryable) => {
    const { ports, job } = await paged();
    const ben = lookupIn(ports.configured.current).person('ben')?.contacts[0]?.address;
    refusing(ports, (address) => address !== ben, retryable);
    const system = new ShopSystem(ports);
    ports.collected.pages.push({ job });
    await system.pages();
    expect(ports.collected.sent.at(-1)?.address).toBe(ben);
    expect(eventsOf(ports)).toMatchObject(
      expect.arrayContaining([
        ...['sms', 'email', 'webhook'].map((channel) =>
          expect.objectContaining({ type: 'ContactFailed', personId: 'ana', channel }),
        ),
        expect.objectContaining({ type: 'LevelUnreachable', level: 1 }),
        expect.objectContaining({ type: 'LevelPaged', level: 2 }),
      ]),
    );
  });

  it('says to the next one that they could not be reached, not that they did not answer', async () => {
    const { ports, job } = await paged();
    refusing(ports, () => true);
    const reasons: string[] = [];
    const system = new ShopSystem(ports);
    ports.collected.pages.push({ job });
    const { sendPage } = ports.queues;
    system.through = {
      ...ports,
      queues: {
        ...ports.queues,
        sendPage: async (asked, delay) => {
          if (asked.personId !== 'ana') reasons.push(asked.reason);
          await sendPage(asked, delay);
        },
      },
    };
    await system.pages();
    expect(reasons[0]).toBe('nobody of level 1 can be reached');
  });

  it('is waited for while one of its people was told', async () => {
    const { ports, job } = await paged();
    refusing(ports, (address) => address.startsWith('+'));
    const system = new ShopSystem(ports);
    ports.collected.pages.push({ job });
    await system.pages();
    expect(channelsUsed(ports)).toEqual(['sms', 'email']);
    expect(eventsOf(ports)).not.toContainEqual(expect.objectContaining({ type: 'LevelUnreachable' }));
  });

  it('leads to the catch-all, which goes on at its own pace', async () => {
    const { ports, job } = await paged();
    refusing(ports, () => true);
    const system = new ShopSystem(ports);
    ports.collected.pages.push({ job });
    await system.pages();
    const levels = eventsOf(ports).flatMap((e) => (e.type === 'LevelPaged' ? [`${e.level}.${e.round}`] : []));
    expect(levels).toEqual(['1.0', '2.0', '3.1']);
  });
});

describe('a channel that says nothing', () => {
  it('is followed by the next contact after four seconds, while it is still waited for', async () => {
    const { ports, job } = await paged();
    const answer = Promise.withResolvers<{ sent: true }>();
    const hanging = { ...ports, transports: { ...ports.transports, sms: { send: () => answer.promise } } };
    const sending = pageResponder(hanging, job, false);
    await vi.waitFor(() => expect(ports.collected.timers).toHaveLength(1));
    const [{ ms, work }] = ports.collected.timers as [{ ms: number; work: () => void }];
    expect(ms).toBeLessThanOrEqual(4_000);
    ports.collected.pages.splice(0);
    work();
    expect(ports.collected.pages).toMatchObject([{ job: { contactIndex: 1, attempt: 1 }, delaySeconds: undefined }]);
    answer.resolve({ sent: true });
    await sending;
    expect(ledger(ports)).toEqual(['sms handed-over']);
    expect(ports.collected.timers).toEqual([]);
  });

  it('is watched only where there is somebody to turn to', async () => {
    const { ports, job } = await paged();
    const watched: number[] = [];
    const timer = (ms: number) => {
      watched.push(ms);
      return () => {};
    };
    await pageResponder({ ...ports, timer }, { ...job, contactIndex: 2 }, false);
    expect(watched).toEqual([]);
  });
});

describe('a page whose turn comes when nobody wants it any more', () => {
  const SUPERSEDED = { kind: 'page-superseded', details: { personId: 'ana', ageSeconds: 36 } };

  it('is kept with its age, on the timeline and as a metric, when its person was told nothing', async () => {
    const { ports, job, acknowledge } = await paged();
    await acknowledge();
    ports.time.now += 36_000;
    await pageResponder(ports, job, true);
    await pageResponder(ports, job, true);
    expect(ports.collected.sent).toEqual([]);
    expect([...ports.stores.held.deliveries.values()]).toMatchObject([
      { recipient: 'ana', status: 'superseded', ageSeconds: 36, supersededAt: toIso(SIMULATION_START + 36_000) },
    ]);
    const last = ports.stores.held.commits.get(job.incidentId)?.at(-1)?.events;
    expect(last).toEqual([
      { type: 'PageSuperseded', pagingId: 'p1', pageId: job.pageId, personId: 'ana', ageSeconds: 36 },
    ]);
    expect(ports.collected.happenings.filter(({ kind }) => kind === 'page-superseded')).toMatchObject([SUPERSEDED]);
  });

  it('is a quiet matter when they were told by another contact', async () => {
    const { ports, job, acknowledge } = await paged();
    await pageResponder(ports, job, false);
    await acknowledge();
    ports.time.now += 120_000;
    for (const { job: later } of ports.collected.pages.splice(0)) await pageResponder(ports, later, false);
    expect(ledger(ports)).toEqual(['sms handed-over']);
  });
});

describe('a queue that holds pages longer than a manager has to decide', () => {
  /** A candidate of checkout, whose manager Mia is paged, and after her Max. */
  const candidate = async () => {
    const ports = shopPorts();
    const [accepted] = await acceptSignals(ports, [signal('a')]);
    const incidentId = accepted?.incidentId ?? '';
    const pages = () => ports.collected.pages.splice(0).map(({ job }) => job);
    const escalates = async () => {
      ports.time.now += 600_000;
      await advanceIncident(ports, incidentId);
    };
    return { ports, incidentId, pages, escalates };
  };
  const managers = (jobs: PageJob[]) =>
    jobs.filter(({ purpose }) => purpose === 'major-incident-manager').map(({ personId }) => personId);

  it('leaves nobody out: who was never told is paged beside the next one', async () => {
    const { ports, pages, escalates } = await candidate();
    const late = pages();
    expect(managers(late)).toEqual(['mia']);
    await escalates();
    const next = pages();
    expect(managers(next).sort()).toEqual(['max', 'mia']);
    for (const job of [...late, ...next]) await pageResponder(ports, job, true);
    const told = [...ports.stores.held.deliveries.values()].filter(({ status }) => status === 'handed-over');
    expect(told.map(({ recipient }) => recipient).sort()).toEqual(['ana', 'max', 'mia']);
    const dropped = [...ports.stores.held.deliveries.values()].filter(({ status }) => status === 'superseded');
    expect(dropped).toMatchObject([{ recipient: 'mia', ageSeconds: 600 }]);
  });

  it('is told apart from a manager who was told and does not answer', async () => {
    const { ports, pages, escalates } = await candidate();
    for (const job of pages()) await pageResponder(ports, job, false);
    await escalates();
    expect(managers(pages())).toEqual(['max']);
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

describe('a provider that takes no messages', () => {
  const down = async () => {
    const { ports, job } = await paged();
    for (let n = 0; n < 3; n += 1) ports.providers.answered('sms', '+491700000009', false);
    return { ports, job };
  };

  it('is tried, and not waited for: the next contact is asked at once', async () => {
    const { ports, job } = await down();
    const answer = Promise.withResolvers<{ sent: true }>();
    const hanging = { ...ports, transports: { ...ports.transports, sms: { send: () => answer.promise } } };
    const sending = pageResponder(hanging, job, false);
    await vi.waitFor(() =>
      expect(ports.collected.pages.at(-1)).toMatchObject({ job: { contactIndex: 1 }, delaySeconds: undefined }),
    );
    answer.resolve({ sent: true });
    await sending;
    expect(ledger(ports)).toEqual(['sms handed-over']);
    expect(ports.collected.happenings).toContainEqual(expect.objectContaining({ kind: 'provider-up' }));
  });

  it('is on the timeline of whoever it did not reach', async () => {
    const { ports, job } = await down();
    ports.provider.answer = () => ({ sent: false, retryable: true, reason: 'HTTP 503' });
    await pageResponder(ports, job, false);
    const events = ports.stores.held.commits.get(job.incidentId)?.flatMap((commit) => commit.events);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'ContactFailed', channel: 'sms', providerDown: true }),
    );
  });

  it('is told of once, and again when it takes messages', async () => {
    const { ports, job } = await paged();
    ports.provider.answer = () => ({ sent: false, retryable: true, reason: 'HTTP 503' });
    for (let attempt = 1; attempt <= 3; attempt += 1) await pageResponder(ports, { ...job, attempt }, false);
    ports.provider.answer = () => ({ sent: true });
    await pageResponder(ports, { ...job, attempt: 4 }, false);
    const kinds = ports.collected.happenings.map(({ kind }) => kind).filter((kind) => kind.startsWith('provider-'));
    expect(kinds).toEqual(['provider-down', 'provider-up']);
  });
});
