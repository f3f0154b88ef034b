import { expect, test } from 'vitest';
import { eventually } from '../../e2e/eventually.ts';
import { acknowledged, alertsOf, expectOneIncidentAndPage, resolvedByItself } from '../outcome.ts';
import { callNpmClient } from '../programs/npm-client.ts';
import type { OnStage, Stage } from '../stage.ts';

interface Accepted {
  readonly result: string;
  readonly took: number;
  readonly requestId: string;
}

interface RequestStatus {
  readonly data: {
    readonly isSuccess: boolean;
    readonly status: string;
    readonly alertId: string;
    readonly alias: string;
  };
}

/** Calls `opsgenie-sdk`. The prefix keeps its incidents apart from Muster's own `/v1/incidents`. */
const opsgenie = async <T>(stage: Stage, path: readonly [string, string], ...args: readonly unknown[]): Promise<T> => {
  const { clients, muster, url } = stage;
  const configure = { host: `${url}/opsgenie`, api_key: await muster.target.integrationKey('genie') };
  return callNpmClient(clients.packages, 'opsgenie-sdk', { path, configure, args });
};

const accepted = { result: 'Request will be processed', took: expect.any(Number), requestId: expect.any(String) };

/** Opsgenie's own JavaScript client, which writes aliases into addresses as they are. */
export const opsgenieSdk = (onStage: OnStage): void => {
  test('opsgenie-sdk: creates, repeats, acknowledges, notes and closes by an alias with a slash', async () => {
    const stage = onStage();
    const { muster } = stage;
    const alias = 'host1/postgres';
    const byAlias = { identifier: alias, identifierType: 'alias' };
    const alert = {
      message: 'Replication lags on host1',
      alias,
      priority: 'P2',
      entity: 'host1',
      tags: ['prod'],
      details: { service: 'moved' },
      source: 'sdk',
    };
    const created = await opsgenie<Accepted>(stage, ['alertV2', 'create'], alert);
    expect(created).toMatchObject(accepted);
    const status = await opsgenie<RequestStatus>(stage, ['alertV2', 'getRequestStatus'], created.requestId);
    expect(status.data).toMatchObject({ isSuccess: true, alias });
    const shown = await opsgenie<{ data: { id: string; message: string } }>(stage, ['alertV2', 'get'], byAlias);
    expect(shown.data).toMatchObject({ id: status.data.alertId, message: alert.message });
    const { incidentId } = await muster.incidentOf('moved');
    await muster.page(incidentId, 'first');
    await opsgenie(stage, ['alertV2', 'create'], alert);

    expect(await opsgenie(stage, ['alertV2', 'acknowledge'], byAlias, { user: 'Joe' })).toMatchObject(accepted);
    await acknowledged(muster, incidentId);
    await opsgenie(stage, ['alertV2', 'addNote'], byAlias, { user: 'Joe', note: 'Restarting the replica' });
    await eventually('the note on the timeline', async (seen) => {
      const { items } = await muster.get<{ items: { text: string }[] }>(`/v1/incidents/${incidentId}/timeline`);
      seen(items.map(({ text }) => text));
      return items.find(({ text }) => text.includes('Restarting the replica'));
    });
    expect(await alertsOf(muster, incidentId)).toMatchObject([{ status: 'acknowledged', count: 2 }]);

    const closed = await opsgenie<Accepted>(stage, ['alertV2', 'close'], byAlias, { source: 'sdk' });
    const end = await opsgenie<RequestStatus>(stage, ['alertV2', 'getRequestStatus'], closed.requestId);
    expect(end.data).toMatchObject({ isSuccess: true, alertId: status.data.alertId });
    await resolvedByItself(muster, incidentId);
    const again = await opsgenie<Accepted>(stage, ['alertV2', 'close'], byAlias, { source: 'sdk' });
    const nothing = await opsgenie<RequestStatus>(stage, ['alertV2', 'getRequestStatus'], again.requestId);
    expect(nothing.data.status).toMatch(/There is no open alert|Alert is already/);
    await expectOneIncidentAndPage(muster, 'moved');
  });

  test('opsgenie-sdk: creates a heartbeat and pings it', async () => {
    const stage = onStage();
    const heartbeat = { name: 'nightly-backup', interval: 10, intervalUnit: 'minutes', enabled: true };
    await opsgenie(stage, ['heartbeat', 'create'], heartbeat);
    const pong = await opsgenie<Accepted>(stage, ['heartbeat', 'ping'], {
      identifier: heartbeat.name,
      identifierType: 'name',
    });
    expect(pong.result).toMatch(/^PONG/);
  });

  test('opsgenie-sdk: creates an incident and closes it', async () => {
    const stage = onStage();
    const { muster } = stage;
    const created = await opsgenie<Accepted>(stage, ['incident', 'create'], {
      message: 'Orders cannot be declared',
      description: 'Nobody can order',
      priority: 'P2',
      impactedServices: ['declared'],
    });
    expect(created).toMatchObject(accepted);
    const { incidentId, title } = await muster.incidentOf('declared');
    expect(title).toBe('Orders cannot be declared');
    await muster.page(incidentId, 'first');
    const closed = await opsgenie<Accepted>(
      stage,
      ['incident', 'close'],
      { identifier: incidentId, identifierType: 'id' },
      { note: 'Over' },
    );
    expect(closed).toMatchObject(accepted);
    await muster.until(incidentId, 'over', ({ status }) => status === 'resolved' || status === 'closed');
    await expectOneIncidentAndPage(muster, 'declared');
  });
};
