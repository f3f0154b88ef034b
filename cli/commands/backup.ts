import { createWriteStream, renameSync, rmSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Command } from 'commander';
import { type CheckedBackup, checkBackup } from '../../adapters/sqlite/check-backup.ts';
import { invocationOf } from '../context.ts';
import { CommandFailed, type Terminal } from '../terminal.ts';

const MASTER_KEY =
  'The master key is not in it, and without it no key, token or link that was given out is valid after a restore: keep a copy of the file master-key of the data directory, apart from this one.';

/** What a backup holds, in a line. */
export const describeBackup = ({ facts }: CheckedBackup): string =>
  facts === undefined
    ? ''
    : `made ${facts.madeAt}, ${facts.counts.commits} commits of ${facts.counts.streams} streams, ${facts.counts.alerts} alerts, configuration ${facts.configuration ?? 'none'}, master key ${facts.key.slice(0, 12)}…`;

/** `muster backup`: fetches everything that a running Muster holds, and looks whether that is whole. */
export const backupCommand = (terminal: Terminal): Command =>
  new Command('backup')
    .description('everything that a running Muster holds, in one file; takes the role admin')
    .argument('<file>', 'where to; an earlier one of that name is replaced when the new one is whole')
    .action(async (name: string, _: unknown, command: Command) => {
      const { client, answer } = invocationOf(terminal, command);
      const file = resolve(name);
      const draft = `${file}.${process.pid}.part`;
      try {
        const body = await client.download('/v1/backup');
        await pipeline(Readable.fromWeb(body), createWriteStream(draft, { mode: 0o600, flags: 'wx', flush: true }));
        const checked = checkBackup(draft);
        if (checked.problems.length > 0)
          throw new CommandFailed(
            `The backup is not whole:\n  ${checked.problems.join('\n  ')}`,
            'Nothing was kept of it; try again.',
          );
        const bytes = statSync(draft).size;
        renameSync(draft, file);
        answer({ file, bytes, ...checked.facts }, () => `${file}: ${describeBackup(checked)}\n${MASTER_KEY}\n`);
      } catch (error) {
        if (error instanceof CommandFailed) throw error;
        throw new CommandFailed(`${file} could not be written: ${(error as Error).message}`, 'Nothing was kept of it.');
      } finally {
        rmSync(draft, { force: true });
      }
    });
