import { toMs } from '../../domain/instant/instant.ts';
import type { Retention } from '../../domain/retention/retention.ts';
import type { QuarantineStore } from '../../ports/stores.ts';
import { optional, present, text } from './attributes.ts';
import { QUARANTINE_LIST, quarantineKey, sortText, TRACE_LIST } from './keys.ts';
import { putWhole } from './parts.ts';
import type { Table } from './table.ts';
import { ttl } from './ttl.ts';

/** The quarantine for whoever only puts requests into it: what accepts alerts carries no more. */
export const dynamoQuarantineKeeping = (table: Table, retention: () => Retention): Pick<QuarantineStore, 'put'> => ({
  async put(entry) {
    const { replayedAt, ...content } = entry;
    const attributes = present({
      id: text(entry.id),
      replayedAt: optional(replayedAt),
      expiresAt: ttl(retention(), 'quarantine', toMs(entry.receivedAt)),
      listPk: text(entry.trace === undefined ? QUARANTINE_LIST : TRACE_LIST),
      listSk: text(sortText(entry.receivedAt, entry.id)),
    });
    await putWhole('quarantine a request', table, quarantineKey(entry.id), attributes, JSON.stringify(content));
  },
});
