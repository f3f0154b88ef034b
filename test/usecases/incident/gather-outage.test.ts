import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Principal } from '../../../domain/access/principal.ts';
import type { IncidentState } from '../../../domain/incident/state.ts';
import { activePagings } from '../../../domain/incident/state.ts';
import type { Signal } from '../../../domain/signal/signal.ts';
import { outageFile } from '../../../simulation/outage-shop.ts';
import { ShopSystem, shopPorts, signal } from '../../../simulation/shop-system.ts';
import { commandIncident } from '../../../usecases/incident/command-incident.ts';
import { loadIncident } from '../../../usecases/incident/load-incident.ts';
import { advanceIncident, pageNextLevel } from '../../../usecases/incident/run-process.ts';
import { acknowledgeByLink, lookAtLink } from '../../../usecases/reach/acknowledge-by-link.ts';
import { decideByLink } from '../../../usecases/reach/decide-by-link.ts';

const MANAGER: Principal = { id: 'mia', name: 'Mia', role: 'manager', personId: 'mia' } as Principal;

/** The shop of services that depend on each other, with its clocks. */
class Outage extends ShopSystem {
  constructor(changes: Record<string, unknown> = {}) {
    super(shopPorts({ ...outageFile(), ...changes }));
  }

  async fires(service: string, changes: Partial<Signal> = {}): Promise<void> {
    const now = this.ports.time.now;
    await this.sends([
      signal(service, { service, title: `${service} is down`, occurredAt: now, receivedAt: now, ...changes }),
    ]);
    await this.settles();
  }

  /** Every commit that follows from others, then every page. */
  async settles(): Promise<void> {
    for (let turn = 0; turn < 8; turn += 1) await this.follows();
    await this.pages();
  }

  /** Time passes, and whatever paging is due goes on. */
  async waits(seconds: number): Promise<void> {
    this.passes(seconds);
    for (const state of await this.incidents()) {
      await advanceIncident(this.ports, state.incidentId);
      for (const { pagingId, level, round, acknowledgeBy } of activePagings(state)) {
        if (Date.parse(acknowledgeBy) > this.ports.time.now) continue;
        await pageNextLevel(this.ports, { incidentId: state.incidentId, pagingId, level, round });
      }
    }
    await this.settles();
  }

  async incidents(): Promise<IncidentState[]> {
    const ids = [...this.ports.stores.held.commits.keys()];
    const states = await Promise.all(ids.map((id) => loadIncident(this.ports, id)));
    return states.filter((state) => state !== undefined);
  }

  async of(service: string): Promise<IncidentState> {
    const found = (await this.incidents()).find(({ serviceId }) => serviceId === service);
    if (!found) throw new Error(`no incident of ${service}`);
    return found;
  }

  /** The text messages that asked for a decision. */
  get asked(): string[] {
    return this.ports.collected.sent.map(({ text }) => text).filter((text) => text.startsWith('Decide by'));
  }

  /** What people were asked to work on. */
  get paged(): string[] {
    return this.ports.collected.sent.map(({ text }) => text).filter((text) => !text.startsWith('Decide by'));
  }
}

/** `SEV1 Database` */
const subjectsOf = (texts: readonly string[]) => texts.map((text) => /SEV\d \w+/.exec(text)?.[0]);

const tokenIn = (text = ''): string => /\/(\w+)$/.exec(text.trim())?.[1] ?? '';

const shape = async (outage: Outage) =>
  Object.fromEntries(
    (await outage.incidents()).map(({ serviceId, major, severity, partOf, parts, number }) => [
      serviceId,
      {
        major,
        severity,
        partOf: partOf !== undefined,
        parts: parts?.map((part) => part.serviceId).sort(),
        number: number !== '',
      },
    ]),
  );

const part = { major: 'none', severity: 'SEV1', partOf: true, parts: undefined, number: true };

