import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createNarrator } from '../../embedded/narrator.ts';

const AT = '2026-11-21T20:00:00.000Z';

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

  it('tells what it has no look for as plainly as what it has', () => {
    for (const kind of ['NoteAdded', 'mail-ignored', 'toString']) expect(told(kind)).toHaveLength(1);
  });
});
