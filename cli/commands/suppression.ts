import { Command, InvalidArgumentError, Option } from 'commander';
import type * as z from 'zod';
import type { Actor } from '../../domain/stream/commit.ts';
import type { SuppressionTimelineEntry } from '../../domain/suppression/timeline.ts';
import type { ShownSuppression, ShownWindowOfFiles } from '../../usecases/suppressions/read-suppressions.ts';
import {
  changeMaintenance,
  changeSilence,
  makeMaintenance,
  makeSilence,
} from '../../usecases/suppressions/requests.ts';
import type { ApiClient } from '../api-client.ts';
import { invocationOf } from '../context.ts';
import { optionsFromSchema } from '../options-from-schema.ts';
import { columns, fields, localTime } from '../present.ts';
import type { Terminal } from '../terminal.ts';

interface Resource {
  readonly command: string;
  readonly path: string;
  readonly one: string;
  readonly many: string;
  readonly make: z.ZodType;
  readonly change: z.ZodType;
}

const SILENCE: Resource = {
  command: 'silence',
  path: '/v1/silences',
  one: 'a silence',
  many: 'silences',
  make: makeSilence,
  change: changeSilence,
};

const MAINTENANCE: Resource = {
  command: 'maintenance',
  path: '/v1/maintenance-windows',
  one: 'a maintenance window',
  many: 'maintenance windows',
  make: makeMaintenance,
  change: changeMaintenance,
};

const labelled = (given: string, before: Record<string, string> = {}): Record<string, string> => {
  const at = given.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('It must be name=value.');
  return { ...before, [given.slice(0, at)]: given.slice(at + 1) };
};

const withOptions = (terminal: Terminal, command: Command, schema: z.ZodType): Command => {
  for (const option of optionsFromSchema(terminal, schema, ['labels'])) command.addOption(option);
  return command.addOption(new Option('--labels <name=value>', 'may be repeated; all must hold').argParser(labelled));
};

const nameOf = (actor: Actor): string => ('name' in actor && actor.name ? actor.name : actor.id);

const timesOf = ({ periods, recurrence }: ShownSuppression, zone: string): string => {
  const [next] = periods;
  if (!next) return '–';
  const until = next.to === undefined ? 'until it recovers' : `to ${localTime(next.to, zone)}`;
  return `${localTime(next.from, zone)} ${until}${recurrence ? ` (${recurrence.rule}, ${recurrence.timeZone})` : ''}`;
};

const scopeOf = ({ scope: { services = [], environments = [], labels = {}, alertId } }: ShownSuppression): string =>
  [
    ...services,
    ...environments.map((environment) => `in ${environment}`),
    ...Object.entries(labels).map(([name, value]) => `${name}=${value}`),
    ...(alertId === undefined ? [] : [`alert ${alertId}`]),
  ].join(', ');

const card = (terminal: Terminal, shown: ShownSuppression): string => {
  const zone = terminal.timeZone;
  const { ended } = shown;
  return fields(terminal, [
    ['id', shown.id],
    ['standing', shown.standing],
    ['covers', scopeOf(shown)],
    ['when', timesOf(shown, zone)],
    ['reason', shown.reason ?? '(erased)'],
    ['made', `${localTime(shown.madeAt, zone)} by ${nameOf(shown.madeBy)}`],
    ['changed', shown.changedBy && `${localTime(shown.changedAt, zone)} by ${nameOf(shown.changedBy)}`],
    ['ended', ended && `${localTime(ended.at, zone)}: ${ended.how}, by ${nameOf(ended.by)}`],
    ['in place of', shown.shadows],
  ]);
};

const rowOf = (terminal: Terminal, shown: ShownSuppression): string[] => [
  shown.id,
  shown.standing,
  nameOf(shown.madeBy),
  timesOf(shown, terminal.timeZone),
  scopeOf(shown),
];

