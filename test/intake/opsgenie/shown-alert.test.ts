import { describe, expect, it } from 'vitest';
import type { Principal } from '../../../domain/access/principal.ts';
import type { PublicCommand } from '../../../domain/incident/commands.ts';
import type { SimulatedPorts } from '../../../simulation/simulated-ports.ts';
import { commandIncident } from '../../../usecases/incident/command-incident.ts';
import { followCommit } from '../../../usecases/incident/follow-commit.ts';
import { ask, compatiblePorts } from '../../fakes/compatible.ts';

const ALIAS = 'checkout/5xx';
const ANA = { id: 'ana', name: 'Ana', role: 'manager', personId: 'ana' } as const;
const MIA = { id: 'mia', name: 'Mia', role: 'manager', personId: 'mia' } as const;

const create = async (ports: SimulatedPorts, changes: object = {}): Promise<void> => {
  await ask(ports, 'POST', '/v2/alerts', { message: 'Checkout is down', alias: ALIAS, priority: 'P2', ...changes });
};

/** Does something in Muster: by the API, by a link or by the command line, which all give this command. */
const inMuster = async (ports: SimulatedPorts, command: PublicCommand, who: Principal = ANA): Promise<void> => {
  const [incidentId] = ports.stores.held.commits.keys();
  ports.time.now += 1000;
  await commandIncident(ports, who, incidentId as string, command);
  ports.time.now += 1000;
};

const act = async (ports: SimulatedPorts, verb: string): Promise<string> => {
  const { json } = await ask(ports, 'POST', `/v2/alerts/${ALIAS}/${verb}?identifierType=alias`, {});
  const status = await ask(ports, 'GET', `/v2/alerts/requests/${json.requestId}`);
  return (status.json.data as { status: string }).status;
};

const read = async (ports: SimulatedPorts) =>
  (await ask(ports, 'GET', `/v2/alerts/${ALIAS}?identifierType=alias`)).json.data as Record<string, unknown>;

const listed = async (ports: SimulatedPorts, query: string) => {
  for (const commits of ports.stores.held.commits.values())
    for (const commit of commits) await followCommit(ports, commit);
  const { json } = await ask(ports, 'GET', `/v2/alerts?query=${encodeURIComponent(query)}`);
  return (json.data as { alias: string }[]).map(({ alias }) => alias);
};

describe('an alert, as a client of Opsgenie reads it', () => {
  it('is acknowledged when its page was acknowledged in Muster', async () => {
    const ports = compatiblePorts();
    await create(ports);
    expect(await read(ports)).toMatchObject({ acknowledged: false, status: 'open' });
    await inMuster(ports, { type: 'acknowledge' });
    expect(await read(ports)).toMatchObject({ acknowledged: true, isSeen: true, status: 'open' });
    expect(await listed(ports, 'status:open acknowledged:true')).toEqual([ALIAS]);
    expect(await act(ports, 'acknowledge')).toBe('Alert is already acknowledged');
  });

  it('is not acknowledged by a manager who takes the decision and not the work', async () => {
    const ports = compatiblePorts();
    await create(ports);
    await inMuster(ports, { type: 'acknowledge' }, MIA);
    expect(await read(ports)).toMatchObject({ acknowledged: false });
  });

  it('is closed as soon as its incident was resolved in Muster, although it fires', async () => {
    const ports = compatiblePorts();
    await create(ports);
    await inMuster(ports, { type: 'resolve', summary: 'a false alarm' });
    expect(await read(ports)).toMatchObject({ status: 'closed' });
    expect(await act(ports, 'close')).toBe('Closed alert');
    expect([...ports.stores.held.alerts.values()]).toMatchObject([{ status: 'resolved' }]);
  });

  it('stays closed once its incident has ended it', async () => {
    const ports = compatiblePorts();
    await create(ports);
    await inMuster(ports, { type: 'resolve', summary: 'a false alarm' });
    expect(await listed(ports, 'status:closed')).toEqual([ALIAS]);
    expect(await listed(ports, 'status:open')).toEqual([]);
    expect(await act(ports, 'close')).toBe('Alert is already closed');
  });

  it('is open again when the incident is reopened, and not acknowledged', async () => {
    const ports = compatiblePorts();
    await create(ports);
    await inMuster(ports, { type: 'acknowledge' });
    await inMuster(ports, { type: 'resolve', summary: 'over' });
    await inMuster(ports, { type: 'reopen', reason: 'not over' });
    expect(await read(ports)).toMatchObject({ status: 'open', acknowledged: false });
  });

  it('is not acknowledged any more when a client took that back, until somebody acknowledges again', async () => {
    const ports = compatiblePorts();
    await create(ports);
    await inMuster(ports, { type: 'acknowledge' });
    await act(ports, 'unacknowledge');
    expect(await read(ports)).toMatchObject({ acknowledged: false });
    expect(await act(ports, 'acknowledge')).toBe('Acknowledged alert');
    expect(await read(ports)).toMatchObject({ acknowledged: true });
  });

  it('follows its incident into another one', async () => {
    const ports = compatiblePorts();
    await create(ports, { alias: 'other', details: { service: 'search' } });
    await create(ports);
    const [first, second] = [...ports.stores.held.commits.keys()] as [string, string];
    await commandIncident(ports, ANA, second, { type: 'merge', into: first });
    await inMuster(ports, { type: 'acknowledge' });
    expect(await read(ports)).toMatchObject({ acknowledged: true });
    await inMuster(ports, { type: 'resolve', summary: 'over' });
    expect(await read(ports)).toMatchObject({ status: 'closed' });
  });
});
