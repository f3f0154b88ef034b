import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DOCUMENTATION } from '../../docs/documentation.ts';
import { SIGNAL_LIMITS } from '../../domain/signal/signal.ts';
import { registerSources, SOURCES, sourceById, sourceForEvent } from '../../sources/index.ts';
import { NotUnderstoodError, type Source } from '../../sources/source.ts';
import { FIXTURE_RECEIVED_AT, fixtureFolders, fixturesOf, parseWith } from '../fakes/source-fixtures.ts';

const NOT_SOURCES = ['index.ts', 'source.ts'];
const RUNS = 2000;

const files = readdirSync(new URL('../../sources/', import.meta.url))
  .filter((name) => name.endsWith('.ts') && !NOT_SOURCES.includes(name))
  .map((name) => name.replace(/\.ts$/, ''));

describe('the folder of sources', () => {
  it('is the registry: one file, one registered source', () => {
    expect(SOURCES.map(({ id }) => id).sort()).toEqual([...files].sort());
  });

  it('has fixtures for every source and for nothing else', () => {
    expect(fixtureFolders()).toEqual([...files].sort());
  });

  it('refuses two sources of one id', () => {
    const [first] = SOURCES as [Source, ...Source[]];
    expect(() => registerSources([first, { ...first, title: 'another' }])).toThrow(first.id);
  });
});

/** What a body may be turned into at any place. */
const junk = fc.oneof(
  fc.constantFrom(null, true, 0, -1, 1e308, '', '\0', '\ud800', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z', [], {}),
  fc.string({ unit: 'binary' }),
  fc.constant('x'.repeat(20_000)),
  fc.constant({ ['__proto__']: { polluted: 'yes' }, constructor: 'x', toString: 1, length: -1 }),
  fc.jsonValue({ maxDepth: 4 }),
);

type Change = {
  readonly kind: 'drop' | 'replace' | 'truncate' | 'nest' | 'repeat';
  readonly at: number;
  readonly value: unknown;
};

const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom('drop', 'replace', 'truncate', 'nest', 'repeat'),
  at: fc.nat(),
  value: junk,
});

type Place = { readonly holder: Record<string, unknown>; readonly name: string };

const placesIn = (root: Record<string, unknown>): Place[] => {
  const places: Place[] = [];
  const waiting: object[] = [root];
  for (let holder = waiting.pop(); holder !== undefined && places.length < 2000; holder = waiting.pop()) {
    for (const name of Object.keys(holder)) {
      places.push({ holder: holder as Record<string, unknown>, name });
      const inside = (holder as Record<string, unknown>)[name];
      if (typeof inside === 'object' && inside !== null) waiting.push(inside);
    }
  }
  return places;
};

const nested = (value: unknown): unknown => {
  let result = value;
  for (let depth = 0; depth < 60; depth += 1) result = depth % 2 === 0 ? [result] : { a: result };
  return result;
};

const put = ({ holder, name }: Place, value: unknown): void => {
  Object.defineProperty(holder, name, { value, writable: true, enumerable: true, configurable: true });
};

const changed = (body: unknown, changes: readonly Change[]): unknown => {
  const root = { body: structuredClone(body) };
  for (const { kind, at, value } of changes) {
    const places = placesIn(root);
    const place = places[at % places.length];
    if (!place) continue;
    const now = place.holder[place.name];
    if (kind === 'drop' && !Array.isArray(place.holder)) delete place.holder[place.name];
    else if (kind === 'truncate' && typeof now === 'string') put(place, now.slice(0, at % (now.length + 1)));
    else if (kind === 'nest') put(place, nested(now));
    else if (kind === 'repeat') put(place, [now, now, value]);
    else put(place, value);
  }
  return root.body;
};

const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\0');

