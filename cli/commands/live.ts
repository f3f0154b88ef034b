import { Command } from 'commander';
import type { ListedLive } from '../../usecases/live/list-live.ts';
import type { Erased } from '../../usecases/personal/erase-person.ts';
import { invocationOf } from '../context.ts';
import { columns, localTime } from '../present.ts';
import type { Terminal } from '../terminal.ts';

/** `muster live list`: what people made by day, and what of the files it replaces meanwhile. */
export const liveCommand = (terminal: Terminal): Command => {
  const list = new Command('list')
    .description('what is of force beside the files, and which of their entries it stands in the place of')
    .action(async (_: unknown, command: Command) => {
      const { client, answer } = invocationOf(terminal, command);
      const page = await client.get<{ items: ListedLive[] }>('/v1/live');
      const rows = page.items.map(({ kind, id, seq, changedAt, shadows }) => [
        kind,
        id,
        String(seq),
        localTime(changedAt, terminal.timeZone),
        shadows === undefined ? '–' : `${shadows} of the files, until this ends`,
      ]);
      answer(page, () =>
        rows.length === 0
          ? 'Nothing is live.\n'
          : columns(terminal, ['KIND', 'ID', 'VERSION', 'CHANGED', 'IN PLACE OF'], rows),
      );
    });
  return new Command('live').description('what people change by day, beside the files').addCommand(list);
};

const erasure = ({ person, remaining, rows }: Erased, terminal: Terminal): string =>
  [
    `Erased ${rows} of ${person}.`,
    ...(remaining.length > 0 ? ['', 'What remains:'] : []),
    ...remaining.flatMap(({ found, mend, until, where }) => [
      `- ${where}${found === undefined || found === 1 ? '' : ` (${found})`}${
        until === undefined ? '' : `, until ${localTime(until, terminal.timeZone)}`
      }`,
      `  ${mend}`,
    ]),
    '',
  ].join('\n');

/** `muster person erase`: what a person wrote and what is known of them beside the chains. */
export const personCommand = (terminal: Terminal): Command => {
  const erase = new Command('erase')
    .description('empty what a person wrote and what is known of them beside the chains; cannot be undone')
    .argument('<person>', 'id, address, name of a reporter, or reference of a report')
    .action(async (id: string, _: unknown, command: Command) => {
      const { client, answer } = invocationOf(terminal, command);
      const erased = await client.post<Erased>(`/v1/people/${encodeURIComponent(id)}/erase`, {});
      answer(erased, () => erasure(erased, terminal));
    });
  return new Command('person').description('personal data').addCommand(erase);
};
