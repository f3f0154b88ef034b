import type { LoadedTest } from '../config/load-tests.ts';
import { harmless } from '../domain/words/harmless.ts';
import type { Unmet } from '../simulation/judge-expectation.ts';
import { paint, type Terminal } from './terminal.ts';

/** What became of one test of a configuration. */
export interface JudgedTest {
  readonly test: string;
  /** File, line and column. */
  readonly place: string;
  readonly ok: boolean;
  readonly unmet: readonly (Unmet & { readonly place: string })[];
}

export const judgedTest = ({ locate, test: { test } }: LoadedTest, unmet: readonly Unmet[]): JudgedTest => ({
  test,
  place: locate(''),
  ok: unmet.length === 0,
  unmet: unmet.map((one) => ({ ...one, place: locate(one.path) })),
});

const under = (label: string, text: string): string =>
  `      ${label.padEnd(9)} ${text
    .split('\n')
    .map(harmless)
    .join(`\n${' '.repeat(16)}`)}\n`;

const failure = (terminal: Terminal, { place, test, unmet }: JudgedTest): string =>
  [
    `${paint(terminal, 'red', '✗')} ${paint(terminal, 'bold', harmless(test))}  ${paint(terminal, 'dim', place)}\n`,
    ...unmet.map(
      (one) =>
        `    ${one.path}  ${paint(terminal, 'dim', one.place)}\n${under('expected', one.expected)}${under('actual', one.actual)}`,
    ),
  ].join('');

/** Every test with a mark, and of those that failed what was to be and what is. */
export const testReport = (terminal: Terminal, judged: readonly JudgedTest[]): string => {
  const failed = judged.filter(({ ok }) => !ok).length;
  const lines = judged.map((one) =>
    one.ok ? `${paint(terminal, 'green', '✓')} ${harmless(one.test)}\n` : failure(terminal, one),
  );
  return `${lines.join('')}${judged.length - failed} passed, ${failed} failed\n`;
};
