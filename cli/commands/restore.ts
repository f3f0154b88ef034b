import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { checkBackup } from '../../adapters/sqlite/check-backup.ts';
import { signerOf } from '../../domain/checkpoint/signature.ts';
import { masterKeyFileIn, masterKeyOf } from '../../embedded/master-key-file.ts';
import { renewMasterKey } from '../../embedded/renew-master-key.ts';
import { RestoreRefused, restoreBackup } from '../../embedded/restore-backup.ts';
import { invocationOf } from '../context.ts';
import { CommandFailed, EXIT, type Terminal } from '../terminal.ts';
import { describeBackup } from './backup.ts';

interface RestoreOptions {
  readonly check?: boolean;
  readonly masterKey?: string;
  readonly replace?: boolean;
  readonly reason?: string;
  readonly renewMasterKey?: boolean;
}

/** @throws CommandFailed unless the file holds a master key */
const masterKeyIn = (file: string): Uint8Array => {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new CommandFailed(`The master key cannot be read: ${(error as Error).message}`);
  }
  const key = masterKeyOf(text);
  if (!key) throw new CommandFailed(`${file} holds no master key.`);
  return key;
};

const masterKeyFor = (data: string, { masterKey }: RestoreOptions): Uint8Array | undefined => {
  if (masterKey !== undefined) return masterKeyIn(masterKey);
  try {
    return masterKeyIn(masterKeyFileIn(data));
  } catch {
    return undefined;
  }
};

/** @throws CommandFailed for what the rules of restoring refuse */
const refusing = async <T>(work: () => T | Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RestoreRefused) throw new CommandFailed(error.message, error.advice);
    throw error;
  }
};

/** `muster restore`: looks at a backup, or puts it into a data directory that no process uses. */
export const restoreCommand = (terminal: Terminal): Command =>
  new Command('restore')
    .description('put a backup into the data directory (MUSTER_DATA) while Muster is stopped')
    .argument('[file]', 'what "muster backup" has written')
    .option('--check', 'only look whether it could be restored: file, chains, checkpoints, counts, master key')
    .option('--master-key <file>', 'the copy of the master key that is kept apart; else that of the data directory')
    .option('--replace', 'although there is a database; that is kept beside the new one')
    .option('--reason <text>', 'why, for the signed record', 'restored from a backup')
    .option('--renew-master-key', 'instead: the master key is lost for good; every key, token and link becomes another')
    .action(async (file: string | undefined, options: RestoreOptions, command: Command) => {
      const { answer } = invocationOf(terminal, command);
      const data = resolve(terminal.env.MUSTER_DATA || '.muster');
      const checkpoints = terminal.env.MUSTER_CHECKPOINTS;
      if (options.renewMasterKey) {
        const renewed = await refusing(() => renewMasterKey(data, checkpoints));
        answer(
          renewed,
          () => `${data} has a new master key; what was there before is beside it, ending with ${renewed.kept}.\n`,
        );
        return;
      }
      if (file === undefined)
        throw new CommandFailed('Which file?', 'Name what "muster backup" has written.', EXIT.usage);
      const masterKey = masterKeyFor(data, options);
      const checked = checkBackup(resolve(file), masterKey && signerOf(masterKey).publicKey);
      if (checked.problems.length > 0)
        throw new CommandFailed(
          `${file} cannot be restored:\n  ${checked.problems.join('\n  ')}`,
          'Take another backup, and keep this one to look at.',
        );
      if (options.check) {
        const key =
          masterKey === undefined
            ? 'No master key was there to hold it against: use --master-key.'
            : 'The master key is its own.';
        answer(
          { ok: true, masterKey: masterKey !== undefined, ...checked.facts },
          () => `${file} is whole: ${describeBackup(checked)}\n${key}\n`,
        );
        return;
      }
      if (masterKey === undefined)
        throw new CommandFailed(
          'There is no master key to restore it with.',
          'Use --master-key with the copy that you keep apart.',
        );
      const restored = await refusing(() =>
        restoreBackup({
          file: resolve(file),
          data,
          masterKey,
          checkpointsFile: checkpoints,
          replace: options.replace === true,
          reason: options.reason ?? '',
        }),
      );
      answer({ ...restored, ...checked.facts }, () => `${data} is as the backup has it: ${describeBackup(checked)}\n`);
    });
