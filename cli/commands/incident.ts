import { Command, Option } from 'commander';
import { openByHand } from '../../domain/incident/commands.ts';
import { incidentStatus, majorStatus } from '../../domain/incident/state.ts';
import type { IncidentMetrics } from '../../domain/metrics/metrics.ts';
import type { TimelineEntry } from '../../domain/timeline/timeline.ts';
import type { ShownIncident } from '../../projections/incident.ts';
import type { ShownDelivery } from '../../usecases/incident/read-incident.ts';
import { invocationOf } from '../context.ts';
import { incidentPath } from '../incident-named.ts';
import { namesIn } from '../names-in.ts';
import { optionsFromSchema } from '../options-from-schema.ts';
import { columns, duration, localTime } from '../present.ts';
import { type IncidentSummary, incidentCard, incidentTable } from '../present-incident.ts';
import type { Terminal } from '../terminal.ts';
import { changeCommands } from './change-incident.ts';

const list = (terminal: Terminal): Command =>
  new Command('list')
    .description('the newest incidents')
    .addOption(new Option('--status <status...>', 'only these').choices(incidentStatus.options))
    .addOption(new Option('--major <major...>', 'only these').choices(majorStatus.options))
    .option('--service <id>', 'only those that affect it')
    .option('--limit <number>', 'how many at most', '50')
    .action(
      async (options: { status?: string[]; major?: string[]; service?: string; limit: string }, command: Command) => {
        const { client, answer } = invocationOf(terminal, command);
        const query = new URLSearchParams({ limit: options.limit });
        for (const status of options.status ?? []) query.append('status', status);
        for (const major of options.major ?? []) query.append('major', major);
        if (options.service !== undefined) query.append('service', options.service);
        const page = await client.get<{ items: IncidentSummary[]; next?: string }>(`/v1/incidents?${query}`);
        const more = page.next === undefined ? '' : 'There are more; raise --limit.\n';
        answer(page, () => incidentTable(terminal, page.items) + more);
      },
    );

const show = (terminal: Terminal): Command =>
  new Command('show')
    .description('where it stands')
    .argument('<incident>')
    .action(async (incident: string, _: unknown, command: Command) => {
      const { client, answer } = invocationOf(terminal, command);
      const path = await incidentPath(terminal, client, incident);
      const state = await client.get<ShownIncident>(path);
      const names = await namesIn(client, state);
      answer(state, () => incidentCard(terminal, state, names));
    });

const timeline = (terminal: Terminal): Command =>
  new Command('timeline')
    .description('what happened, who did it and why')
    .argument('<incident>')
    .action(async (incident: string, _: unknown, command: Command) => {
      const { client, answer } = invocationOf(terminal, command);
      const { timeZone } = terminal;
      const items = await client.all<TimelineEntry>(
        `${await incidentPath(terminal, client, incident)}/timeline`,
        undefined,
        { timeZone },
      );
      const lines = items.filter(({ folded }) => !folded);
      const rows = lines.map((e) => [localTime(e.at, terminal.timeZone), e.text]);
      answer({ items }, () => columns(terminal, ['TIME', 'WHAT'], rows));
    });

/** `timeToFirstUpdate` → `time to first update`. */
const words = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

const metrics = (terminal: Terminal): Command =>
  new Command('metrics')
    .description('how long everything took')
    .argument('<incident>')
    .action(async (incident: string, _: unknown, command: Command) => {
      const { client, answer } = invocationOf(terminal, command);
      const measured = await client.get<IncidentMetrics>(`${await incidentPath(terminal, client, incident)}/metrics`);
      const { pageAcknowledgement, ...single } = measured;
      const rows = [
        ...Object.entries(single).map(([name, seconds]) => [words(name), duration(seconds as number | null)]),
        ...pageAcknowledgement.map((page) => [`page acknowledged (${page.purpose})`, duration(page.seconds)]),
      ];
      answer(measured, () => columns(terminal, ['METRIC', 'DURATION'], rows));
    });

const deliveries = (terminal: Terminal): Command =>
  new Command('deliveries')
    .description('who was reached, and who was not')
    .argument('<incident>')
    .action(async (incident: string, _: unknown, command: Command) => {
      const { client, answer } = invocationOf(terminal, command);
      const page = await client.get<{ items: ShownDelivery[] }>(
        `${await incidentPath(terminal, client, incident)}/deliveries`,
      );
      const rows = page.items.map((d) => [
        localTime(d.intendedAt, terminal.timeZone),
        d.recipientName,
        d.channel,
        d.address,
        d.status,
        d.failure ? `${d.subject} (${d.failure})` : d.subject,
      ]);
      answer(page, () =>
        rows.length === 0
          ? 'Nobody was sent anything.\n'
          : columns(terminal, ['TIME', 'WHO', 'CHANNEL', 'ADDRESS', 'STATUS', 'ABOUT'], rows),
      );
    });

const openingCommand = (terminal: Terminal, name: 'open' | 'declare'): Command => {
  const command = new Command(name).description(
    name === 'open' ? 'opens an incident by hand' : 'declares a major incident at once; takes the role manager',
  );
  for (const option of optionsFromSchema(terminal, openByHand, ['declare'])) command.addOption(option);
  return command
    .option('--idempotency-key <key>', 'repeating the command with the same key opens no second incident')
    .action(async ({ idempotencyKey, ...body }: { idempotencyKey?: string }, invoked: Command) => {
      const { client, answer } = invocationOf(terminal, invoked);
      const headers: Record<string, string> = idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey };
      const state = await client.post<ShownIncident>(
        '/v1/incidents',
        { ...body, declare: name === 'declare' },
        headers,
      );
      const names = await namesIn(client, state);
      answer(state, () => incidentCard(terminal, state, names));
    });
};

/** `muster incident …`: looking, opening, and one subcommand for everything that may be asked of an incident. */
export const incidentCommand = (terminal: Terminal): Command => {
  const incident = new Command('incident').description('incidents: look, open, decide, work, tell, end');
  for (const command of [
    list(terminal),
    show(terminal),
    timeline(terminal),
    metrics(terminal),
    deliveries(terminal),
    openingCommand(terminal, 'open'),
    openingCommand(terminal, 'declare'),
    ...changeCommands(terminal),
  ]) {
    incident.addCommand(command);
  }
  return incident;
};
