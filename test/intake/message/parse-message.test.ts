import { describe, expect, it } from 'vitest';
import { parseMessage } from '../../../intake/message/parse-message.ts';
import { SOURCES } from '../../../sources/index.ts';
import { integrationOf } from '../../fakes/source-fixtures.ts';

const noExpressions = { evaluate: () => Promise.reject(new Error('there is no mapping')) };

const inParts = SOURCES.filter(({ entries }) => entries !== undefined);

const alert = (i: number): object => (i % 100 === 7 ? { nothing: i } : { title: `Disk ${i}`, key: `disk-${i}` });

describe('a body of many alerts that have nothing to do with each other', () => {
  it.each(inParts.map((source) => [source.id, source] as const))(
    'of %s says in parts what it says at once, and lets others go first between them',
    async (_id, source) => {
      const list = Array.from({ length: 1201 }, (_, i) => alert(i));
      for (const body of [list, { alerts: list }]) {
        let pauses = 0;
        const request = { body, headers: {}, integration: integrationOf(source.id), receivedAt: 1_795_903_200_000 };
        const read = await parseMessage(source, request, noExpressions, async () => {
          pauses += 1;
        });
        expect(pauses).toBe(2);
        expect({ warnings: [], ...source.parse(request) }).toEqual(read);
        expect([read.signals.length, read.rejected.length]).toEqual([1189, 12]);
      }
    },
  );

  it('there is a source of such bodies', () => {
    expect(inParts.map(({ id }) => id)).toContain('generic');
  });
});
