/**
 * What reading an alert costs, in µs of the processor: `npm run bench:sources`, or `-- --only=grafana`. Each source by a typical fixture of one
 * alert, and those that take several at once by 64; from the text, JSON included, and from JSON that is already parsed.
 */
import { parseArgs } from 'node:util';
import { parseJson } from '../intake/request/read-body.ts';
import { SOURCES, sourceById } from '../sources/index.ts';
import { FIXTURE_RECEIVED_AT, fixture, fixturesOf, integrationOf } from '../test/fakes/source-fixtures.ts';

const { values } = parseArgs({ options: { only: { type: 'string' } } });

const ROUNDS = 9;
const ROUND_MS = 60;
const WARM_UP_MS = 60;
const BATCH = 64;

/** What an alert may cost from its text, alone and among 64. */
const BUDGET = { alone: 40, batched: 8 } as const;

interface Cost {
  readonly label: string;
  readonly alerts: number;
  /** Best and median of the rounds, µs an alert. */
  readonly text: readonly [best: number, median: number];
  readonly parsed: readonly [best: number, median: number];
}

const timesIn = (ms: number, read: () => unknown): number => {
  const until = performance.now() + ms;
  let times = 0;
  while (performance.now() < until) {
    read();
    times += 1;
  }
  return Math.max(1, times);
};

/** Processor time of this thread, in µs: a neighbour that takes the core away does not count. */
const spent = (): number => {
  const { system, user } = process.threadCpuUsage();
  return system + user;
};

const measure = (alerts: number, read: () => unknown): readonly [number, number] => {
  timesIn(WARM_UP_MS, read);
  const repeat = timesIn(ROUND_MS, read);
  const rounds = Array.from({ length: ROUNDS }, () => {
    const started = spent();
    for (let i = 0; i < repeat; i += 1) read();
    return (spent() - started) / repeat / alerts;
  }).sort((a, b) => a - b);
  return [rounds[0] ?? 0, rounds[(ROUNDS - 1) / 2] ?? 0];
};

const costOf = (id: string, body: unknown, alerts: number): Cost => {
  const source = sourceById(id);
  if (!source) throw new Error(`There is no source "${id}".`);
  const text = JSON.stringify(body);
  const parsed: unknown = JSON.parse(text);
  const request = { headers: {}, integration: integrationOf(id), receivedAt: FIXTURE_RECEIVED_AT };
  const found = source.parse({ ...request, body: parsed });
  const read = found.signals.length + (found.changes?.length ?? 0);
  // Else it would be measured how quickly nothing is read.
  if (read < alerts && found.ignored === undefined) throw new Error(`${id} reads ${read} of ${alerts} alerts.`);
  return {
    label: alerts === 1 ? id : `${id} × ${alerts}`,
    alerts,
    text: measure(alerts, () => source.parse({ ...request, body: parseJson(text) })),
    parsed: measure(alerts, () => source.parse({ ...request, body: parsed })),
  };
};

/** Its simplest fixture of a firing alert, or what it has where nothing of it fires. */
const typical = (id: string): unknown => {
  const fixtures = fixturesOf(id);
  const found =
    fixtures.find(({ name }) => name === 'firing') ??
    fixtures.find(({ name }) => name.startsWith('firing')) ??
    fixtures[0];
  return found?.body;
};

type Entry = Record<string, unknown>;

const many = (entry: (i: number) => Entry): Entry[] => Array.from({ length: BATCH }, (_, i) => entry(i));

const firstAlert = (body: Entry): Entry => (body.alerts as Entry[])[0] as Entry;

const alertmanager = fixture('alertmanager', 'firing.am-001').body as Entry;
const one: Entry = { ...alertmanager, alerts: [firstAlert(alertmanager)] };
const grafana = typical('grafana') as Entry;
const hub = fixture('security-hub', 'firing.imported').body as { detail: { findings: Entry[] } };

/** The sources that take several alerts at once. */
const BATCHES: Readonly<Record<string, unknown>> = {
  alertmanager: { ...one, alerts: many((i) => ({ ...firstAlert(one), fingerprint: `f${i}` })) },
  grafana: { ...grafana, alerts: many((i) => ({ ...firstAlert(grafana), fingerprint: `f${i}` })) },
  generic: many((i) => ({ ...(typical('generic') as Entry), key: `k${i}` })),
  cloudevents: many((i) => ({ ...(typical('cloudevents') as Entry), subject: `s${i}` })),
  'security-hub': {
    ...hub,
    detail: { ...hub.detail, findings: many((i) => ({ ...hub.detail.findings[0], Id: `${i}` })) },
  },
};

const wanted = (id: string): boolean => values.only === undefined || values.only === id;

const costs = [
  ...SOURCES.filter(({ id }) => wanted(id)).map(({ id }) => costOf(id, id === 'alertmanager' ? one : typical(id), 1)),
  ...Object.entries(BATCHES)
    .filter(([id]) => wanted(id))
    .map(([id, body]) => costOf(id, body, BATCH)),
].sort((a, b) => b.text[1] - a.text[1]);

const budgetOf = ({ alerts }: Cost): number => (alerts === 1 ? BUDGET.alone : BUDGET.batched);
const cell = (n: number): string => n.toFixed(1).padStart(8);

const print = (title: string, rows: readonly Cost[]): void => {
  const [worst] = rows;
  if (!worst) return;
  console.log(`\n${title.padEnd(28)} from text: best  median   from JSON: best  median   (µs an alert)`);
  for (const cost of rows) {
    const over = cost.text[1] > budgetOf(cost) ? '   over the budget' : '';
    const [text, parsed] = [cost.text.map(cell).join(''), cost.parsed.map(cell).join('')];
    console.log(`${cost.label.padEnd(34)}${text}${' '.repeat(11)}${parsed}${over}`);
  }
  const holds = worst.text[1] <= budgetOf(worst) ? 'all within' : 'NOT within';
  console.log(`worst: ${worst.label}, ${worst.text[1].toFixed(1)} µs; ${holds} the budget of ${budgetOf(worst)} µs`);
};

print(
  'One alert',
  costs.filter(({ alerts }) => alerts === 1),
);
print(
  `An alert among ${BATCH}`,
  costs.filter(({ alerts }) => alerts > 1),
);
