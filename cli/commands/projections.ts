import { Command } from 'commander';
import type { ProjectionStatus } from '../../usecases/projections/rebuild.ts';
import { invocationOf } from '../context.ts';
import { columns, localTime } from '../present.ts';
import type { Terminal } from '../terminal.ts';

/** `muster projections …`: what readers see, which can be made anew from the commits at any time. */
export const projectionsCommand = (terminal: Terminal): Command => {
  const list = new Command('list')
    .description('what readers see, and whether it is being made anew')
    .action(async (_: unknown, command: Command) => {
      const { client, answer } = invocationOf(terminal, command);
      const page = await client.get<{ items: ProjectionStatus[] }>('/v1/projections');
      const rows = page.items.map(({ name, version, state, rows: made, finishedAt }) => [
        name,
        String(version),
        state,
        String(made),
        finishedAt === undefined ? '' : localTime(finishedAt, terminal.timeZone),
      ]);
      answer(page, () => columns(terminal, ['NAME', 'VERSION', 'STATE', 'ROWS', 'MADE'], rows));
    });
  const rebuild = new Command('rebuild')
    .description('makes every row anew from the commits; takes the role admin')
    .argument('<name>')
    .action(async (name: string, _: unknown, command: Command) => {
      const { client, answer } = invocationOf(terminal, command);
      const status = await client.post<ProjectionStatus>(`/v1/projections/${encodeURIComponent(name)}/rebuild`, {});
      answer(status, () => `${status.name} is made anew; "muster projections list" says how far.\n`);
    });
  return new Command('projections').description('what readers see').addCommand(list).addCommand(rebuild);
};
