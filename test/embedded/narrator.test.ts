import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createNarrator } from '../../embedded/narrator.ts';

const AT = '2026-11-21T20:00:00.000Z';

const raw = (text: string, json = false): string => {
  const lines: string[] = [];
  const narrator = createNarrator({ json, write: (line) => lines.push(line), now: () => Date.parse(AT) });
  narrator.happened({ kind: 'NoteAdded', text, at: AT });
  return lines.join('');
};

const told = (kind: string, json = false): string[] => {
  const lines: string[] = [];
  const narrator = createNarrator({ json, write: (line) => lines.push(line), now: () => Date.parse(AT) });
  narrator.happened({ kind, text: 'INC-2026-0001 was opened', at: AT, incident: 'INC-2026-0001' });
  return lines.map((line) => stripVTControlCharacters(line));
};

describe('the narrator', () => {
  it('tells in one line what happened, with the number once, and in front', () => {
    expect(told('IncidentOpened')).toEqual([expect.stringMatching(/^\d\d:\d\d:\d\d {2}INC-2026-0001 {2}was opened$/)]);
  });

  it.each(['PagingStarted', 'StakeholdersTold', 'ResponseOrganised'])(
    'leaves out %s, which another line says in better words, but for programs',
    (kind) => {
      expect(told(kind)).toEqual([]);
      expect(told(kind, true)).toEqual([expect.stringContaining(`"kind":"${kind}"`)]);
    },
  );

  it.each([
    ['a colour', 'disk \u001b[31mfull'],
    ['the title of the window', '\u001b]0;owned\u0007'],
    ['an empty screen', '\u001b[2J\u001bc'],
    ['a sequence of one sign', '\u009b2J'],
    ['the writing turned around', 'a\u202eb'],
    ['a line of its own', 'full\n03:00:00  INC-2026-0001  Resolved'],
    ['a way back', 'a\rb\u0008c'],
  ])('lets nobody outside write %s onto the terminal', (_what, text) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what this is about
    const moving = /[\u0000-\u001f\u007f-\u009f\u202e]/;
    expect(raw(text)).not.toMatch(moving);
    expect(raw(text, true)).not.toMatch(/[\u007f-\u009f]/);
    expect(JSON.parse(raw(text, true))).toMatchObject({ text });
  });

  it('tells what it has no look for as plainly as what it has', () => {
    for (const kind of ['NoteAdded', 'mail-ignored', 'toString']) expect(told(kind)).toHaveLength(1);
  });
});