const fileRowOf = (terminal: Terminal, { id, standing, shadowed, from, to, when }: ShownWindowOfFiles): string[] => [
  id,
  shadowed ? 'replaced' : standing,
  '(files)',
  `${localTime(from, terminal.timeZone)} to ${localTime(to, terminal.timeZone)}`,
  when.map(({ fact, is }) => `${fact}=${is}`).join(', '),
];

const listCommand = (terminal: Terminal, { path, many, command: name }: Resource): Command =>
  new Command('list')
    .description(`the ${many} there are`)
    .option('--all', 'those that have ended as well')
    .action(async ({ all }: { all?: boolean }, command: Command) => {
      const { client, answer } = invocationOf(terminal, command);
      const found = await client.all<ShownSuppression>(path);
      const items = all ? found : found.filter(({ standing }) => standing !== 'ended');
      const files = name === 'maintenance' ? await windowsOfFiles(client, all) : [];
      const rows = [...items.map((one) => rowOf(terminal, one)), ...files.map((one) => fileRowOf(terminal, one))];
      answer({ items, files }, () =>
        rows.length === 0
          ? `There are no ${many}.\n`
          : columns(terminal, ['ID', 'STANDING', 'MADE BY', 'WHEN', 'COVERS'], rows),
      );
    });

const windowsOfFiles = async (client: ApiClient, all: boolean | undefined): Promise<ShownWindowOfFiles[]> => {
  const { items } = await client.get<{ items: ShownWindowOfFiles[] }>('/v1/configuration/maintenance-windows');
  return all ? items : items.filter(({ standing }) => standing !== 'ended');
};

const suppressionCommand = (terminal: Terminal, resource: Resource): Command => {
  const { command: name, path, one, many, make, change } = resource;
  const pathOf = (id: string): string => `${path}/${encodeURIComponent(id)}`;
  const create = withOptions(terminal, new Command('create').description(`make ${one}`), make).action(
    async (body: object, command: Command) => {
      const { client, answer } = invocationOf(terminal, command);
      const made = await client.post<ShownSuppression>(path, body);
      answer(made, () => card(terminal, made));
    },
  );
  const show = new Command('show')
    .description(`one of the ${many}, and what became of it`)
    .argument('<id>')
    .action(async (id: string, _: unknown, command: Command) => {
      const { client, answer } = invocationOf(terminal, command);
      const [found, timeline] = await Promise.all([
        client.get<ShownSuppression>(pathOf(id)),
        client.get<{ items: SuppressionTimelineEntry[] }>(`${pathOf(id)}/timeline`),
      ]);
      const lines = timeline.items.map(({ at, text }) => `${localTime(at, terminal.timeZone)}  ${text}\n`);
      answer({ ...found, timeline: timeline.items }, () => `${card(terminal, found)}\n${lines.join('')}`);
    });
  const changed = withOptions(
    terminal,
    new Command('change').description(`change ${one}; what is given replaces what was`).argument('<id>'),
    change,
  ).action(async (id: string, body: object, command: Command) => {
    const { client, answer } = invocationOf(terminal, command);
    const found = await client.post<ShownSuppression>(`${pathOf(id)}/change`, body);
    answer(found, () => card(terminal, found));
  });
  const cancel = new Command('cancel')
    .description(`end ${one} now`)
    .argument('<id>')
    .action(async (id: string, _: unknown, command: Command) => {
      const { client, answer } = invocationOf(terminal, command);
      const found = await client.post<ShownSuppression>(`${pathOf(id)}/cancel`, {});
      answer(found, () => card(terminal, found));
    });
  return new Command(name)
    .description(`${many}: what is held back, made and ended by people`)
    .addCommand(create)
    .addCommand(listCommand(terminal, resource))
    .addCommand(show)
    .addCommand(changed)
    .addCommand(cancel);
};

/** `muster silence …`: of an alert, a service or a label, while something fires. */
export const silenceCommand = (terminal: Terminal): Command => suppressionCommand(terminal, SILENCE);

/** `muster maintenance …`: planned, once or again and again. */
export const maintenanceCommand = (terminal: Terminal): Command => suppressionCommand(terminal, MAINTENANCE);
