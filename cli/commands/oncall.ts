import { Command } from 'commander';
import type { ShownOnCall, ShownShift, ShownShifts } from '../../api/routes/on-call.ts';
import { invocationOf } from '../context.ts';
import { columns, minuteTime } from '../present.ts';
import type { Terminal } from '../terminal.ts';
import { timeArgument } from '../times.ts';

interface RangeOptions {
  readonly from?: string;
  readonly to?: string;
}

/** Named once, under the table. */
const zoneLine = ({ timeZone }: Terminal): string => `Times are of ${timeZone}.\n`;

const NOBODY = 'nobody';

const names = (people: readonly { readonly name: string }[]): string =>
  people.length === 0 ? NOBODY : people.map(({ name }) => name).join(', ');

const queryOf = (given: Readonly<Record<string, string | undefined>>): string => {
  const query = new URLSearchParams(
    Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  return query.size === 0 ? '' : `?${query}`;
};

const ranged = (command: Command, terminal: Terminal): Command =>
  command
    .option('--from <time>', 'from when on; now unless said otherwise', timeArgument(terminal, 'future'))
    .option('--to <time>', 'until when; two weeks unless said otherwise', timeArgument(terminal, 'future'));

/** `muster oncall`: who is on call, when, and when oneself is. */
export const oncallCommand = (terminal: Terminal): Command => {
  const at = (iso: string): string => minuteTime(iso, terminal.timeZone);
  const rows = (items: readonly ShownShift[], of: 'person' | 'rota'): string[][] =>
    items.map((shift) => [at(shift.from), at(shift.to), `${shift[of].name}${shift.shadow ? ' (looks on)' : ''}`]);

  const now = new Command('now')
    .description('who is on call, by every rota; at another time with --at')
    .option('--at <time>', 'at which time', timeArgument(terminal, 'future'))
    .action(async ({ at: asked }: { at?: string }, command: Command) => {
      const { answer, client } = invocationOf(terminal, command);
      const page = await client.get<{ items: ShownOnCall[] }>(`/v1/on-call${queryOf({ at: asked })}`);
      answer(page, () =>
        page.items.length === 0
          ? 'There is no rota; levels of escalation policies name people.\n'
          : `${columns(
              terminal,
              ['ROTA', 'ON CALL', 'UNTIL', 'THEN'],
              page.items.map(({ next, people, rota, until }) => [
                rota.name,
                names(people),
                until === undefined ? '–' : at(until),
                until === undefined ? '–' : names(next),
              ]),
            )}${zoneLine(terminal)}`,
      );
    });

  const shifts = ranged(new Command('shifts'), terminal)
    .description('who is on call by a rota, and when nobody is')
    .argument('<rota>', 'its id')
    .action(async (id: string, { from, to }: RangeOptions, command: Command) => {
      const { answer, client } = invocationOf(terminal, command);
      const found = await client.get<ShownShifts>(`/v1/rotas/${encodeURIComponent(id)}/shifts${queryOf({ from, to })}`);
      const gaps = found.gaps.map((gap) => [at(gap.from), at(gap.to), NOBODY]);
      answer(found, () => {
        const lines = [...rows(found.items, 'person'), ...gaps].sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
        return `${columns(terminal, ['FROM', 'TO', 'ON CALL'], lines)}${zoneLine(terminal)}`;
      });
    });

  const mine = ranged(new Command('mine'), terminal)
    .description('when you are on call')
    .action(async ({ from, to }: RangeOptions, command: Command) => {
      const { answer, client } = invocationOf(terminal, command);
      const page = await client.get<{ items: ShownShift[] }>(`/v1/people/me/shifts${queryOf({ from, to })}`);
      answer(page, () =>
        page.items.length === 0
          ? 'You are not on call.\n'
          : `${columns(terminal, ['FROM', 'TO', 'ROTA'], rows(page.items, 'rota'))}${zoneLine(terminal)}`,
      );
    });

  return new Command('oncall')
    .description('who is on call, and when')
    .addCommand(now, { isDefault: true })
    .addCommand(shifts)
    .addCommand(mine);
};
