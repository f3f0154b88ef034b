import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { harmless } from '../domain/words/harmless.ts';
import { startCommand } from './commands/start.ts';
import { giveWords } from './option-words.ts';
import { CommandFailed, EXIT, paint, type Terminal } from './terminal.ts';

const AFTER_HELP = `
Exit codes: 0 done, 1 refused or a check failed, 2 not understood.
A Muster on this machine is found by itself: its address, token and keys are read from .muster (MUSTER_DATA). For others
\`muster login --url URL\` signs you in, \`muster profile set\` keeps a token; incidents are named 1, 0001 or INC-2026-0001, times 15:10 or -40m.`;

const VERSION = (
  JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { readonly version: string }
).version;

export type MakeCommand = (terminal: Terminal) => Command;

/** Whoever starts Muster, and whoever it will page, waits for no other command: together they are half of what a start would load. */
const commandsFor = async ([first]: readonly string[]): Promise<readonly MakeCommand[]> =>
  first === 'start' ? [startCommand] : (await import('./every-command.ts')).EVERY_COMMAND;

/** A command line of these commands, with its words. */
export const createProgram = (terminal: Terminal, commands: readonly MakeCommand[]): Command => {
  const program = new Command('muster')
    .description('Major incidents: look, decide, work, tell, prove')
    .version(VERSION, '--version', 'prints the version')
    .option('--url <url>', 'where Muster is (MUSTER_URL); on this machine unless said otherwise')
    .option('--token <token>', 'who you are (MUSTER_TOKEN)')
    .option('--profile <name>', 'where and who, as `muster profile set` kept it (MUSTER_PROFILE)')
    .option('--json', 'print the JSON of the API, and what fails as JSON on the error stream')
    .addHelpText('after', AFTER_HELP);
  for (const make of commands) program.addCommand(make(terminal));
  giveWords(program);
  return program;
};

/** Every command, however deep, writes to this terminal and throws instead of ending the process. */
const embed = (command: Command, terminal: Terminal, writeError: (text: string) => void): void => {
  command
    .exitOverride()
    .configureOutput({
      writeOut: terminal.write,
      writeErr: writeError,
      ...(terminal.columns === undefined ? {} : { getOutHelpWidth: () => terminal.columns ?? 80 }),
    })
    .configureHelp({ showGlobalOptions: true });
  for (const sub of command.commands) embed(sub, terminal, writeError);
};

/** `help incident accept` is the help of `incident accept`. */
const helpAsked = (args: readonly string[]): readonly string[] => {
  const [first, ...path] = args;
  return first === 'help' && path.length > 1 ? [...path, '--help'] : args;
};

/** What failed, as a program reads it. */
const failureAsJson = (failed: CommandFailed): string =>
  `${JSON.stringify({
    error: {
      ...(failed.code === undefined ? {} : { code: failed.code }),
      message: failed.message,
      ...(failed.advice === undefined ? {} : { advice: failed.advice }),
      exitCode: failed.exitCode,
    },
  })}\n`;

const failureOf = (error: unknown): CommandFailed => {
  if (error instanceof CommandFailed) return error;
  if (error instanceof CommanderError)
    return new CommandFailed(error.message.replace(/^error: /, ''), undefined, EXIT.usage);
  return new CommandFailed(`Unexpected: ${(error as Error).message}`);
};

/** Runs one command line (without `node` and the script) and returns the exit code. */
export const run = async (terminal: Terminal, args: readonly string[]): Promise<number> => {
  const asJson = args.includes('--json');
  const program = createProgram(terminal, await commandsFor(args));
  embed(program, terminal, asJson ? () => {} : terminal.writeError);
  try {
    await program.parseAsync([...helpAsked(args)], { from: 'user' });
    return EXIT.done;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done;
    const failed = failureOf(error);
    // A check that found something has said so already.
    if (failed.message === '') return failed.exitCode;
    if (asJson) terminal.writeError(failureAsJson(failed));
    else if (!(error instanceof CommanderError)) {
      // Of what was not understood commander has written what was wrong.
      terminal.writeError(`${paint(terminal, 'red', 'muster:')} ${harmless(failed.message)}\n`);
      if (failed.advice !== undefined) terminal.writeError(`${failed.advice}\n`);
    }
    return failed.exitCode;
  }
};
