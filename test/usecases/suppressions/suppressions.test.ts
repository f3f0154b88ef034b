import { describe, expect, it } from 'vitest';
import { verifyChain } from '../../../domain/chain/chain.ts';
import { toIso } from '../../../domain/instant/instant.ts';
import type { Signal } from '../../../domain/signal/signal.ts';
import { shopPorts, signal } from '../../../simulation/shop-system.ts';
import { SIMULATION_START, type SimulatedPorts } from '../../../simulation/simulated-ports.ts';
import { acceptSignals } from '../../../usecases/alerts/accept-signals.ts';
import { listLive } from '../../../usecases/live/list-live.ts';
import { verifyStream } from '../../../usecases/live/read-stream.ts';
import { erasePerson } from '../../../usecases/personal/erase-person.ts';
import { reconcile } from '../../../usecases/reconcile.ts';
import {
  cancelSuppression,
  changeSuppression,
  makeSuppression,
} from '../../../usecases/suppressions/change-suppression.ts';
import { readSuppression } from '../../../usecases/suppressions/read-suppressions.ts';
import type { SuppressionRequest } from '../../../usecases/suppressions/requests.ts';

const MINUTE = 60_000;

const by = (ports: SimulatedPorts, person = 'ana') => ({
  now: toIso(ports.time.now),
  actor: { kind: 'person' as const, id: person, name: 'Ana Sousa' },
  commandId: ports.ids.next(),
});

const make = (ports: SimulatedPorts, asked: SuppressionRequest, form: 'silence' | 'maintenance' = 'maintenance') =>
  makeSuppression(ports, form, { reason: 'the database moves', ...asked }, by(ports));

const at = (minutes: number, changes: Partial<Signal> = {}): Partial<Signal> => ({
  occurredAt: SIMULATION_START + minutes * MINUTE,
  receivedAt: SIMULATION_START + minutes * MINUTE,
  ...changes,
});

const turnTo = async (ports: SimulatedPorts, minutes: number): Promise<void> => {
  ports.time.now = SIMULATION_START + minutes * MINUTE;
  await reconcile(ports);
};

const incidents = (ports: SimulatedPorts): number => ports.stores.held.commits.size;

const alerts = (ports: SimulatedPorts) => [...ports.stores.held.alerts.values()];

