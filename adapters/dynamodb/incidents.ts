import { currentState } from '../../domain/incident/stored-state.ts';
import type { IncidentView } from '../../ports/stores.ts';
import { number, text } from './attributes.ts';
import { tooLarge } from './failure.ts';
import { viewKey } from './keys.ts';
import { LARGEST_BODY, pack, sizeOf, unpack } from './packed.ts';
import type { Table } from './table.ts';

/** Folded incidents, as snapshots. */
export const dynamoIncidents = (table: Table): IncidentView => ({
  async put(state) {
    const what = 'store an incident';
    const body = pack(JSON.stringify(state));
    if (sizeOf(body) > LARGEST_BODY) throw tooLarge(what, sizeOf(body));
    // What was written before there were rows of projections stays in the list of its time, and is found there.
    await table.update(what, viewKey(state.incidentId), {
      set: { incidentId: text(state.incidentId), seq: number(state.seq), body },
      remove: ['todoPk', 'todoSk'],
      when: { text: 'attribute_not_exists(#pk) OR #seq <= :seq' },
    });
  },
  async get(incidentId) {
    const item = await table.get('read an incident', viewKey(incidentId));
    return item === undefined ? undefined : currentState(JSON.parse(unpack(item.body)));
  },
});
