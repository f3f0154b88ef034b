import { expect, test } from 'vitest';
import { alertsOf, expectOneIncidentAndPage, resolvedByItself } from '../outcome.ts';
import { runProgram } from '../programs/program.ts';
import type { OnStage, Stage } from '../stage.ts';

/** Calls a Go client, which is given the address of Muster and no path. */
const call = async <T>({ clients, muster, url }: Stage, name: string, key: string, request: object): Promise<T> => {
  const args = [name, url, await muster.target.integrationKey(key), JSON.stringify(request)];
  const { error, answer } = JSON.parse(await runProgram(clients.go, args)) as { error?: string; answer: T };
  if (error !== undefined) throw new Error(`${name} refused: ${error}`);
  return answer;
};

interface Answered {
  readonly requestId: string;
}

/** PagerDuty's and Opsgenie's own Go clients. */
export const goClients = (onStage: OnStage): void => {
  test('go-pagerduty: triggers without a key, and resolves with the one that it was given', async () => {
    const stage = onStage();
    const { muster } = stage;
    const payload = { summary: 'Queue is stuck', source: 'worker-1', severity: 'error', component: 'go-pagerduty' };
    const custom_details = { queue: { name: 'orders', depth: 5000 } };
    const event = { event_action: 'trigger', payload: { ...payload, custom_details } };
    const { dedup_key } = await call<{ dedup_key: string }>(stage, 'pagerduty', 'events', event);
    const { incidentId } = await muster.incidentOf('go-pagerduty');
    await muster.page(incidentId, 'first');
    expect(await alertsOf(muster, incidentId)).toMatchObject([
      { dedupKey: dedup_key, labels: { 'queue.name': 'orders', 'queue.depth': '5000' } },
    ]);
    await call(stage, 'pagerduty', 'events', { event_action: 'resolve', dedup_key });
    await resolvedByItself(muster, incidentId);
    await expectOneIncidentAndPage(muster, 'go-pagerduty');
  });

  test('opsgenie-go-sdk-v2: creates, finds by queries, is refused one that cannot be read, and closes', async () => {
    const stage = onStage();
    const { muster } = stage;
    const alias = 'go/alias';
    const details = { service: 'go-opsgenie' };
    const responders = [{ type: 'team', name: 'ops' }];
    await call(stage, 'alert.create', 'genie', { message: 'Disk is full', alias, priority: 'P2', details, responders });
    const { incidentId } = await muster.incidentOf('go-opsgenie');
    await muster.page(incidentId, 'first');
    const found = async (query: string) =>
      (await call<{ data: { alias: string }[] | null }>(stage, 'alert.list', 'genie', { query })).data ?? [];
    for (const query of [
      `alias: "${alias}" AND NOT status: closed AND acknowledged: false`,
      `responders:ops AND message: Disk*`,
      `alias:(nothing OR ${alias}) createdAt > 1`,
    ])
      expect((await found(query)).map((one) => one.alias)).toEqual([alias]);
    expect(await found('responders: nobody')).toEqual([]);
    await expect(found('status:open)')).rejects.toThrow('422');
    await call(stage, 'alert.close', 'genie', { IdentifierType: 1, IdentifierValue: alias });
    await resolvedByItself(muster, incidentId);
    await expectOneIncidentAndPage(muster, 'go-opsgenie');
  });

  test('opsgenie-go-sdk-v2: declares an incident, learns its id, finds it and resolves it, by host alone', async () => {
    const stage = onStage();
    const { muster } = stage;
    const request = { message: 'Orders cannot be placed', serviceId: 'go-declared', priority: 'P2' };
    const { requestId } = await call<Answered>(stage, 'incident.create', 'genie', request);
    const status = await call<{ incidentId: string }>(stage, 'incident.status', 'genie', { Id: requestId });
    const { incidentId } = await muster.incidentOf('go-declared');
    expect(status.incidentId).toBe(incidentId);
    await muster.page(incidentId, 'first');
    const query = 'status: open AND message: placed';
    const { data } = await call<{ data: { id: string }[] }>(stage, 'incident.list', 'genie', { Query: query });
    expect(data.map(({ id }) => id)).toEqual([incidentId]);
    await call(stage, 'incident.resolve', 'genie', { Id: incidentId, note: 'Over' });
    await muster.until(incidentId, 'over', (one) => one.status === 'resolved' || one.status === 'closed');
  });
};