describe.each([...files])('%s', (id) => {
  const source = sourceById(id) as Source;
  const fixtures = fixturesOf(id);

  it('says how to set it up, in a way that can be filled in', () => {
    expect(source.title).not.toBe('');
    const setup = DOCUMENTATION.get(source.id)?.setup ?? '';
    expect(setup).not.toBe('');
    if (source.awsEvent === undefined) expect(setup).toContain('{{key}}');
    expect(setup.replaceAll(/\{\{(url|key|id)\}\}/g, '')).not.toContain('{{');
  });

  it('has fixtures of a firing and of a resolved alert, and of an oddity', () => {
    const has = (prefix: string) => fixtures.some(({ name }) => name.startsWith(prefix));
    // What tells of changes only, or of nothing, has no alerts to show.
    const tellsOfConditions = !fixtures.every(({ name }) => name.startsWith('change') || name.startsWith('ignored'));
    if (tellsOfConditions) expect(has('firing')).toBe(true);
    expect(has('resolved')).toBe(tellsOfConditions && source.neverResolves === undefined);
    expect(fixtures.length).toBeGreaterThan(2);
  });

  it.each(fixtures)('reads $name as its name says, and within the limits', ({ name, body }) => {
    const { changes = [], ignored, signals } = parseWith(id, body);
    if (name.startsWith('ignored')) expect(ignored ?? '').not.toBe('');
    else if (name.startsWith('change')) expect(changes.length).toBeGreaterThan(0);
    else expect(signals.length).toBeGreaterThan(0);
    if (name.startsWith('change') || name.startsWith('ignored')) expect(signals).toEqual([]);
    if (name.startsWith('firing')) expect(signals[0]?.status).toBe('firing');
    if (name.startsWith('resolved')) expect(signals.map(({ status }) => status)).toEqual(signals.map(() => 'resolved'));
    for (const signal of signals) {
      expect(signal.source).toBe(id);
      expect(signal.title).not.toBe('');
    }
  });

  it('knows the condition again when it is resolved', () => {
    const keysOf = (prefix: string) =>
      fixtures
        .filter(({ name }) => name.startsWith(prefix))
        .flatMap(({ body }) => parseWith(id, body).signals.map(({ scope, dedupKey }) => `${scope} ${dedupKey}`));
    const fired = new Set(keysOf('firing'));
    expect(keysOf('resolved').filter((key) => !fired.has(key))).toEqual([]);
  });

  it('is chosen for its events by source and detail-type', () => {
    for (const { body } of fixtures) expect(sourceForEvent(body)?.id).toBe(source.awsEvent ? id : undefined);
  });

  it('gives the same for the same, and leaves the body as it was', () => {
    for (const { body } of fixtures) {
      const before = structuredClone(body);
      expect(parseWith(id, body)).toEqual(parseWith(id, body));
      expect(body).toEqual(before);
    }
  });

  it(`throws nothing but NotUnderstoodError in ${RUNS} damaged requests, and lets nothing unbounded through`, () => {
    let understood = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...fixtures),
        fc.array(change, { minLength: 1, maxLength: 5 }),
        ({ body }, changes) => {
          try {
            const { changes: told = [], ignored, rejected, signals } = parseWith(id, changed(body, changes));
            understood += signals.length + told.length > 0 || ignored !== undefined ? 1 : 0;
            for (const one of told) {
              expect(one.title.length).toBeGreaterThan(0);
              expect(one.id.length).toBeGreaterThan(0);
              expect(one.id.length).toBeLessThanOrEqual(512);
              expect(one.at).toBeLessThanOrEqual(FIXTURE_RECEIVED_AT);
              expect(one.url === undefined || /^https?:\/\//i.test(one.url)).toBe(true);
              expect([one.id, one.title, one.description ?? '', ...Object.values(one.labels)].every(isStorable)).toBe(
                true,
              );
            }
            for (const { reason } of rejected) expect(reason).not.toBe('');
            for (const signal of signals) {
              expect(signal.title.length).toBeGreaterThan(0);
              expect(signal.title.length).toBeLessThanOrEqual(SIGNAL_LIMITS.title);
              expect(signal.description?.length ?? 0).toBeLessThanOrEqual(SIGNAL_LIMITS.description);
              expect(signal.dedupKey.length).toBeGreaterThan(0);
              expect(signal.dedupKey.length).toBeLessThanOrEqual(SIGNAL_LIMITS.dedupKey);
              expect(signal.links.length).toBeLessThanOrEqual(SIGNAL_LIMITS.links);
              const labels = Object.entries(signal.labels);
              expect(labels.length).toBeLessThanOrEqual(SIGNAL_LIMITS.labels);
              expect(
                labels.every(
                  ([name, text]) =>
                    typeof text === 'string' && text.length <= SIGNAL_LIMITS.label && name !== '__proto__',
                ),
              ).toBe(true);
              expect(Number.isInteger(signal.occurredAt) && signal.occurredAt >= 0).toBe(true);
              expect(signal.occurredAt).toBeLessThanOrEqual(FIXTURE_RECEIVED_AT);
              expect(signal.links.every(({ href }) => /^https?:\/\//i.test(href))).toBe(true);
              for (const text of [
                signal.title,
                signal.description,
                signal.dedupKey,
                signal.scope,
                signal.resource,
                signal.service,
                signal.environment,
                signal.groupKey,
                ...labels.flat(),
              ]) {
                expect(text === undefined || (typeof text === 'string' && isStorable(text))).toBe(true);
              }
              expect(Buffer.byteLength(JSON.stringify(signal))).toBeLessThan(350 * 1024);
            }
          } catch (error) {
            if (!(error instanceof NotUnderstoodError)) throw error;
          }
          expect(({} as { polluted?: string }).polluted).toBeUndefined();
        },
      ),
      { numRuns: RUNS },
    );
    // Else the property would hold for a source that understands nothing.
    expect(understood).toBeGreaterThan(RUNS / 20);
  });
});
