import type { ChangedValue, ConfigurationChange } from '../domain/configuration/difference.ts';
import { harmless } from '../domain/words/harmless.ts';
import { paint, type Terminal } from './terminal.ts';

const SIGNS = {
  added: ['+', 'green'],
  removed: ['-', 'red'],
  changed: ['~', 'yellow'],
  reordered: ['~', 'yellow'],
} as const;

/** A line of a terminal holds no more of a mapping or of a template. */
const LONGEST = 100;

/** `escalationPolicies` → `Escalation policies`. */
const titleOf = (part: string): string => {
  const words = part.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
};

const shown = (value: unknown): string => {
  const text = harmless(typeof value === 'string' ? value : JSON.stringify(value)).replaceAll('\n', '⏎');
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
};

const isPlainList = (value: unknown): value is readonly unknown[] =>
  Array.isArray(value) && value.every((one) => typeof one !== 'object');

/** What came to a list, and what went; nothing where only its order is another. */
const listChange = (before: readonly unknown[], after: readonly unknown[]): string => {
  const came = after.filter((one) => !before.includes(one)).map((one) => `+ ${shown(one)}`);
  const went = before.filter((one) => !after.includes(one)).map((one) => `- ${shown(one)}`);
  return [...came, ...went].join(', ');
};

const valueLine = ({ path, before, after }: ChangedValue): string => {
  const name = path === '' ? '' : `${harmless(path)}: `;
  const list = isPlainList(before) && isPlainList(after) ? listChange(before, after) : '';
  if (list !== '') return `${name}${list}`;
  if (before === undefined) return `${name}${shown(after)}, where there was nothing`;
  if (after === undefined) return `${name}nothing, where there was ${shown(before)}`;
  const [was, is] = [shown(before), shown(after)];
  // Masked, or cut, both look alike.
  return was === is ? `${name}another; it is shown as ${is}` : `${name}${was} → ${is}`;
};

const linesOf = (terminal: Terminal, { id, kind, values }: ConfigurationChange): string[] => {
  const [sign, colour] = SIGNS[kind];
  const head = (text: string): string => paint(terminal, colour, `  ${sign} ${text}`);
  if (kind === 'reordered') return values.map((value) => head(`order: ${shown(value.before)} → ${shown(value.after)}`));
  if (id === undefined) return values.map((value) => head(valueLine(value)));
  if (kind !== 'changed') return [head(harmless(id))];
  return [head(harmless(id)), ...values.map((value) => `      ${valueLine(value)}`)];
};

const counted = (changes: readonly ConfigurationChange[]): string =>
  (['added', 'removed', 'changed', 'reordered'] as const)
    .map((kind) => [kind, changes.filter((change) => change.kind === kind).length] as const)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => `${count} ${kind}`)
    .join(', ');

/** What is another between two configurations, part by part, and how much of it. */
export const presentDifference = (terminal: Terminal, changes: readonly ConfigurationChange[]): string => {
  const parts = Map.groupBy(changes, ({ part }) => part);
  const blocks = [...parts].map(([part, ofPart]) =>
    [paint(terminal, 'bold', titleOf(part)), ...ofPart.flatMap((change) => linesOf(terminal, change))].join('\n'),
  );
  return `${blocks.join('\n')}\n\n${counted(changes)}\n`;
};
