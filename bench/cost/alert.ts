import type { Signal } from '../../domain/signal/signal.ts';
import { SIMULATION_START } from '../../simulation/simulated-ports.ts';
import { parseWith } from '../../test/fakes/source-fixtures.ts';
import { webhookBody } from '../alert-messages.ts';

/** An alert as Alertmanager sends it, of some 1.1 KB. */
export const alertmanagerAlert = (at: number): Signal[] => {
  const startsAt = new Date(SIMULATION_START).toISOString();
  const body = webhookBody({ service: 'checkout', severity: 'critical', case: 'costs', startsAt }, at, 1);
  return parseWith('alertmanager', JSON.parse(body), { integration: { id: 'prometheus' } }).signals as Signal[];
};
