import { describe, expect, it } from 'vitest';
import { change, changeKind, mayHaveCaused, notedChange, RECENT_HOURS } from '../../../domain/change/change.ts';

describe('a change', () => {
  it.each(changeKind.options.map((kind) => [kind, kind !== 'investigation'] as const))(
    'of kind %s may have caused what began after it: %s',
    (kind, expected) => {
      expect(mayHaveCaused({ kind })).toBe(expected);
    },
  );

  it('is recent for a day', () => {
    expect(RECENT_HOURS).toBe(24);
  });

  const kept = {
    id: 'd-1',
    serviceId: 'checkout',
    environment: 'production',
    kind: 'deployment',
    source: 'github',
    integrationId: 'github',
    title: 'Release 7',
    at: '2026-11-21T20:00:00.000Z',
  };

  it('is kept with its service; the timeline has no more of it than people read there', () => {
    expect(change.parse(kept)).toEqual(kept);
    const { environment, integrationId, source, ...noted } = kept;
    expect(notedChange.parse(noted)).toEqual(noted);
    expect(notedChange.safeParse({ ...noted, environment }).success).toBe(false);
  });

  it.each(['id', 'serviceId', 'kind', 'title', 'at'])('is nothing without its %s', (field) => {
    expect(change.safeParse({ ...kept, [field]: undefined }).success).toBe(false);
  });
});