describe('a maintenance window that people make', () => {
  it('holds back all in its scope while it lasts, and what still fires at its end is paged then', async () => {
    const ports = shopPorts();
    await make(ports, { id: 'move', services: ['checkout'], minutes: 30 });
    await acceptSignals(ports, [signal('a'), signal('b'), signal('c', { service: 'search' })]);
    await acceptSignals(ports, [signal('b', at(1, { status: 'resolved' }))]);
    expect(incidents(ports)).toBe(1);
    expect(alerts(ports)[0]).toMatchObject({ suppressedBy: 'maintenance window move, made by ana' });
    await turnTo(ports, 29);
    expect(incidents(ports)).toBe(1);
    ports.collected.pages.splice(0);
    await turnTo(ports, 30);
    expect(incidents(ports)).toBe(2);
    expect(ports.collected.pages.length).toBeGreaterThan(0);
    expect(await readSuppression(ports, 'maintenance', 'move')).toMatchObject({
      standing: 'ended',
      ended: { how: 'over', by: { kind: 'clock' } },
    });
  });

  it('covers by environment and by label, all that are named', async () => {
    const ports = shopPorts();
    await make(ports, { environments: ['staging'], labels: { team: 'data*' }, minutes: 30 });
    const held = { environment: 'staging', labels: { team: 'data-platform' } };
    await acceptSignals(ports, [
      signal('held', held),
      signal('other-team', { ...held, labels: { team: 'web' } }),
      signal('live', { ...held, environment: 'production' }),
    ]);
    expect(alerts(ports).map(({ suppressedBy }) => suppressedBy !== undefined)).toEqual([true, false, false]);
  });

  it('recurs by the wall clock, plans on as time passes, and lets page in between', async () => {
    const ports = shopPorts();
    // 20:00 UTC is 21:00 in Berlin.
    const recurrence = { timeZone: 'Europe/Berlin', start: '2026-11-21T22:00', minutes: 60, repeat: 'daily' };
    await make(ports, { id: 'nightly', services: ['checkout'], ...recurrence });
    for (const day of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) {
      await turnTo(ports, day * 1440 + 90);
      await acceptSignals(ports, [signal(`held-${day}`, at(day * 1440 + 90))]);
      await acceptSignals(ports, [signal(`held-${day}`, at(day * 1440 + 91, { status: 'resolved' }))]);
      expect(incidents(ports)).toBe(0);
    }
    await turnTo(ports, 11 * 1440);
    await acceptSignals(ports, [signal('paged', at(11 * 1440))]);
    expect(incidents(ports)).toBe(1);
  });

  it('is changed and cancelled: what it held back and still fires is acted upon', async () => {
    const ports = shopPorts();
    await make(ports, { id: 'move', services: ['checkout'], minutes: 30 });
    await acceptSignals(ports, [signal('a'), signal('b', { service: 'search' })]);
    expect(incidents(ports)).toBe(1);
    await changeSuppression(ports, 'maintenance', 'move', { minutes: 60 }, by(ports));
    await turnTo(ports, 45);
    expect(incidents(ports)).toBe(1);
    await cancelSuppression(ports, 'maintenance', 'move', by(ports, 'mia'));
    await turnTo(ports, 46);
    expect(incidents(ports)).toBe(2);
    expect(await readSuppression(ports, 'maintenance', 'move')).toMatchObject({
      ended: { how: 'cancelled', by: { id: 'mia' } },
    });
    await expect(changeSuppression(ports, 'maintenance', 'move', { minutes: 5 }, by(ports))).rejects.toMatchObject({
      code: 'illegal-transition',
    });
  });

  it('stands in the place of the window of the files that has its id, until it ends', async () => {
    const window = {
      id: 'move',
      reason: 'moves',
      from: toIso(SIMULATION_START - MINUTE),
      to: toIso(SIMULATION_START + 90 * MINUTE),
      when: [{ fact: 'service', is: 'checkout' }],
    };
    const ports = shopPorts({ maintenanceWindows: [window] });
    await make(ports, { id: 'move', services: ['search'], minutes: 30 });
    expect(await listLive(ports)).toMatchObject([{ id: 'move', shadows: 'maintenanceWindows/move' }]);
    await acceptSignals(ports, [signal('a'), signal('b', { service: 'search' })]);
    expect(alerts(ports).map(({ suppressedBy }) => suppressedBy)).toEqual([
      undefined,
      'maintenance window move, made by ana',
    ]);
    await turnTo(ports, 31);
    expect(await listLive(ports)).toEqual([]);
    await acceptSignals(ports, [signal('c', at(31, { service: 'checkout', environment: 'staging' }))]);
    expect(alerts(ports).at(-1)).toMatchObject({ suppressedBy: 'maintenance window move: moves' });
  });

  it.each<[string, SuppressionRequest, RegExp]>([
    ['an unknown service', { services: ['nothing'], minutes: 5 }, /There is no service "nothing"/],
    [
      'an end before its beginning',
      { services: ['checkout'], from: '2026-11-21T22:00:00Z', to: '2026-11-21T21:00:00Z' },
      /ends after it begins/,
    ],
    [
      'an end that is past',
      { services: ['checkout'], from: '2026-11-20T00:00:00Z', to: '2026-11-20T01:00:00Z' },
      /would be over already/,
    ],
    ['no end', { services: ['checkout'] }, /has an end, or recurs/],
    ['no scope', { minutes: 5 }, /Say what it covers/],
    [
      'half a recurrence',
      { services: ['checkout'], repeat: 'daily', minutes: 5 },
      /"timeZone", "start", "minutes" and "repeat"/,
    ],
    [
      'a length and an end',
      { services: ['checkout'], minutes: 5, to: '2026-11-22T00:00:00Z' },
      /either "to" or "minutes"/,
    ],
  ])('is refused in words with %s', async (_, asked, why) => {
    const ports = shopPorts();
    await expect(make(ports, asked)).rejects.toThrow(why);
    expect(ports.stores.held.streams.size).toBe(0);
  });
});

