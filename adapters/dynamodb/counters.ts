import type { CounterStore } from '../../ports/stores.ts';
import { numberOf } from './attributes.ts';
import { counterKey } from './keys.ts';
import type { Table } from './table.ts';

/** Numbers given out one by one; an answer that was lost leaves a gap. */
export const dynamoCounters = (table: Table): CounterStore => ({
  async next(name) {
    const result = await table.update('count', counterKey(name), { add: { value: 1 } }, 'UPDATED_NEW');
    return result.written ? numberOf(result.attributes?.value) : Number.NaN;
  },
});
