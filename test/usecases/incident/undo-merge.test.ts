import { describe, expect, it } from 'vitest';
import type { Principal } from '../../../domain/access/principal.ts';
import { activePagings, type IncidentState } from '../../../domain/incident/state.ts';
import { ShopSystem, shopPorts, signal } from '../../../simulation/shop-system.ts';
import { adoptChild } from '../../../usecases/incident/adopt-child.ts';
import { commandIncident } from '../../../usecases/incident/command-incident.ts';
import { loadIncident } from '../../../usecases/incident/load-incident.ts';

const MIA: Principal = { id: 'mia', name: 'Mia', role: 'manager', personId: 'mia' } as Principal;

class Shop extends ShopSystem {
  async settles(): Promise<void> {
    for (let turn = 0; turn < 6; turn += 1) await this.follows();
    await this.pages();
  }

  async of(service: string): Promise<IncidentState> {
    for (const id of this.ports.stores.held.commits.keys()) {
      const state = await loadIncident(this.ports, id);
      if (state?.serviceId === service) return state;
    }
    throw new Error(`no incident of ${service}`);
  }

  asks(incidentId: string, command: Parameters<typeof commandIncident>[3]) {
    return commandIncident(this.ports, MIA, incidentId, command);
  }
}

/** Search was merged into checkout by mistake, and got another alert there. */
const merged = async (): Promise<Shop> => {
  const shop = new Shop(shopPorts());
  await shop.sends([signal('a')]);
  await shop.sends([signal('s1', { service: 'search', title: 'Search is slow' })]);
  await shop.settles();
  const [checkout, search] = [await shop.of('checkout'), await shop.of('search')];
  await shop.asks(search.incidentId, { type: 'merge', into: checkout.number });
  await shop.settles();
  await shop.sends([signal('s2', { service: 'search', title: 'Search is down' })]);
  await shop.settles();
  return shop;
};

describe('a merge that was wrong', () => {
  it('is taken back: the incident has its alerts again, those that came since among them, and the other has its own', async () => {
    const shop = await merged();
    expect(await shop.of('checkout')).toMatchObject({ firing: 3 });
    const { incidentId } = await shop.of('search');
    await shop.asks(incidentId, { type: 'separate', reason: 'two causes' });
    await shop.settles();
    const search = await shop.of('search');
    expect(search).toMatchObject({ status: 'open', firing: 2 });
    expect(search.mergedInto).toBeUndefined();
    expect(await shop.of('checkout')).toMatchObject({ status: 'open', firing: 1, children: [] });
    for (const row of (await shop.ports.stores.alerts.ofIncident(incidentId, { limit: 10 })).items)
      expect(row).toMatchObject({ serviceId: 'search', incidentId });
  });

  it('pages those on duty again, and what fires from then on is its own', async () => {
    const shop = await merged();
    const { incidentId } = await shop.of('search');
    expect(activePagings(await shop.of('search'))).toEqual([]);
    await shop.asks(incidentId, { type: 'separate', reason: 'two causes' });
    await shop.settles();
    expect(activePagings(await shop.of('search')).map(({ purpose }) => purpose)).toContain('resolver');
    await shop.sends([signal('s3', { service: 'search' })]);
    await shop.sends([signal('s1', { service: 'search', status: 'resolved' })]);
    await shop.settles();
    expect(await shop.of('search')).toMatchObject({ firing: 2 });
    expect(await shop.of('checkout')).toMatchObject({ firing: 1 });
  });

  it('ends by itself where nothing of it fires any more', async () => {
    const shop = await merged();
    const { incidentId } = await shop.of('search');
    for (const key of ['s1', 's2']) await shop.sends([signal(key, { service: 'search', status: 'resolved' })]);
    await shop.asks(incidentId, { type: 'separate', reason: 'two causes' });
    await shop.settles();
    expect(await shop.of('search')).toMatchObject({ firing: 0, quiet: expect.anything() });
  });

  it('stays taken back, whatever is followed again', async () => {
    const shop = await merged();
    const [checkout, search] = [await shop.of('checkout'), await shop.of('search')];
    await shop.asks(search.incidentId, { type: 'separate', reason: 'two causes' });
    await shop.settles();
    await adoptChild(shop.ports, await shop.ports.inForce(), checkout.incidentId, search.incidentId);
    await shop.follows(true);
    expect(await shop.of('checkout')).toMatchObject({ firing: 1, children: [] });
    expect(await shop.of('search')).toMatchObject({ firing: 2 });
  });

  it('may be merged again, and taken back again', async () => {
    const shop = await merged();
    const [checkout, search] = [await shop.of('checkout'), await shop.of('search')];
    for (let round = 0; round < 2; round += 1) {
      await shop.asks(search.incidentId, { type: 'separate', reason: 'two causes' });
      await shop.settles();
      expect([(await shop.of('checkout')).firing, (await shop.of('search')).firing]).toEqual([1, 2]);
      await shop.asks(search.incidentId, { type: 'merge', into: checkout.number });
      await shop.settles();
      expect([(await shop.of('checkout')).firing, (await shop.of('search')).status]).toEqual([3, 'merged']);
    }
  });

  it('is refused in words where there is none', async () => {
    const shop = await merged();
    const { incidentId } = await shop.of('checkout');
    await expect(shop.asks(incidentId, { type: 'separate', reason: 'x' })).rejects.toThrow(
      'INC-2026-0001 is no part of another incident',
    );
  });
});
