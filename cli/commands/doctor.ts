import { Command } from 'commander';
import { harmless } from '../../domain/words/harmless.ts';
import type { Finding, Verdict } from '../../usecases/doctor/check.ts';
import type { Examination } from '../../usecases/doctor/examine.ts';
import type { TestPage } from '../../usecases/doctor/page-oneself.ts';
import { type Invocation, invocationOf } from '../context.ts';
import { CommandFailed, EXIT, nowOf, paint, type Terminal } from '../terminal.ts';

const SHOWN: Readonly<Record<Verdict, readonly [mark: string, colour: 'green' | 'yellow' | 'red' | 'gray']>> = {
  ok: ['ok     ', 'green'],
  warning: ['warning', 'yellow'],
  failed: ['FAILED ', 'red'],
  unknown: ['unknown', 'gray'],
};

interface Line extends Pick<Finding, 'verdict' | 'detail' | 'mend'> {
  readonly about: string;
}

const shown = (terminal: Terminal, lines: readonly Line[]): string =>
  lines
    .flatMap(({ about, detail, mend, verdict }) => {
      const [mark, colour] = SHOWN[verdict];
      return [
        `${paint(terminal, colour, mark)}  ${harmless(about)}: ${harmless(detail)}`,
        ...(mend === undefined ? [] : [`         ${harmless(mend)}`]),
      ];
    })
    .map((line) => `${line}\n`)
    .join('');

const examined = async (terminal: Terminal, { answer, client }: Invocation): Promise<void> => {
  const examination = await client.get<Examination>('/v1/doctor');
  const lines = examination.findings.map(({ check, ...finding }) => ({ about: check, ...finding }));
  answer(examination, () => shown(terminal, lines));
  const bad = examination.findings.filter(({ verdict }) => verdict === 'failed').length;
  if (bad > 0) throw new CommandFailed(`${bad} thing${bad === 1 ? '' : 's'} would keep a page from somebody.`);
};

const ASKED_EVERY_MS = 500;

/** A real page, to whoever asks: sent, then watched until all is known of it that anybody tells, or the time is over. */
const pagedOneself = async (terminal: Terminal, { answer, client }: Invocation, waitMs: number): Promise<void> => {
  const { testId } = await client.post<{ testId: string }>('/v1/doctor/pages', {});
  const until = nowOf(terminal) + waitMs;
  const look = (): Promise<TestPage> => client.get<TestPage>(`/v1/doctor/pages/${testId}`);
  let found = await look();
  while (found.contacts.some(({ isOpen }) => isOpen) && nowOf(terminal) < until) {
    await new Promise((resolve) => setTimeout(resolve, ASKED_EVERY_MS));
    found = await look();
  }
  const { contacts, person } = found;
  answer(found, () => {
    const lines = contacts.map(({ address, channel, ...finding }) => ({ about: `${channel} ${address}`, ...finding }));
    return `A test page to ${harmless(person)}:\n${shown(terminal, lines)}`;
  });
  const bad = contacts.filter(({ verdict }) => verdict === 'failed').length;
  if (bad > 0) throw new CommandFailed(`${bad} of ${contacts.length} contacts did not work.`);
};

/** `muster doctor`: examines a running deployment of either target. */
export const doctorCommand = (terminal: Terminal): Command =>
  new Command('doctor')
    .description('what would keep a page from reaching somebody, and how to mend it; takes the role admin')
    .option(
      '--page-me',
      'instead: send a test page to you, by each of your contacts, and say what left and what arrived',
    )
    .option('--wait <seconds>', 'with --page-me: how long to wait for what is known of it', '30')
    .action(async ({ pageMe, wait }: { pageMe?: boolean; wait: string }, command: Command) => {
      const invocation = invocationOf(terminal, command);
      if (pageMe !== true) return examined(terminal, invocation);
      if (!/^\d{1,4}$/.test(wait))
        throw new CommandFailed('--wait is a whole number of seconds.', undefined, EXIT.usage);
      return pagedOneself(terminal, invocation, Number(wait) * 1000);
    });
