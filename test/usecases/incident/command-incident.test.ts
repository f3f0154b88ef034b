import { describe, expect, it } from 'vitest';
import type { Principal } from '../../../domain/access/principal.ts';
import { openByHand as schema } from '../../../domain/incident/commands.ts';
import { simulatedPorts } from '../../../simulation/simulated-ports.ts';
import { commandIncident } from '../../../usecases/incident/command-incident.ts';
import { openByHand } from '../../../usecases/incident/open-by-hand.ts';

const viewer: Principal = { id: 'token-vera', name: 'Vera', role: 'viewer' };
const ana: Principal = { id: 'token-ana', name: 'Ana', role: 'responder', personId: 'ana' };
const mia: Principal = { id: 'token-mia', name: 'Mia', role: 'manager', personId: 'mia' };

const given = async (service = 'search') => {
  const ports = simulatedPorts();
  const open = async (at = service) =>
    (await openByHand(ports, mia, schema.parse({ title: 'Slow', service: at }))).state;
  return { ports, open, incident: await open() };
};

describe('asking something of an incident', () => {
  it('is by number, in either case, or by id; the actor is who asked', async () => {
    const { ports, incident } = await given();
    await commandIncident(ports, ana, incident.number.toLowerCase(), { type: 'investigate' });
    const state = await commandIncident(ports, ana, incident.incidentId, { type: 'add-note', text: 'x' });
    expect(state.seq).toBe(incident.seq + 2);
    expect(ports.stores.held.commits.get(incident.incidentId)?.at(-1)?.actor).toEqual({
      kind: 'person',
      id: 'ana',
    });
  });

  it('is durable before it is answered', async () => {
    const { ports, incident } = await given();
    const before = ports.stores.held.durableCalls;
    await commandIncident(ports, ana, incident.incidentId, { type: 'investigate' });
    expect(ports.stores.held.durableCalls).toBe(before + 1);
  });

  it('takes the role of the command, before anything is read', async () => {
    const { ports } = await given();
    await expect(commandIncident(ports, viewer, 'absent', { type: 'investigate' })).rejects.toMatchObject({
      code: 'not-permitted',
    });
    await expect(commandIncident(ports, ana, 'absent', { type: 'close' })).rejects.toMatchObject({
      code: 'not-permitted',
    });
    await expect(commandIncident(ports, mia, 'absent', { type: 'close' })).rejects.toMatchObject({
      code: 'incident-not-found',
    });
  });

  it('acknowledges for the person who asks, unless it names another', async () => {
    const { ports, incident, open } = await given('checkout');
    await commandIncident(ports, ana, incident.incidentId, { type: 'acknowledge' });
    const event = (id: string) =>
      ports.stores.held.commits
        .get(id)
        ?.at(-1)
        ?.events.find((e) => e.type === 'PageAcknowledged');
    expect(event(incident.incidentId)).toMatchObject({ personId: 'ana' });
    const other = await open('checkout');
    await commandIncident(ports, ana, other.incidentId, { type: 'acknowledge', person: 'ben' });
    expect(event(other.incidentId)).toMatchObject({ personId: 'ben' });
  });

  it('is done once by equal requests with one key that race, and answered alike', async () => {
    const { ports, incident } = await given();
    const ask = () =>
      commandIncident(ports, ana, incident.incidentId, { type: 'add-note', text: 'x' }, { idempotencyKey: 'k' });
    const states = await Promise.all(Array.from({ length: 6 }, ask));
    expect(new Set(states.map((s) => s.hash)).size).toBe(1);
    expect(ports.stores.held.commits.get(incident.incidentId)).toHaveLength(incident.seq + 1);
  });

  it('keeps the keys of different people apart', async () => {
    const { ports, incident } = await given();
    const ask = (who: Principal) =>
      commandIncident(ports, who, incident.incidentId, { type: 'add-note', text: who.name }, { idempotencyKey: 'k' });
    await ask(ana);
    expect((await ask(mia)).seq).toBe(incident.seq + 2);
  });
});

describe('merging', () => {
  it('finds the other incident by its number', async () => {
    const { ports, incident, open } = await given();
    const parent = await open('checkout');
    const state = await commandIncident(ports, ana, incident.number, { type: 'merge', into: parent.number });
    expect(state).toMatchObject({
      status: 'merged',
      mergedInto: { incidentId: parent.incidentId, number: parent.number },
    });
  });

  it.each(['propose', 'accept'] as const)(
    'takes a manager once somebody asked to %s it, also in between',
    async (type) => {
      const { ports, incident, open } = await given();
      const parent = await open('checkout');
      const merge = (who: Principal, expectedSeq?: number) =>
        commandIncident(ports, who, incident.number, { type: 'merge', into: parent.number }, { expectedSeq });
      // Decided about after the request was let in and before it is carried out.
      const claim = ports.stores.commits.append;
      ports.stores.commits.append = async (commit) => {
        ports.stores.commits.append = claim;
        await commandIncident(ports, mia, incident.number, { type, reason: 'many calls' });
        return claim(commit);
      };
      const refused = { code: 'not-permitted', details: { requiredRole: 'manager' } };
      await expect(merge(ana)).rejects.toMatchObject(refused);
      await expect(merge(ana)).rejects.toMatchObject(refused);
      expect(await merge(mia)).toMatchObject({ status: 'merged' });
    },
  );

  it('is refused into nothing, into itself, and into what has ended', async () => {
    const { ports, incident, open } = await given();
    const merge = (from: string, into: string) => commandIncident(ports, ana, from, { type: 'merge', into });
    await expect(merge(incident.number, 'INC-2026-9999')).rejects.toMatchObject({ code: 'invalid-command' });
    await expect(merge(incident.number, incident.incidentId)).rejects.toMatchObject({ code: 'illegal-transition' });
    const parent = await open('checkout');
    await merge(incident.number, parent.number);
    const third = await open();
    await expect(merge(third.number, incident.number)).rejects.toMatchObject({
      code: 'illegal-transition',
      message: expect.stringContaining(`merge into ${parent.number}`),
    });
    await expect(merge(parent.number, incident.number)).rejects.toMatchObject({ code: 'illegal-transition' });
  });

  it('is answered as the first time by its key, also when the other has ended since', async () => {
    const { ports, incident, open } = await given();
    const parent = await open('checkout');
    const merge = () =>
      commandIncident(ports, ana, incident.number, { type: 'merge', into: parent.number }, { idempotencyKey: 'k' });
    const first = await merge();
    await commandIncident(ports, mia, parent.number, { type: 'resolve', summary: 'over' });
    await commandIncident(ports, mia, parent.number, { type: 'close' });
    expect(await merge()).toEqual(first);
  });
});
