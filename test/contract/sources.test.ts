import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DOCUMENTATION } from '../../docs/documentation.ts';
import { IN_OTHER_SHAPES, sourceForEvent } from '../../sources/event-readers.ts';
import { EVENT_SOURCES } from '../../sources/event-sources.ts';
import { REQUEST_SOURCES, registerSources, SOURCES, sourceById } from '../../sources/index.ts';
import { anySource, REQUEST_SOURCE_IDS, sourceOfApi } from '../../sources/readers.ts';
import type { Source } from '../../sources/source.ts';
import { fixtureFolders, fixturesOf, parseWith } from '../fakes/source-fixtures.ts';
import { bytesTarget, sourceTarget } from '../fuzz/source-targets.ts';
import type { Target } from '../fuzz/targets.ts';

const NOT_SOURCES = ['event-readers.ts', 'event-sources.ts', 'index.ts', 'reader.ts', 'readers.ts', 'source.ts'];
const DAMAGED_BODIES = 3000;
const DAMAGED_BYTES = 1000;

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

  it('has among those of events each that knows an event of AWS, and no other: the bus asks nobody else', () => {
    const knowing = SOURCES.filter(({ awsEvent, knowsShape }) => awsEvent !== undefined || knowsShape !== undefined);
    expect(EVENT_SOURCES.map(({ id }) => id).toSorted()).toEqual(knowing.map(({ id }) => id).toSorted());
  });

  it('is read by the readers of requests and events, each source by its own', async () => {
    for (const source of SOURCES) expect(await anySource(source.id)).toBe(source);
    expect(REQUEST_SOURCE_IDS).toEqual(REQUEST_SOURCES.map(({ id }) => id));
    expect(await Promise.all([anySource('nothing'), anySource('toString'), sourceOfApi('toString')])).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    for (const source of EVENT_SOURCES)
      for (const detailType of source.awsEvent?.detailTypes ?? [])
        expect(await sourceForEvent({ source: source.awsEvent?.source, 'detail-type': detailType })).toBe(source);
  });

  it('has at each address of an own API the source that says so', async () => {
    for (const source of SOURCES)
      for (const address of source.ownApi?.addresses ?? []) expect(await sourceOfApi(address)).toBe(source);
  });

  it('is asked about messages of AWS in another shape wherever a source knows one', () => {
    const knowing = SOURCES.filter(({ knowsShape }) => knowsShape !== undefined);
    expect(knowing.map(({ awsEvent }) => awsEvent?.source)).toEqual(IN_OTHER_SHAPES);
  });

  it('refuses two sources of one id', () => {
    const [first] = SOURCES as [Source, ...Source[]];
    expect(() => registerSources([first, { ...first }])).toThrow(first.id);
  });
});

/** Damage of a target by our own seed, as often as about half a second allows; `npm run fuzz` takes longer. */
const mustSurvive = <T>(target: Target<T>, numRuns: number): void => {
  let understood = 0;
  const property = fc.property(target.damage, (given) => {
    understood += target.run(given) === 'understood' ? 1 : 0;
  });
  fc.assert(property, { numRuns });
  // Else the property would hold for a source that understands nothing.
  expect(understood).toBeGreaterThan(numRuns * target.understood);
};

describe.each([...files])('%s', (id) => {
  const source = sourceById(id) as Source;
  const fixtures = fixturesOf(id);

  it('says how to set it up, in a way that can be filled in', () => {
    expect(DOCUMENTATION.get(source.id)?.heading).toMatch(/./);
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
    expect(has('resolved')).toBe(tellsOfConditions && DOCUMENTATION.get(source.id)?.neverResolves === undefined);
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

  it('is chosen for its events by source and detail-type', async () => {
    for (const { body } of fixtures) expect((await sourceForEvent(body))?.id).toBe(source.awsEvent ? id : undefined);
  });

  it('gives the same for the same, and leaves the body as it was', () => {
    for (const { body } of fixtures) {
      const before = structuredClone(body);
      expect(parseWith(id, body)).toEqual(parseWith(id, body));
      expect(body).toEqual(before);
    }
  });

  it(`refuses what it does not understand of ${DAMAGED_BODIES} damaged bodies, and lets nothing unbounded through`, () => {
    mustSurvive(sourceTarget(id), DAMAGED_BODIES);
  });

  it(`survives ${DAMAGED_BYTES} bodies that were damaged before they were parsed`, () => {
    mustSurvive(bytesTarget(id), DAMAGED_BYTES);
  });
});