describe('a silence of one alert', () => {
  const silenced = async (ports: SimulatedPorts, more: SuppressionRequest = {}) => {
    await acceptSignals(ports, [signal('a', { suppressedBySender: 'muted' })]);
    const [alert] = alerts(ports);
    return make(ports, { id: 'quiet', alert: alert?.alertId ?? '', ...more }, 'silence');
  };

  it('ends when that alert recovers: the next time it fires it pages', async () => {
    const ports = shopPorts();
    await silenced(ports);
    await acceptSignals(ports, [signal('a', at(1))]);
    expect(incidents(ports)).toBe(0);
    expect(alerts(ports)[0]?.suppressedBy).toBe('silence quiet, made by ana');
    await acceptSignals(ports, [signal('a', at(2, { status: 'resolved' }))]);
    expect(await readSuppression(ports, 'silence', 'quiet')).toMatchObject({ ended: { how: 'recovered' } });
    await acceptSignals(ports, [signal('a', at(3))]);
    expect(incidents(ports)).toBe(1);
  });

  it('ends with the reconciler where whoever heard of the recovery did not know of it', async () => {
    const ports = shopPorts();
    await silenced(ports);
    const unaware = {
      ...ports,
      inForce: async () => (await import('../../../domain/configuration/lookup.ts')).lookupIn(ports.configured.current),
    };
    await acceptSignals(unaware, [signal('a', at(1, { status: 'resolved' }))]);
    await turnTo(ports, 2);
    expect(await readSuppression(ports, 'silence', 'quiet')).toMatchObject({ ended: { how: 'recovered' } });
  });

  it('lasts as long as it says where it names a time', async () => {
    const ports = shopPorts();
    await silenced(ports, { minutes: 30 });
    await acceptSignals(ports, [signal('a', at(1, { status: 'resolved' }))]);
    await acceptSignals(ports, [signal('a', at(2))]);
    expect(incidents(ports)).toBe(0);
    await turnTo(ports, 30);
    expect(incidents(ports)).toBe(1);
  });

  it('is refused where the alert does not fire, or there is none', async () => {
    const ports = shopPorts();
    await acceptSignals(ports, [signal('a'), signal('a', at(1, { status: 'resolved' }))]);
    await expect(make(ports, { alert: alerts(ports)[0]?.alertId ?? '' }, 'silence')).rejects.toThrow(/does not fire/);
    await expect(make(ports, { alert: 'unknown' }, 'silence')).rejects.toMatchObject({ code: 'alert-not-found' });
    await expect(make(ports, { services: ['checkout'] }, 'silence')).rejects.toThrow(/more than one alert has an end/);
  });
});

describe('personal data of whoever made it', () => {
  it('is not in the chain, and can be erased while the chain stays whole', async () => {
    const ports = shopPorts();
    await make(ports, { id: 'move', services: ['checkout'], minutes: 30, reason: 'my cat unplugged the rack' });
    const stream = { kind: 'suppression', id: 'move' };
    const chain = await ports.stores.commits.ofStream(stream, 0);
    expect(JSON.stringify(chain)).not.toMatch(/cat|Sousa/);
    expect(await readSuppression(ports, 'maintenance', 'move')).toMatchObject({ reason: 'my cat unplugged the rack' });
    expect(await erasePerson(ports, 'ana', by(ports, 'root'))).toMatchObject({ person: 'ana', rows: 1 });
    expect(await readSuppression(ports, 'maintenance', 'move')).toMatchObject({ reason: null });
    expect(JSON.stringify([...ports.stores.held.personal.values()])).not.toMatch(/cat|key/);
    expect(await ports.stores.commits.ofStream(stream, 0)).toEqual(chain);
    expect(verifyChain(chain)).toBeUndefined();
    expect(await verifyStream(ports, stream)).toMatchObject({ whole: true, personal: { erased: 1, whole: 0 } });
    const [erasure] = await ports.stores.commits.ofStream({ kind: 'erasure', id: 'ana' }, 0);
    expect(erasure).toMatchObject({ actor: { id: 'root' }, at: toIso(ports.time.now), events: [{ rows: 1 }] });
  });

  it('is noticed when it was altered beside the chain', async () => {
    const ports = shopPorts();
    await make(ports, { id: 'move', services: ['checkout'], minutes: 30 });
    const [row] = [...ports.stores.held.personal.values()];
    const held = { key: row?.held?.key ?? '', data: { reason: 'nobody said so' } };
    ports.stores.held.personal.set(row?.ref ?? '', { ...row, held } as NonNullable<typeof row>);
    expect(await verifyStream(ports, { kind: 'suppression', id: 'move' })).toMatchObject({
      whole: false,
      personal: { altered: 1 },
    });
  });

  it('has nothing to erase of somebody who wrote nothing, and puts nothing on record', async () => {
    const ports = shopPorts();
    expect(await erasePerson(ports, 'ben', by(ports, 'root'))).toMatchObject({ person: 'ben', rows: 0 });
    expect(ports.stores.held.streams.size).toBe(0);
  });
});
