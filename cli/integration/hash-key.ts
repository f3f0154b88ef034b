import { Command } from 'commander';
import { INTEGRATION_KEY_LENGTH, LONGEST_TOKEN, tokenHash } from '../../domain/access/keys.ts';
import { invocationOf } from '../context.ts';
import { CommandFailed, EXIT, type Terminal } from '../terminal.ts';

/** What is shorter could be guessed from its hash. PagerDuty's have 32 characters, Opsgenie's 36. */
const SHORTEST_KEY = 20;

const PIPE_IT = 'Pipe it in, so that it shows in no list of processes: `muster integration hash-key < key.txt`';

/** Why a line is no key; never with the line in it. */
const problemWith = (key: string, source: string | undefined): string | undefined => {
  if (!/^[\x21-\x7e]+$/.test(key)) return 'has spaces or other characters that no key has';
  if (key.length < SHORTEST_KEY) return `has fewer than ${SHORTEST_KEY} characters: it could be guessed`;
  if (key.length > LONGEST_TOKEN) return `has more than ${LONGEST_TOKEN} characters`;
  if (source === 'pagerduty' && !new RegExp(`^[a-z0-9]{${INTEGRATION_KEY_LENGTH}}$`, 'i').test(key)) {
    return `is no routing key of PagerDuty: those have ${INTEGRATION_KEY_LENGTH} letters and digits`;
  }
  return undefined;
};

/** `muster integration hash-key`: keys that senders have already, as the configuration holds them. */
export const hashKeyCommand = (terminal: Terminal): Command =>
  new Command('hash-key')
    .description(
      'the hash of a key that a sender has already, for `keyHashes`; reads keys from standard input, one a line',
    )
    .option('--source <source>', 'also checks that the key is one of that product: pagerduty')
    // Refused here: commander would repeat the key in its message.
    .allowExcessArguments()
    .action(({ source }: { source?: string }, command: Command) => {
      const { answer } = invocationOf(terminal, command);
      if (command.args.length > 0) {
        throw new CommandFailed('A key is not given as an argument, where everybody can see it.', PIPE_IT, EXIT.usage);
      }
      const keys = terminal
        .readInput()
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '');
      if (keys.length === 0) {
        throw new CommandFailed('There is no key on standard input.', PIPE_IT, EXIT.usage);
      }
      keys.forEach((key, i) => {
        const problem = problemWith(key, source);
        if (problem !== undefined) throw new CommandFailed(`Line ${i + 1} ${problem}.`, undefined, EXIT.usage);
      });
      const hashes = keys.map(tokenHash);
      answer({ hashes }, () => hashes.map((hash) => `${hash}\n`).join(''));
    });
