import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columns } from '../../cli/present.ts';

const terminal = (width?: number) => ({
  env: {},
  fetch,
  readInput: () => '',
  write: () => {},
  writeError: () => {},
  colour: false,
  timeZone: 'UTC',
  ...(width === undefined ? {} : { columns: width }),
});

const HEADINGS = ['NUMBER', 'SERVICE', 'TITLE'];
const ROW = ['INC-2026-0001', 'payments-api', 'Card payments of three providers time out in every region'];

describe('a table', () => {
  it('is as wide as it is where nobody looks', () => {
    expect(columns(terminal(), HEADINGS, [ROW]).split('\n')[1]).toBe(ROW.join('  '));
  });

  it('goes on below its last column where the terminal ends, at a word', () => {
    expect(columns(terminal(60), HEADINGS, [ROW])).toBe(
      [
        'NUMBER         SERVICE       TITLE',
        'INC-2026-0001  payments-api  Card payments of three',
        '                             providers time out in every',
        '                             region',
        '',
      ].join('\n'),
    );
  });

  it('is shown value by value where there is no room for a text', () => {
    expect(columns(terminal(40), HEADINGS, [ROW, ['INC-2026-0002', 'search', '']])).toBe(
      [
        'NUMBER   INC-2026-0001',
        'SERVICE  payments-api',
        'TITLE    Card payments of three',
        '         providers time out in every',
        '         region',
        '',
        'NUMBER   INC-2026-0002',
        'SERVICE  search',
        '',
      ].join('\n'),
    );
  });

  it('is never wider than the terminal, and loses nothing', () => {
    const cell = fc.string({ unit: fc.constantFrom(...'abc-é '), maxLength: 70 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell, cell), { minLength: 1 }),
        fc.integer({ min: 40, max: 200 }),
        (rows, width) => {
          const text = columns(terminal(width), HEADINGS, rows);
          for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
          const letters = (one: string) => [...one.replaceAll(/[^abcé-]/g, '')].sort().join('');
          expect(letters(text)).toBe(letters(rows.flat().join('')));
        },
      ),
    );
  });
});