describe('an outage', () => {
  it('is one proposal, which the service leads that the others depend on, and one page names all', async () => {
    const outage = new Outage();
    await outage.fires('checkout');
    await outage.fires('db');
    await outage.fires('search');
    expect(await shape(outage)).toEqual({
      checkout: part,
      search: part,
      db: { major: 'candidate', severity: 'SEV1', partOf: false, parts: ['checkout', 'search'], number: true },
    });
    expect(outage.asked).toEqual([]);
    await outage.waits(6);
    expect(outage.asked).toHaveLength(1);
    expect(outage.asked[0]).toContain('SEV1 Database, with Checkout and Search: ');
  });

  it('is the same whichever of it comes first, and whoever is asked is asked once', async () => {
    const services = ['checkout', 'search', 'db', 'disk'];
    const steps = fc.record({
      order: fc.shuffledSubarray(services, { minLength: services.length }),
      gaps: fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 4, maxLength: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(steps, async ({ order, gaps }) => {
        const outage = new Outage();
        for (const [at, service] of order.entries()) {
          await outage.fires(service);
          await outage.waits(gaps[at] as number);
        }
        await outage.waits(6);
        expect(await shape(outage)).toEqual({
          checkout: part,
          search: part,
          db: part,
          disk: { ...part, major: 'candidate', partOf: false, parts: ['checkout', 'db', 'search'] },
        });
        expect(outage.asked).toHaveLength(1);
      }),
      { numRuns: 20 },
    );
  });

  it('is one where two services depend on a third one of which nobody has heard, until that leads it', async () => {
    const outage = new Outage();
    await outage.fires('search');
    await outage.fires('checkout');
    await outage.waits(6);
    expect(await shape(outage)).toMatchObject({
      checkout: { major: 'candidate', parts: ['search'] },
      search: { major: 'none', partOf: true },
    });
    expect(outage.asked).toHaveLength(1);
    expect(outage.asked[0]).toContain('SEV1 Checkout, with Search: ');
    await outage.fires('db');
    await outage.waits(10);
    expect(await shape(outage)).toMatchObject({
      db: { major: 'candidate', parts: ['checkout', 'search'] },
      checkout: { major: 'none', partOf: true },
    });
    expect(outage.asked).toHaveLength(1);
  });

  describe('of services that a rule declares at once', () => {
    const promoting = () =>
      new Outage({
        triggerRules: [
          { id: 'down', description: 'it is down', when: [{ fact: 'severity', atMost: 1 }], action: 'promote' },
        ],
      });

    it('is declared once, a moment later, for all that begins meanwhile', async () => {
      const outage = promoting();
      await outage.fires('checkout');
      await outage.fires('search');
      await outage.fires('db');
      expect(subjectsOf(outage.paged)).toEqual(['SEV1 Checkout', 'SEV1 Search', 'SEV1 Database']);
      await outage.waits(3);
      expect(await shape(outage)).toMatchObject({
        db: { major: 'accepted', parts: ['checkout', 'search'] },
        checkout: part,
        search: part,
      });
      const declared = [...outage.ports.stores.held.commits.values()].flat().flatMap(({ events }) => events);
      expect(declared.filter(({ type }) => type === 'MajorIncidentDeclared')).toHaveLength(1);
      const { pagings, stamps, candidate } = await outage.of('db');
      expect(Object.values(pagings).filter(({ purpose }) => purpose === 'major-incident-manager')).toHaveLength(1);
      expect([candidate?.ruleId, stamps.candidate]).toEqual(['down', undefined]);
      expect(outage.asked).toEqual([]);
    });

    it('takes what begins after it was declared, which is declared no second time', async () => {
      const outage = promoting();
      await outage.fires('checkout');
      await outage.waits(60);
      await outage.fires('db');
      await outage.waits(60);
      expect(await shape(outage)).toMatchObject({
        checkout: { major: 'accepted', parts: ['db'] },
        db: { major: 'none', partOf: true },
      });
    });

    it('is declared where a part of it is, by whichever rule', async () => {
      const outage = new Outage({
        triggerRules: [
          { id: 'shop', when: [{ fact: 'service.id', is: 'checkout' }], action: 'promote' },
          { id: 'else', when: [{ fact: 'severity', atMost: 2 }], action: 'propose' },
        ],
      });
      await outage.fires('db');
      await outage.fires('checkout');
      await outage.waits(3);
      expect(await shape(outage)).toMatchObject({ db: { major: 'accepted', parts: ['checkout'] }, checkout: part });
    });

    it('is declared by a rule that comes to hold for a part of it only after that has joined, and by no other rule twice', async () => {
      const outage = new Outage({
        triggerRules: [
          {
            id: 'shop-window',
            description: 'the search is slow and full of errors',
            when: [
              { fact: 'service.id', is: 'search' },
              { fact: 'alerts.total', atLeast: 3 },
            ],
            action: 'promote',
          },
        ],
      });
      await outage.fires('db');
      await outage.fires('search');
      await outage.waits(6);
      expect(await shape(outage)).toMatchObject({ db: { major: 'candidate', parts: ['search'] }, search: part });
      await outage.fires('search', { dedupKey: 'errors', title: 'Errors' });
      await outage.fires('search', { dedupKey: 'slow', title: 'Slow' });
      expect(await shape(outage)).toMatchObject({ db: { major: 'accepted' }, search: part });
      const { incidentId, pagings } = await outage.of('db');
      expect(Object.values(pagings).filter(({ purpose }) => purpose === 'major-incident-manager')).toHaveLength(1);
      const { number } = await outage.of('search');
      const declared = outage.ports.stores.held.commits
        .get(incidentId)
        ?.flatMap(({ events }) => events)
        .find(({ type }) => type === 'MajorIncidentDeclared');
      expect(declared).toMatchObject({
        ruleId: 'shop-window',
        reason: `rule shop-window: the search is slow and full of errors (${number}, a part of the outage)`,
      });
      await commandIncident(outage.ports, MANAGER, incidentId, { type: 'demote', reason: 'a test' });
      await outage.settles();
      await outage.fires('search', { dedupKey: 'more', title: 'More' });
      await outage.fires('search', { dedupKey: 'yet-more', title: 'Yet more' });
      expect(await shape(outage)).toMatchObject({ db: { major: 'demoted' }, search: part });
    });

    it('waits for nothing where services depend on nothing, or one that asks for no gathering', async () => {
      const alone = promoting();
      await alone.fires('wiki', { severity: 'critical', environment: 'production' });
      const hasty = new Outage({
        outage: { gatherSeconds: 0 },
        triggerRules: [{ id: 'down', when: [{ fact: 'severity', atMost: 5 }], action: 'promote' }],
      });
      await hasty.fires('checkout');
      await hasty.fires('wiki');
      expect(await shape(hasty)).toMatchObject({ checkout: { major: 'accepted' }, wiki: { major: 'accepted' } });
    });
  });

  it('is only as bad as what is left of it when a person takes the worst of it out', async () => {
    const outage = new Outage();
    await outage.fires('db', { severity: 'error' });
    await outage.fires('search', { severity: 'critical' });
    await outage.fires('checkout', { severity: 'warning' });
    expect((await outage.of('db')).severity).toBe('SEV1');
    const { incidentId, number } = await outage.of('search');
    await commandIncident(outage.ports, MANAGER, incidentId, { type: 'separate', reason: 'a bad deploy' });
    await outage.settles();
    const lead = await outage.of('db');
    expect(lead.severity).toBe('SEV2');
    expect(lead.severityReason).toContain(`${number} is no part of it`);
    expect((await outage.of('search')).severity).toBe('SEV1');
  });

  it('is as bad as another part still is', async () => {
    const outage = new Outage();
    await outage.fires('db', { severity: 'error' });
    await outage.fires('search', { severity: 'critical' });
    await outage.fires('checkout', { severity: 'critical' });
    const { incidentId } = await outage.of('search');
    await commandIncident(outage.ports, MANAGER, incidentId, { type: 'separate', reason: 'a bad deploy' });
    await outage.settles();
    expect((await outage.of('db')).severity).toBe('SEV1');
  });

  it('a wrong merge that is taken back leaves nothing of it: severity, title, services and counts are those of before', async () => {
    const outage = new Outage();
    await outage.fires('wiki', { severity: 'critical' });
    const before = await outage.of('wiki');
    await outage.fires('checkout', { severity: 'critical' });
    const child = await outage.of('checkout');
    await commandIncident(outage.ports, MANAGER, child.incidentId, {
      type: 'merge',
      into: before.incidentId,
      reason: 'looks the same',
    });
    await outage.settles();
    expect((await outage.of('wiki')).severity).toBe('SEV1');
    await commandIncident(outage.ports, MANAGER, child.incidentId, { type: 'separate', reason: 'it was not' });
    await outage.settles();
    const shown = ({ severity, title, affectedServices, firing, alerts }: IncidentState) => ({
      ...{ severity, title, affectedServices, firing },
      total: alerts.total,
    });
    expect(shown(await outage.of('wiki'))).toEqual(shown(before));
    expect(shown(await outage.of('checkout'))).toEqual(shown(child));
  });

  it('pages those on duty of each of its services', async () => {
    const outage = new Outage();
    await outage.fires('checkout');
    await outage.fires('db');
    expect(subjectsOf(outage.paged)).toEqual(['SEV1 Checkout', 'SEV1 Database']);
  });

  it('asks again for what is worse, and for nothing else', async () => {
    const outage = new Outage();
    await outage.fires('db', { severity: 'error' });
    await outage.waits(6);
    expect(subjectsOf(outage.asked)).toEqual(['SEV2 Database']);
    await outage.fires('search', { severity: 'error' });
    await outage.waits(10);
    expect(outage.asked).toHaveLength(1);
    await outage.fires('checkout', { severity: 'critical' });
    await outage.waits(10);
    expect(subjectsOf(outage.asked)).toEqual(['SEV2 Database', 'SEV1 Database']);
  });

  it('takes no incident that began outside its window, in another environment, or of a service that nothing connects', async () => {
    const outage = new Outage();
    await outage.fires('db');
    await outage.fires('wiki');
    await outage.fires('search', { environment: 'prod-eu', dedupKey: 'eu' });
    await outage.waits(301);
    await outage.fires('checkout');
    const shown = await shape(outage);
    expect(shown.db).toMatchObject({ major: 'candidate', parts: undefined });
    expect(shown.checkout).toMatchObject({ major: 'candidate', partOf: false });
    expect(shown.search).toMatchObject({ major: 'candidate', partOf: false });
  });

  describe('of services that only a hub connects, by which most others hang', () => {
    const onNetwork = () => {
      const { services } = outageFile({
        checkout: ['net'],
        search: ['net'],
        wiki: ['net'],
        db: ['net'],
        disk: ['net'],
      });
      const net = { ...services[0], id: 'net', name: 'Network', aliases: [], dependsOn: [] };
      return new Outage({ services: [...services, net] });
    };
    const leads = async (outage: Outage) =>
      (await outage.incidents()).filter(({ partOf }) => partOf === undefined).map(({ serviceId }) => serviceId);

    it('is none: two that fail at once are two', async () => {
      const outage = onNetwork();
      await outage.fires('checkout');
      await outage.fires('search');
      await outage.waits(6);
      expect(await leads(outage)).toEqual(['checkout', 'search']);
      expect(outage.asked).toHaveLength(2);
    });

    it('is one, which the hub leads, as soon as the hub is affected, before or after them', async () => {
      for (const order of [
        ['checkout', 'search', 'net'],
        ['net', 'checkout', 'search'],
        ['checkout', 'net', 'search'],
      ]) {
        const outage = onNetwork();
        for (const service of order) await outage.fires(service);
        await outage.waits(6);
        expect(await leads(outage)).toEqual(['net']);
        expect((await outage.of('net')).parts).toHaveLength(2);
      }
    });

    it('is one where half of all that hangs by it fails at once, though nobody tells of the hub', async () => {
      const outage = onNetwork();
      await outage.fires('checkout');
      await outage.fires('search');
      await outage.fires('db');
      await outage.waits(6);
      expect(await leads(outage)).toEqual(['checkout']);
      expect((await outage.of('checkout')).parts?.map(({ serviceId }) => serviceId).sort()).toEqual(['db', 'search']);
    });
  });

  it('is not rejected twice: what a manager decided holds for all of it until there is something new', async () => {
    const outage = new Outage();
    await outage.fires('db');
    await outage.fires('checkout');
    await outage.waits(6);
    const lead = await outage.of('db');
    await commandIncident(outage.ports, MANAGER, lead.incidentId, { type: 'reject', reason: 'a test of the database' });
    await outage.fires('checkout', { dedupKey: 'another' });
    await outage.waits(60);
    expect(await shape(outage)).toMatchObject({ db: { major: 'rejected' }, checkout: { major: 'none', partOf: true } });
    expect(outage.asked).toHaveLength(1);
    await outage.fires('search');
    expect(await shape(outage)).toMatchObject({ db: { major: 'candidate' }, search: { partOf: true } });
  });

  it('lets a part go that a person takes out, which then is asked about by itself', async () => {
    const outage = new Outage();
    await outage.fires('db');
    await outage.fires('checkout');
    await outage.waits(6);
    const { incidentId } = await outage.of('checkout');
    await commandIncident(outage.ports, MANAGER, incidentId, { type: 'separate', reason: 'a bad deploy' });
    await outage.settles();
    await outage.waits(6);
    expect(await shape(outage)).toMatchObject({
      db: { major: 'candidate', parts: undefined },
      checkout: { major: 'candidate', partOf: false },
    });
    expect(subjectsOf(outage.asked)).toEqual(['SEV1 Database', 'SEV1 Checkout']);
  });

  it('sets its parts free when it is over: what still fires is asked about by itself', async () => {
    const outage = new Outage();
    await outage.fires('db');
    await outage.fires('checkout');
    await outage.waits(6);
    const lead = await outage.of('db');
    await commandIncident(outage.ports, MANAGER, lead.incidentId, { type: 'resolve', summary: 'restarted' });
    await outage.settles();
    expect(await shape(outage)).toMatchObject({
      db: { parts: undefined },
      checkout: { major: 'candidate', partOf: false },
    });
    const managers = (await outage.incidents()).map(
      (state) => activePagings(state).filter(({ purpose }) => purpose === 'major-incident-manager').length,
    );
    expect(managers.reduce((sum, n) => sum + n, 0)).toBe(1);
  });

  it('is decided by the page that asked about a part of it, before anybody knew more', async () => {
    const outage = new Outage();
    await outage.fires('checkout');
    await outage.waits(6);
    const [page] = outage.asked;
    await outage.fires('db');
    await outage.waits(6);
    expect(outage.asked).toHaveLength(1);
    const token = tokenIn(page);
    expect((await lookAtLink(outage.ports, token)).incident.serviceId).toBe('db');
    expect(await acknowledgeByLink(outage.ports, token)).toMatchObject({
      situation: 'acknowledged',
      acknowledgedBy: 'Mia',
    });
    await decideByLink(outage.ports, token, { type: 'accept' });
    expect(await shape(outage)).toMatchObject({ db: { major: 'accepted' }, checkout: { major: 'none', partOf: true } });
  });

  it('is to be decided by when the first of it was to be', async () => {
    const outage = new Outage();
    await outage.fires('checkout');
    const { candidate } = await outage.of('checkout');
    await outage.waits(200);
    await outage.fires('db', { severity: 'warning' });
    expect((await outage.of('db')).candidate?.decideBy).toBe(candidate?.decideBy);
  });

  it('asks nobody twice: whoever answered for a part has answered for the whole', async () => {
    const outage = new Outage();
    await outage.fires('checkout');
    await outage.waits(6);
    const token = tokenIn(outage.asked[0]);
    await acknowledgeByLink(outage.ports, token);
    await outage.fires('db');
    await outage.waits(400);
    const { pagings } = await outage.of('db');
    expect(Object.values(pagings).find(({ purpose }) => purpose === 'major-incident-manager')).toMatchObject({
      status: 'acknowledged',
      acknowledgedBy: 'mia',
    });
    expect(outage.asked).toHaveLength(1);
  });
});
