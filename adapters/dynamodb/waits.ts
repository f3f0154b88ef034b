import type { EpochMs } from '../../domain/instant/instant.ts';
import { KEPT_MS } from '../../domain/retention/retention.ts';
import type { WaitStore } from '../../ports/stores.ts';
import { number, numberOf, text, textOf } from './attributes.ts';
import { incidentPartition, WAIT_PREFIX, waitKey } from './keys.ts';
import type { Table } from './table.ts';
import { expiry } from './ttl.ts';

/** Workflows that wait for an incident to change. */
export const dynamoWaits = (table: Table, now: () => EpochMs): WaitStore => ({
  async put({ incidentId, waiter, token, seenSeq, waitsFor }) {
    await table.put('store a wait', waitKey(incidentId, waiter), {
      incidentId: text(incidentId),
      waiter: text(waiter),
      token: text(token),
      seenSeq: number(seenSeq),
      ...(waitsFor && { standing: text(waitsFor.standing), until: number(waitsFor.until) }),
      expiresAt: expiry(now() + KEPT_MS.waits),
    });
  },
  async ofIncident(incidentId) {
    const items = await table.query('read waits', {
      KeyConditionExpression: '#pk = :pk AND begins_with(#sk, :prefix)',
      ConsistentRead: true,
      values: { pk: text(incidentPartition(incidentId)), prefix: text(WAIT_PREFIX) },
    });
    return items.map((item) => ({
      incidentId: textOf(item.incidentId),
      waiter: textOf(item.waiter),
      token: textOf(item.token),
      seenSeq: numberOf(item.seenSeq),
      ...(item.standing && { waitsFor: { standing: textOf(item.standing), until: numberOf(item.until) } }),
    }));
  },
  async remove({ incidentId, waiter, token }) {
    await table.delete('remove a wait', waitKey(incidentId, waiter), {
      text: '#token = :token',
      values: { token: text(token) },
    });
  },
});
