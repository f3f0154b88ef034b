import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COUNTED, measureNamed, metricNamed } from '../domain/measure/counted.ts';
import { MEASURES, type Measure } from '../domain/measure/measures.ts';
import { dashboard } from './monitoring-dashboard.ts';

/** Writes `docs/monitoring.md` and the dashboard from the table of measures: `npm run docs:monitoring`. */

const CLOUDWATCH = new Map(
  Object.values(COUNTED)
    .flat()
    .map((counted) => [measureNamed(counted) as string, metricNamed(counted)] as const),
);

const rows = Object.entries<Measure>(MEASURES).map(
  ([name, { kind, help, labels = [] }]) =>
    `| \`${name}\` | ${kind} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${CLOUDWATCH.get(name) ?? ''} | ${help} |`,
);

const PAGE = `# Watching Muster

Who watches the watchman has to be somebody else. Muster says of itself, embedded:

| address | what it says | who may ask |
|---|---|---|
| \`GET /healthz\` | that the process answers, and how those do who take its messages | anybody |
| \`GET /readyz\` | whether alerts can be entrusted to it: 200, or 503 with what fails and what people lose by it | anybody |
| \`GET /metrics\` | the numbers below, for Prometheus | programs of the same machine; with a token of any role from anywhere |

\`/readyz\` writes something durably (within 2 s), and looks whether the reconciler ran within two minutes, whether a page waits for more than two
minutes that no provider has taken or refused, whether any provider takes messages, and whether the clock was set by more than 5 s
within the last five minutes. It does so once a second at most, however often it is asked.

**A dead man's switch.** Set \`MUSTER_PING_URL\` to an address of a service outside of your own network (Healthchecks, Better Stack, Dead Man's
Snitch): Muster asks for it each minute in which it is ready, and for nothing otherwise. When that service hears nothing for five minutes, it tells
you, whatever Muster died of: its disk, its machine, its network.

**What it raises itself.** Where the configuration files are broken, or the record is not what was signed ([checkpoints.md](checkpoints.md)),
Muster opens an incident about the service \`muster\` ("Muster itself"), whose people are the catch-all.

**On AWS** the stack brings its own alarms, and a dashboard where you ask for it (docs/options.md); the column "CloudWatch" names the metric of the namespace \`Muster\` with the same
meaning. \`/healthz\` and \`/readyz\` are served there too, the latter with what a function can see: the store, the oldest page, and the providers as whichever function sends has found them (decision 0077). The context
\`pingUrl\` is the dead man's switch: the reconciler asks for it after each run that has ended well.

[Rules for Prometheus](monitoring/rules.yaml) and [a dashboard for Grafana](monitoring/grafana-dashboard.json) are beside this page; a test holds both against
the table. A job for Prometheus on the same machine: \`static_configs: [{ targets: ['127.0.0.1:4000'] }]\`; from another one add
\`authorization: { credentials_file: … }\` with a token of the role \`viewer\`.

## Numbers

Beside these there are those of every Node process: \`process_…\` and \`nodejs_…\`. Names do not change; a number may be added.

| name | kind | labels | CloudWatch | what it is |
|---|---|---|---|---|
${rows.join('\n')}
`;

export const monitoringPage = (): string => PAGE;

export const dashboardText = (): string => `${JSON.stringify(dashboard(), null, 2)}\n`;

if (import.meta.main) {
  writeFileSync(join(import.meta.dirname, 'monitoring.md'), monitoringPage());
  writeFileSync(join(import.meta.dirname, 'monitoring', 'grafana-dashboard.json'), dashboardText());
}
