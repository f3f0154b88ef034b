/** What reading one alert costs, in µs: `node bench/sources.ts`. Best and median of seven rounds after a warm-up. */
import { SOURCES, sourceById } from '../sources/index.ts';
import { FIXTURE_RECEIVED_AT, fixture, fixturesOf, integrationOf } from '../test/fakes/source-fixtures.ts';
import { parseJson } from '../usecases/read-body.ts';

const ROUNDS = 7;

const measure = (label: string, alerts: number, repeat: number, read: () => unknown): void => {
  for (let i = 0; i < repeat; i += 1) read();
  const rounds = Array.from({ length: ROUNDS }, () => {
    const started = process.hrtime.bigint();
    for (let i = 0; i < repeat; i += 1) read();
    return Number(process.hrtime.bigint() - started) / 1000 / repeat / alerts;
  }).sort((a, b) => a - b);
  const [best, median] = [rounds[0] ?? 0, rounds[(ROUNDS - 1) / 2] ?? 0];
  console.log(`${label.padEnd(40)} best ${best.toFixed(2)}  median ${median.toFixed(2)} µs/alert`);
};

const measureSource = (label: string, id: string, body: unknown, alerts: number): void => {
  const source = sourceById(id);
  if (!source) throw new Error(`There is no source "${id}".`);
  const text = JSON.stringify(body);
  const integration = integrationOf(id);
  const request = { headers: {}, integration, receivedAt: FIXTURE_RECEIVED_AT };
  const parsed = JSON.parse(text) as unknown;
  const repeat = Math.ceil(60_000 / alerts);
  measure(`${label}, parsed JSON`, alerts, repeat, () => source.parse({ ...request, body: parsed }));
  measure(`${label}, from text`, alerts, repeat, () => source.parse({ ...request, body: parseJson(text) }));
};

const notification = fixture('alertmanager', 'firing.am-001').body as { alerts: Record<string, unknown>[] };
const batchOf = (size: number) => ({
  ...notification,
  alerts: Array.from({ length: size }, (_, i) => ({ ...notification.alerts[0], fingerprint: `f${i}` })),
});

measureSource('alertmanager × 1', 'alertmanager', batchOf(1), 1);
measureSource('alertmanager × 64', 'alertmanager', batchOf(64), 64);

/** Every source once, by its simplest fixture of a firing alert, or what it has where nothing of it fires. */
for (const { id } of SOURCES) {
  if (id === 'alertmanager') continue;
  const fixtures = fixturesOf(id);
  const { body } =
    fixtures.find(({ name }) => name === 'firing') ??
    fixtures.find(({ name }) => name.startsWith('firing')) ??
    (fixtures[0] as (typeof fixtures)[number]);
  measureSource(id, id, body, 1);
}

/** The sources that take several alerts at once. */
const BATCH = 64;
const alertOf = (id: string) => fixture(id, 'firing').body as Record<string, unknown>;
const grafana = alertOf('grafana') as { alerts: Record<string, unknown>[] };
const grafanaAlerts = Array.from({ length: BATCH }, (_, i) => ({ ...grafana.alerts[0], fingerprint: `f${i}` }));
measureSource(`grafana × ${BATCH}`, 'grafana', { ...grafana, alerts: grafanaAlerts }, BATCH);
const plain = Array.from({ length: BATCH }, (_, i) => ({ ...alertOf('generic'), key: `k${i}` }));
measureSource(`generic × ${BATCH}`, 'generic', plain, BATCH);
const events = Array.from({ length: BATCH }, (_, i) => ({ ...alertOf('cloudevents'), subject: `s${i}` }));
measureSource(`cloudevents × ${BATCH}`, 'cloudevents', events, BATCH);
