import { Command } from 'commander';
import { COMMAND_SUMMARIES } from '../../api/command-summaries.ts';
import { type PublicCommandName, publicCommands } from '../../domain/incident/commands.ts';
import { harmless } from '../../domain/words/harmless.ts';
import type { ShownIncident } from '../../projections/incident.ts';
import { invocationOf } from '../context.ts';
import { incidentPath } from '../incident-named.ts';
import { namesIn } from '../names-in.ts';
import { optionsFromSchema } from '../options-from-schema.ts';
import { incidentCard } from '../present-incident.ts';
import { paint, type Terminal } from '../terminal.ts';

interface Conditions {
  readonly ifVersion?: string;
  readonly idempotencyKey?: string;
}

type Changed = ShownIncident & { readonly warnings?: readonly string[] };

const warnings = (terminal: Terminal, { warnings: said = [] }: Changed): string =>
  said.map((warning) => `${paint(terminal, 'yellow', 'warning:')} ${harmless(warning)}\n`).join('');

const changeCommand = (terminal: Terminal, name: PublicCommandName): Command => {
  const command = new Command(name).description(COMMAND_SUMMARIES[name]).argument('<incident>');
  for (const option of optionsFromSchema(terminal, publicCommands[name])) command.addOption(option);
  return command
    .option('--if-version <number>', 'only if the incident is still at this version')
    .option('--idempotency-key <key>', 'repeating the command with the same key changes nothing')
    .action(async (incident: string, { ifVersion, idempotencyKey, ...body }: Conditions, invoked: Command) => {
      const { client, answer } = invocationOf(terminal, invoked);
      const path = await incidentPath(terminal, client, incident);
      const state = await client.post<Changed>(`${path}/${name}`, body, {
        ...(ifVersion === undefined ? {} : { 'if-match': `"${ifVersion}"` }),
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      });
      const names = await namesIn(client, state);
      answer(state, () => `${warnings(terminal, state)}${incidentCard(terminal, state, names)}`);
    });
};

/** One subcommand for every public command, with the options of its schema. */
export const changeCommands = (terminal: Terminal): Command[] =>
  (Object.keys(publicCommands) as PublicCommandName[]).map((name) => changeCommand(terminal, name));
