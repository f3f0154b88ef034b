import type { Heartbeat } from '../../domain/heartbeat/heartbeat.ts';
import type { HeartbeatStore } from '../../ports/stores.ts';
import { type Item, number, present, text } from './attributes.ts';
import { listPage, oldestWork } from './indexes.ts';
import { heartbeatKey, heartbeatsList, sortText, workPartition } from './keys.ts';
import { pack, unpack } from './packed.ts';
import type { Table } from './table.ts';
import { putVersion } from './versions.ts';

const heartbeatOf = (item: Item): Heartbeat => JSON.parse(unpack(item.body)) as Heartbeat;

/** Who is expected to give signs of life, and when somebody must look. */
export const dynamoHeartbeats = (table: Table): HeartbeatStore => ({
  async put(heartbeat) {
    const { heartbeatId, integrationId, name, deadline } = heartbeat;
    const attributes = present({
      body: pack(JSON.stringify(heartbeat)),
      listPk: integrationId === undefined ? undefined : text(heartbeatsList(integrationId)),
      listSk: integrationId === undefined ? undefined : text(sortText(name)),
      todoPk: deadline === undefined ? undefined : text(workPartition('HEARTBEAT', heartbeatId)),
      todoSk: deadline === undefined ? undefined : text(sortText(deadline, heartbeatId)),
    });
    return putVersion('keep a heartbeat', table, heartbeatKey(heartbeatId), attributes, heartbeat.version);
  },
  async get(heartbeatId) {
    const item = await table.get('read a heartbeat', heartbeatKey(heartbeatId));
    return item === undefined ? undefined : heartbeatOf(item);
  },
  async ofIntegration(integrationId, limit) {
    const partition = heartbeatsList(integrationId);
    const { items } = await listPage('list heartbeats', table, { partition, newestFirst: false, limit });
    return items.map(heartbeatOf);
  },
  async due(before, limit) {
    const what = 'read heartbeats that are due';
    const keys = await oldestWork(what, table, 'todo', 'HEARTBEAT', limit, sortText(before));
    // The index may lag behind: who has given a sign of life since is not due any more.
    return (await table.getAll(what, keys))
      .map(heartbeatOf)
      .filter(({ deadline }) => deadline !== undefined && deadline < before);
  },
  async remove({ heartbeatId, version }) {
    const result = await table.delete('remove a heartbeat', heartbeatKey(heartbeatId), {
      text: '#version = :version',
      values: { version: number(version) },
    });
    return result.written || (result.retried && result.found === undefined);
  },
});
