import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { webhookBody } from '../../../bench/alert-messages.ts';
import type { Signal } from '../../../domain/signal/signal.ts';
import { shopPorts, signal } from '../../../simulation/shop-system.ts';
import { SIMULATION_START, type SimulatedPorts } from '../../../simulation/simulated-ports.ts';
import { acceptSignals } from '../../../usecases/alerts/accept-signals.ts';
import { parseWith } from '../../fakes/source-fixtures.ts';
import { isWrite, type Metered, type MeteredStores, meteredStores } from './dynamodb-meter.ts';

let metered: MeteredStores;
let ports: SimulatedPorts;

beforeAll(async () => {
  metered = await meteredStores(() => SIMULATION_START);
});
afterAll(() => metered.close());
beforeEach(() => {
  ports = { ...shopPorts(), stores: metered.stores } as unknown as SimulatedPorts;
});

/** An alert as Alertmanager sends it, of some 1.1 KB. */
const alertmanagerAlert = (at: number): Signal[] =>
  parseWith(
    'alertmanager',
    JSON.parse(
      webhookBody(
        {
          service: 'checkout',
          severity: 'critical',
          case: 'costs',
          startsAt: new Date(SIMULATION_START).toISOString(),
        },
        at,
        1,
      ),
    ),
    { integration: { id: 'prometheus' } },
  ).signals as Signal[];

const written = (asked: readonly Metered[]): string[] =>
  asked.filter(isWrite).map(({ item, units, refused }) => `${item} ${units}${refused ? ' refused' : ''}`);

/** As long as a mail, of words that no compression shortens much. */
const LOG = Array.from({ length: 1_000 }, (_, i) => ((i * 2654435761) >>> 0).toString(16)).join(' ');

describe('what DynamoDB is asked for a duplicate: one write of one unit, and nothing is read', () => {
  const said: readonly [string, (at: number) => readonly Signal[]][] = [
    ['a few words', (at) => [signal(`short ${at}`)]],
    ['as much as Alertmanager sends', alertmanagerAlert],
    ['a log', (at) => [signal(`long ${at}`, { description: LOG })]],
    ['a warning that pages nobody', (at) => [signal(`warning ${at}`, { severity: 'warning', description: LOG })]],
  ];

  it.each(said)('%s', async (_, alert) => {
    await acceptSignals(ports, alert(1));
    metered.take();
    await acceptSignals(ports, alert(1));
    expect(metered.take()).toEqual([{ operation: 'UpdateItem', item: 'ALERT', units: 1, refused: false }]);
    expect(ports.collected.failures).toEqual([]);
  });

  it('64 of them in one request', async () => {
    const storm = Array.from({ length: 64 }, (_, at) => alertmanagerAlert(100 + at)).flat();
    await acceptSignals(ports, storm);
    metered.take();
    await acceptSignals(ports, storm);
    expect(written(metered.take())).toEqual(storm.map(() => 'ALERT 1'));
  });
});
