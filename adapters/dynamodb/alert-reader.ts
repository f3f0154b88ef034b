import type { AlertStore } from '../../ports/stores.ts';
import { wholeAlerts } from './contents-apart.ts';
import { alertKey } from './keys.ts';
import type { Table } from './table.ts';

/** One alert with all that it says: what a page quotes. Apart, for whoever reads one keeps no code that records them. */
export const dynamoAlertReader = (table: Table): Pick<AlertStore, 'get'> => ({
  async get(alertId) {
    const what = 'read an alert';
    const item = await table.get(what, alertKey(alertId));
    return item === undefined ? undefined : (await wholeAlerts(what, table, [item]))[0];
  },
});
