import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWorse, type Signal } from '../../../domain/signal/signal.ts';
import { NOT_SUPPRESSED } from '../../../domain/suppression/suppressors.ts';
import { shop } from '../../../simulation/shop-configuration.ts';
import { ShopSystem, shopPorts, signal } from '../../../simulation/shop-system.ts';
import { SIMULATION_START } from '../../../simulation/simulated-ports.ts';
import { acceptSignals } from '../../../usecases/alerts/accept-signals.ts';
import { coalesce, prepare } from '../../../usecases/alerts/prepare-signals.ts';

/** The rounds of writes that a batch becomes, each as the signals in it with how many messages they stand for. */
const rounds = (...signals: Signal[]) =>
  coalesce(signals.map((one) => prepare(one, shop, NOT_SUPPRESSED, SIMULATION_START, 1))).map((round) =>
    [...round.values()].map(
      ({
        record: {
          count,
          signal: { dedupKey, severity, status, title },
        },
      }) => ({
        ...{ dedupKey, status, severity, title, count },
      }),
    ),
  );

const said = (severity: Signal['severity'], changes: Partial<Signal> = {}): Signal =>
  signal('a', { severity, title: severity, ...changes });

describe('a message', () => {
  it('competes for a slot only when somebody asks for which, which a mere repeat does not', () => {
    const asked: string[] = [];
    const lookup = {
      ...shop,
      service: (id: string) => {
        asked.push(id);
        return shop.service(id);
      },
    };
    const prepared = prepare(signal('a'), lookup, NOT_SUPPRESSED, SIMULATION_START, 1);
    expect(asked).toEqual([]);
    expect(prepared.slotKey).toBe(prepared.slotKey);
    expect(asked).toEqual([prepared.record.serviceId]);
  });
});

describe('messages about one alert in one batch', () => {
  it('count with the worst of them and read as the newest, in whatever order they came', () => {
    const worse = said('critical', { saidAt: SIMULATION_START });
    const newer = said('warning', { saidAt: SIMULATION_START + 1000 });
    const expected = { dedupKey: 'a', status: 'firing', severity: 'critical', title: 'warning', count: 2 };
    expect(rounds(worse, newer)).toEqual([[expected]]);
    expect(rounds(newer, worse)).toEqual([[expected]]);
  });

  it('page as the worst of them would', async () => {
    const system = new ShopSystem(shopPorts());
    await acceptSignals(system.ports, [said('critical'), said('info')]);
    await system.turns();
    expect(system.ports.collected.sent.map(({ address }) => address)).not.toEqual([]);
    const [opened] = [...system.ports.stores.held.commits.values()].flatMap((commits) => commits[0]?.events ?? []);
    expect(opened).toMatchObject({ type: 'IncidentOpened', severity: 'SEV1' });
  });

  it('stay apart, in order, where they say that it fires and that it is over', () => {
    const over = said('critical', { status: 'resolved' });
    expect(rounds(said('critical'), over, said('warning'), said('error'))).toEqual([
      [{ dedupKey: 'a', status: 'firing', severity: 'critical', title: 'critical', count: 1 }],
      [{ dedupKey: 'a', status: 'resolved', severity: 'critical', title: 'critical', count: 1 }],
      [{ dedupKey: 'a', status: 'firing', severity: 'error', title: 'error', count: 2 }],
    ]);
  });

  it('are all counted, and none makes an alert less severe than the worst that was said at that time', () => {
    const message = fc.record({
      key: fc.constantFrom('a', 'b'),
      status: fc.constantFrom<Signal['status']>('firing', 'resolved'),
      severity: fc.constantFrom<Signal['severity']>('critical', 'error', 'warning', 'info'),
      after: fc.nat(3),
    });
    fc.assert(
      fc.property(fc.array(message, { maxLength: 20 }), (messages) => {
        const signals = messages.map(({ after, key, ...more }) =>
          signal(key, { ...more, occurredAt: SIMULATION_START + after }),
        );
        const made = rounds(...signals).flat();
        expect(made.reduce((sum, { count }) => sum + count, 0)).toBe(signals.length);
        for (const key of ['a', 'b']) {
          const runs: Signal[][] = [];
          for (const one of signals.filter(({ dedupKey }) => dedupKey === key)) {
            const run = runs.at(-1);
            if (run?.[0]?.status === one.status) run.push(one);
            else runs.push([one]);
          }
          const worst = runs.map((run) => run.map((s) => s.severity).reduce((w, s) => (isWorse(s, w) ? s : w)));
          expect(made.filter(({ dedupKey }) => dedupKey === key).map(({ severity }) => severity)).toEqual(worst);
        }
      }),
    );
  });
});
