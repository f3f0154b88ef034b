import { Command } from 'commander';
import { harmless } from '../../domain/words/harmless.ts';
import type { Verdict } from '../../usecases/doctor/check.ts';
import type { Examination } from '../../usecases/doctor/examine.ts';
import { invocationOf } from '../context.ts';
import { CommandFailed, paint, type Terminal } from '../terminal.ts';

const SHOWN: Readonly<Record<Verdict, readonly [mark: string, colour: 'green' | 'yellow' | 'red' | 'gray']>> = {
  ok: ['ok     ', 'green'],
  warning: ['warning', 'yellow'],
  failed: ['FAILED ', 'red'],
  unknown: ['unknown', 'gray'],
};

const shown = (terminal: Terminal, { findings }: Examination): string =>
  findings
    .flatMap(({ check, detail, mend, verdict }) => {
      const [mark, colour] = SHOWN[verdict];
      return [
        `${paint(terminal, colour, mark)}  ${check}: ${harmless(detail)}`,
        ...(mend === undefined ? [] : [`         ${harmless(mend)}`]),
      ];
    })
    .map((line) => `${line}\n`)
    .join('');

/** `muster doctor`: examines a running deployment of either target. */
export const doctorCommand = (terminal: Terminal): Command =>
  new Command('doctor')
    .description('what would keep a page from reaching somebody, and how to mend it; takes the role admin')
    .action(async (_: unknown, command: Command) => {
      const { answer, client } = invocationOf(terminal, command);
      const examination = await client.get<Examination>('/v1/doctor');
      answer(examination, () => shown(terminal, examination));
      const bad = examination.findings.filter(({ verdict }) => verdict === 'failed').length;
      if (bad > 0) throw new CommandFailed(`${bad} thing${bad === 1 ? '' : 's'} would keep a page from somebody.`);
    });
