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

/** Columns aligned by their widest cell; the last one is as long as it is. */
export const columns = (
  terminal: Terminal,
  headings: readonly string[],
  rows: readonly (readonly string[])[],
): string => {
  const cells = rows.map((row) => row.map((cell) => harmless(cell).replaceAll('\n', ' ')));
  const widths = headings.map((heading, i) => Math.max(heading.length, ...cells.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  return `${[paint(terminal, 'bold', line(headings)), ...cells.map(line)].join('\n')}\n`;
};

/** `name  value` lines; what has no value is left out. */
export const fields = (terminal: Terminal, entries: readonly (readonly [string, string | undefined])[]): string => {
  const known = entries.filter((entry): entry is readonly [string, string] => entry[1] !== undefined);
  const width = Math.max(...known.map(([name]) => name.length));
  return known.map(([name, value]) => `${paint(terminal, 'dim', name.padEnd(width))}  ${harmless(value)}\n`).join('');
};
