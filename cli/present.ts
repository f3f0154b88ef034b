import { harmless } from '../domain/words/harmless.ts';
import { paint, type Terminal } from './terminal.ts';

/** In the time of whoever reads it, with the zone: `2026-11-21 21:04:09 CET`. */
export const localTime = (iso: string, timeZone: string): string => {
  const parts = new Intl.DateTimeFormat('en-GB', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZone,
    timeZoneName: 'short',
  }).formatToParts(new Date(iso));
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((p) => p.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}:${part('second')} ${part('timeZoneName')}`;
};

/** The same to the minute and without the zone, for tables that name it once: `2026-11-21 21:04`. */
export const minuteTime = (iso: string, timeZone: string): string =>
  localTime(iso, timeZone).slice(0, 'YYYY-MM-DD HH:MM'.length);

/** `95` → `1 min 35 s`; what is not known yet is a dash. */
export const duration = (seconds: number | null): string => {
  if (seconds === null) return '–';
  const units = [
    ['d', Math.floor(seconds / 86_400)],
    ['h', Math.floor((seconds % 86_400) / 3600)],
    ['min', Math.floor((seconds % 3600) / 60)],
    ['s', Math.round(seconds % 60)],
  ] as const;
  const shown = units.filter(([, n]) => n > 0).slice(0, 2);
  return shown.length === 0 ? '0 s' : shown.map(([unit, n]) => `${n} ${unit}`).join(' ');
};

const GAP = 2;

/** A last column narrower than this is no longer read as text. */
const LEAST_TEXT = 24;

/** At spaces where there are any; a word longer than the line is cut. */
const wrapped = (text: string, width: number): string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    let rest = word;
    if (line !== '' && line.length + 1 + rest.length > width) {
      lines.push(line);
      line = '';
    }
    for (; rest.length > width; rest = rest.slice(width)) lines.push(rest.slice(0, width));
    line = line === '' ? rest : `${line} ${rest}`;
  }
  return [...lines, line];
};

/** One under the other, where a line of the terminal holds no row: nothing is cut, and each value has its name. */
const stacked = (
  terminal: Terminal,
  headings: readonly string[],
  cells: readonly (readonly string[])[],
  width: number,
): string => {
  const indent = Math.max(...headings.map(({ length }) => length)) + GAP;
  const value = (heading: string, cell: string): string[] => {
    const lines = wrapped(cell, Math.max(LEAST_TEXT, width - indent));
    return lines.map(
      (line, i) => `${i === 0 ? paint(terminal, 'dim', heading.padEnd(indent)) : ' '.repeat(indent)}${line}`,
    );
  };
  const block = (row: readonly string[]): string =>
    row.flatMap((cell, i) => (cell === '' ? [] : value(headings[i] ?? '', cell))).join('\n');
  return `${cells.map(block).join('\n\n')}\n`;
};

/**
 * Columns aligned by their widest cell; the last one is as long as it is, or goes on below itself where the terminal ends. Where
 * it would have no room, rows are shown one value under the other.
 */
export const columns = (
  terminal: Terminal,
  headings: readonly string[],
  rows: readonly (readonly string[])[],
): string => {
  const cells = rows.map((row) => row.map((cell) => harmless(cell).replaceAll('\n', ' ')));
  const widths = headings.map((heading, i) => Math.max(heading.length, ...cells.map((row) => row[i]?.length ?? 0)));
  const last = headings.length - 1;
  const before = widths.slice(0, last).reduce((sum, width) => sum + width + GAP, 0);
  const room = terminal.columns === undefined ? Number.POSITIVE_INFINITY : terminal.columns - before;
  if (room < Math.min(LEAST_TEXT, widths[last] ?? 0)) return stacked(terminal, headings, cells, terminal.columns ?? 80);
  const line = (row: readonly string[]): string => {
    const [text = '', ...more] = Number.isFinite(room) ? wrapped(row[last] ?? '', room) : [row[last] ?? ''];
    const fixed = row.slice(0, last).map((cell, i) => cell.padEnd(widths[i] ?? 0));
    return [
      [...fixed, text].join(' '.repeat(GAP)).trimEnd(),
      ...more.map((rest) => `${' '.repeat(before)}${rest}`),
    ].join('\n');
  };
  return `${[paint(terminal, 'bold', line(headings)), ...cells.map(line)].join('\n')}\n`;
};

/** `name  value` lines; what has no value is left out. */
export const fields = (terminal: Terminal, entries: readonly (readonly [string, string | undefined])[]): string => {
  const known = entries.filter((entry): entry is readonly [string, string] => entry[1] !== undefined);
  const width = Math.max(...known.map(([name]) => name.length)) + GAP;
  const room = terminal.columns === undefined ? undefined : Math.max(LEAST_TEXT, terminal.columns - width);
  const lines = (value: string): string[] =>
    harmless(value)
      .split('\n')
      .flatMap((line) => (room === undefined ? [line] : wrapped(line, room)));
  return known
    .map(
      ([name, value]) =>
        `${paint(terminal, 'dim', name.padEnd(width))}${lines(value).join(`\n${' '.repeat(width)}`)}\n`,
    )
    .join('');
};
