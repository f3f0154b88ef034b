import { describe, expect, it } from 'vitest';
import { toIso } from '../../../domain/instant/instant.ts';
import { SIMULATION_START } from '../../../simulation/simulated-ports.ts';
import { type CheckName, type ReadinessFacts, readiness } from '../../../usecases/readiness/readiness.ts';
import { type ApiOnFakes, alerted, apiOnFakes } from '../../api/api-on-fakes.ts';

type Break = (api: ApiOnFakes) => void | Promise<void>;

/** A page that was intended so long ago and that nobody has taken. */
const waitingPage =
  (ms: number): Break =>
  async ({ ports }) => {
    await alerted({ ports } as ApiOnFakes);
    const [page] = ports.collected.pages;
    if (!page) throw new Error('nobody was paged');
    const { job } = page;
    await ports.stores.deliveries.intend(
      {
        deliveryId: `${job.pageId}/0/sms/1`,
        incidentId: job.incidentId,
        messageId: job.pageId,
        kind: 'page',
        recipient: job.personId,
        recipientName: 'Somebody',
        channel: 'sms',
        address: '+4917000000',
        status: 'intended',
        intendedAt: toIso(ports.clock.now() - ms),
        attempts: 0,
        subject: 'page',
        job,
      },
      0,
    );
  };

const fails = ({ ports }: ApiOnFakes, times = 3): void => {
  for (let n = 0; n < times; n += 1) ports.providers.answered('sms', '+49170', false);
};

describe('Readiness', () => {
  it.each<[string, Break, ReadinessFacts, CheckName[]]>([
    ['all is well', () => {}, { reconciled: { at: SIMULATION_START, everyMs: 30_000 }, clockSetByMs: 0 }, []],
    [
      'nothing can be written',
      ({ ports }) => {
        ports.stores.counters.next = () => Promise.reject(new Error('disk full'));
      },
      {},
      ['store'],
    ],
    [
      'what was written is not durable',
      ({ ports }) => {
        (ports.stores as { durable: () => Promise<void> }).durable = () => Promise.reject(new Error('no room'));
      },
      {},
      ['store'],
    ],
    [
      'a write never ends',
      ({ ports }) => {
        ports.stores.counters.next = () => new Promise(() => {});
        (ports as { timer: unknown }).timer = (_: number, work: () => void) => {
          work();
          return () => {};
        };
      },
      {},
      ['store'],
    ],
    ['the store has said that it is damaged', () => {}, { isDamaged: true }, ['store']],
    [
      'the reconciler is late',
      () => {},
      { reconciled: { at: SIMULATION_START - 121_000, everyMs: 30_000 } },
      ['reconciler'],
    ],
    [
      'the reconciler has missed some rounds',
      () => {},
      { reconciled: { at: SIMULATION_START - 119_000, everyMs: 30_000 } },
      [],
    ],
    ['a page waits', waitingPage(121_000), {}, ['pages']],
    ['a page is under way', waitingPage(1_000), {}, []],
    ['the only provider is down', (api) => fails(api), {}, ['providers']],
    ['a provider hiccups', (api) => fails(api, 2), {}, []],
    [
      'one of two providers is down',
      (api) => {
        fails(api);
        api.ports.providers.answered('email', 'a@example.com', true);
      },
      {},
      [],
    ],
    ['the clock was set back', () => {}, { clockSetByMs: -600_000 }, ['clock']],
    ['the clock was set by a second', () => {}, { clockSetByMs: 1_000 }, []],
  ])('says when %s', async (_, damage, facts, wrong) => {
    const api = apiOnFakes();
    await damage(api);
    const { ready, checks } = await readiness(api.ports, facts);
    expect(checks.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual(wrong);
    expect(ready).toBe(wrong.length === 0);
  });

  it('is asked over HTTP by anybody, once for all who ask within a second, and answers 503 where it is not', async () => {
    const api = apiOnFakes();
    let written = 0;
    const { next } = api.ports.stores.counters;
    api.ports.stores.counters.next = (name) => {
      written += 1;
      return next(name);
    };
    const answers = await Promise.all(Array.from({ length: 5 }, () => api.get('/readyz', '')));
    expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(200));
    expect(written).toBe(1);
    const broken = apiOnFakes();
    broken.ports.stores.counters.next = () => Promise.reject(new Error('disk full'));
    const answer = await broken.get('/readyz', '');
    expect(answer.status).toBe(503);
    const body = JSON.stringify(await answer.json());
    expect(body).toContain('alerts are refused');
    expect(body).not.toContain('disk full');
  });
});
