import { expect, test } from 'vitest';
import { reconcile, UnfollowedError } from '../../functions/reconcile.ts';
import { ShopSystem, shopPorts, signal } from '../../simulation/shop-system.ts';
import type { SimulatedPorts } from '../../simulation/simulated-ports.ts';
import { acceptSignals } from '../../usecases/alerts/accept-signals.ts';

const saidIn = (ports: SimulatedPorts) => ports.collected.happenings.filter(({ kind }) => kind === 'reconciled');

test('where nothing is to be repaired it says nothing', async () => {
  const ports = shopPorts();
  const found = await reconcile(() => ports)();
  expect(Object.values(found).every((count) => count === 0)).toBe(true);
  expect(saidIn(ports)).toEqual([]);
});

test('a page that was decided and lost is sent, and it says how many', async () => {
  const ports = shopPorts();
  const system = new ShopSystem(ports);
  await acceptSignals(ports, [signal('down', { severity: 'warning' })]);
  await system.follows();
  ports.collected.pages.length = 0;
  ports.time.now += 60_000;
  const found = await reconcile(() => ports)();
  expect(found.pages).toBe(1);
  expect(ports.collected.pages.map(({ job }) => job.personId)).toEqual(['ana']);
  expect(saidIn(ports)).toEqual([expect.objectContaining({ details: expect.objectContaining({ pages: 1 }) })]);
});

test('an alert that no incident has gets one', async () => {
  const ports = shopPorts();
  await acceptSignals(ports, [signal('down')]);
  const { alerts, commits, slots } = ports.stores.held;
  for (const [key, alert] of alerts) alerts.set(key, { ...alert, incidentId: undefined });
  commits.clear();
  slots.clear();
  ports.time.now += 60_000;
  expect(await reconcile(() => ports)()).toMatchObject({ alerts: 1 });
  expect([...alerts.values()].every(({ incidentId }) => incidentId !== undefined)).toBe(true);
});

test('what cannot be followed fails the function, so that its queue tries again and its alarm tells somebody', async () => {
  const ports = shopPorts();
  await acceptSignals(ports, [signal('down')]);
  ports.events.publish = () => Promise.reject(new Error('the bus is away'));
  ports.time.now += 600_000;
  const failure = await reconcile(() => ports)().catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(UnfollowedError);
  expect(failure).toMatchObject({ code: 'commits-unfollowed', message: expect.stringMatching(/^1 commit/) });
});

test('it gives a sign of life when it is done, and none when it could not be', async () => {
  const ports = shopPorts();
  const said: string[] = [];
  const say = async (): Promise<void> => {
    said.push('alive');
  };
  await reconcile(() => ports, say)();
  expect(said).toEqual(['alive']);
  const gone = (): never => {
    throw new Error('the table is gone');
  };
  await expect(reconcile(gone, say)()).rejects.toThrow('the table is gone');
  expect(said).toEqual(['alive']);
});

test('it gives no sign of life while a step of it cannot be done, though all others are', async () => {
  const ports = shopPorts();
  const said: string[] = [];
  const unattached = () => Promise.reject(new Error('the index is away'));
  const broken = { ...ports, stores: { ...ports.stores, alerts: { ...ports.stores.alerts, unattached } } };
  const say = async (): Promise<void> => void said.push('alive');
  expect(await reconcile(() => broken, say)()).toMatchObject({ failed: 1 });
  expect(said).toEqual([]);
  expect(await reconcile(() => ports, say)()).toMatchObject({ failed: 0 });
  expect(said).toEqual(['alive']);
});

test('a sign of life that nobody takes is told, and costs nothing else', async () => {
  const ports = shopPorts();
  const found = await reconcile(
    () => ports,
    async () => {
      throw new Error('it was answered with 404');
    },
  )();
  expect(Object.values(found).every((count) => count === 0)).toBe(true);
  expect(ports.collected.failures).toMatchObject([{ what: 'sending a sign of life' }]);
});
