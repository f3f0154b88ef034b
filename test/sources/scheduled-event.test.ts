import { describe, expect, it } from 'vitest';
import { NotUnderstoodError } from '../../sources/source.ts';
import { fixture, fixturesOf, parseFixture, parseWith } from '../fakes/source-fixtures.ts';

describe('EventBridge schedules', () => {
  it.each(fixturesOf('scheduled-event'))(
    'tell of nothing, so they are ignored and not quarantined: $name',
    ({ name }) => {
      expect(parseFixture('scheduled-event', name)).toEqual({
        signals: [],
        rejected: [],
        ignored: expect.stringContaining('schedule'),
      });
    },
  );

  it('are none of what other services send', () => {
    expect(() => parseWith('scheduled-event', fixture('fis', 'change.running').body)).toThrow(NotUnderstoodError);
  });
});
