import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sortableIds } from '../../../adapters/ids/sortable-ids.ts';
import { webhookBody } from '../../../bench/alert-messages.ts';
import type { Signal } from '../../../domain/signal/signal.ts';
import { shopPorts, signal } from '../../../simulation/shop-system.ts';
import { SIMULATION_START, type SimulatedPorts } from '../../../simulation/simulated-ports.ts';
import { acceptSignals } from '../../../usecases/alerts/accept-signals.ts';
import { followCommit } from '../../../usecases/incident/follow-commit.ts';
import { pageResponder } from '../../../usecases/reach/page-responder.ts';
import { integrationOf, parseWith } from '../../fakes/source-fixtures.ts';
import { isWrite, type Metered, type MeteredStores, meteredStores } from './dynamodb-meter.ts';

let metered: MeteredStores;
let ports: SimulatedPorts;

beforeAll(async () => {
  metered = await meteredStores(() => SIMULATION_START);
});
afterAll(() => metered.close());
/** Ids are as long as they are in life. */
const ids = sortableIds(() => SIMULATION_START);
const metering = (changes?: Record<string, unknown>): SimulatedPorts =>
  ({ ...shopPorts(changes), ids, stores: metered.stores }) as unknown as SimulatedPorts;
beforeEach(() => {
  ports = metering();
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

describe('what DynamoDB is asked to write for a new incident, from its alert to the end of what follows from it', () => {
  /** What the fast path does, then the table's stream, and the queue of pages after each. */
  const open = async (signals: readonly Signal[]): Promise<Metered[]> => {
    const sendPages = async (): Promise<void> => {
      for (const { job, delaySeconds } of ports.collected.pages.splice(0))
        if (delaySeconds === undefined) await pageResponder(ports, job, false);
    };
    metered.take();
    const [accepted] = await acceptSignals(ports, signals);
    await sendPages();
    for (const commit of await ports.stores.commits.read(accepted?.incidentId ?? '', 0))
      await followCommit(ports, commit);
    await sendPages();
    expect(ports.collected.failures).toEqual([]);
    // One person, once: the guaranteed path finds the page in the ledger.
    expect(ports.collected.sent).toHaveLength(1);
    return metered.take();
  };
  const unitsOf = (asked: readonly Metered[]): number =>
    asked.filter(isWrite).reduce((sum, { units }) => sum + units, 0);
  const ofSearch = (signals: readonly Signal[]): Signal[] => signals.map((one) => ({ ...one, service: 'search' }));
  const ONE_FEED = { integrations: [integrationOf('alertmanager', { id: 'prometheus' })] };

  it('is eight writes of ten units, as Alertmanager sends it', async () => {
    ports = metering(ONE_FEED);
    const asked = await open(ofSearch(alertmanagerAlert(1_000)));
    expect(written(asked)).toEqual([
      'ALERT 1',
      'SLOT 1',
      'COUNTER 1',
      'COMMIT 3',
      'ALERT 1',
      'DELIVERY 1',
      'DELIVERY 1',
      'PROJECTION ROW 1',
    ]);
    expect(unitsOf(asked)).toBe(10);
  });

  it('is one write more where another feed may tell of the same group', async () => {
    ports = metering({ integrations: [...ONE_FEED.integrations, integrationOf('pagerduty')] });
    const asked = await open(
      alertmanagerAlert(1_001).map((one) => ({
        ...one,
        service: 'wiki',
        sharedGroup: { key: 'a group', whole: false },
      })),
    );
    expect(written(asked).filter((one) => one === 'SLOT 1')).toHaveLength(2);
    expect(written(asked)).toHaveLength(9);
  });

  it('is one write more for contents that are long, of as much as they have', async () => {
    ports = metering(ONE_FEED);
    const asked = await open([signal('a log', { service: 'search', environment: 'test', description: LOG })]);
    expect(written(asked).filter((one) => one.startsWith('ALERT'))).toEqual(['ALERT 1', 'ALERT CONTENTS 9', 'ALERT 1']);
    expect(written(asked)).toHaveLength(9);
  });
});
