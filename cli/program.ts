import { Command, CommanderError } from 'commander';
import { harmless } from '../domain/words/harmless.ts';
import { alertCommand } from './commands/alert.ts';
import { backupCommand } from './commands/backup.ts';
import { configCommand } from './commands/config.ts';
import { incidentCommand } from './commands/incident.ts';
import { integrationCommand } from './commands/integration.ts';
import { liveCommand, personCommand } from './commands/live.ts';
import { outboxCommand, quarantineCommand } from './commands/operations.ts';
import { projectionsCommand } from './commands/projections.ts';
import { restoreCommand } from './commands/restore.ts';
import { sourceCommand } from './commands/source.ts';
import { maintenanceCommand, silenceCommand } from './commands/suppression.ts';
import { tokenCommand } from './commands/token.ts';
import { verifyCommand } from './commands/verify.ts';
import { webhookCommand } from './commands/webhook.ts';
import { CommandFailed, EXIT, paint, type Terminal } from './terminal.ts';

const AFTER_HELP = `
Exit codes: 0 done, 1 refused or a check failed, 2 not understood.
A Muster on this machine is found by itself: its token and keys are read from .muster (MUSTER_DATA).`;

/** The whole command line. */
const createProgram = (terminal: Terminal): Command => {
  const program = new Command('muster')
    .description('Major incidents: look, decide, work, tell, prove')
    .option('--url <url>', 'where Muster is (MUSTER_URL); http://localhost:4000 unless said otherwise')
    .option('--token <token>', 'who you are (MUSTER_TOKEN)')
    .option('--json', 'print the JSON of the API')
    .addHelpText('after', AFTER_HELP);
  for (const make of [
    alertCommand,
    incidentCommand,
    verifyCommand,
    configCommand,
    integrationCommand,
    tokenCommand,
    webhookCommand,
    silenceCommand,
    maintenanceCommand,
    liveCommand,
    personCommand,
    quarantineCommand,
    outboxCommand,
    projectionsCommand,
    backupCommand,
    restoreCommand,
    sourceCommand,
  ]) {
    program.addCommand(make(terminal));
  }
  return program;
};

/** Every command, however deep, writes to this terminal and throws instead of ending the process. */
const embed = (command: Command, terminal: Terminal): void => {
  command.exitOverride().configureOutput({ writeOut: terminal.write, writeErr: terminal.writeError });
  for (const sub of command.commands) embed(sub, terminal);
};

/** Runs one command line (without `node` and the script) and returns the exit code. */
export const run = async (terminal: Terminal, args: readonly string[]): Promise<number> => {
  const program = createProgram(terminal);
  embed(program, terminal);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return EXIT.done;
  } catch (error) {
    // Commander has written what was wrong, or the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    const failed =
      error instanceof CommandFailed ? error : new CommandFailed(`Unexpected: ${(error as Error).message}`);
    terminal.writeError(`${paint(terminal, 'red', 'muster:')} ${harmless(failed.message)}\n`);
    if (failed.advice !== undefined) terminal.writeError(`${failed.advice}\n`);
    return failed.exitCode;
  }
};
