import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GENESIS, hashOf, seal, verifyChain, wellFormed } from '../../../domain/chain/chain.ts';
import { type Commit, makeCommit } from '../../../domain/incident/commit.ts';
import type { IncidentEvent } from '../../../domain/incident/events.ts';
import { History, opened } from '../incident/specification.ts';

const chainOf = (texts: readonly string[]): Commit[] => {
  const history = new History().happened([opened()]);
  for (const text of texts) history.happened([{ type: 'NoteAdded', text }]);
  return history.commits;
};

const texts = fc.array(fc.string({ unit: 'binary' }), { minLength: 2, maxLength: 6 });

/** Every way to change one value somewhere inside. */
const pathsIn = (value: unknown, path: (string | number)[] = []): (string | number)[][] =>
  typeof value === 'object' && value !== null
    ? [path, ...Object.entries(value).flatMap(([key, part]) => pathsIn(part, [...path, key]))]
    : [path];

const changedAt = (value: unknown, [key, ...rest]: (string | number)[], to: (before: unknown) => unknown): unknown =>
  key === undefined
    ? to(value)
    : { ...(value as object), [key]: changedAt((value as Record<string, unknown>)[key], rest, to) };

describe('a chain of commits', () => {
  it('is whole as it was written, and as a store gives it back', () => {
    fc.assert(
      fc.property(texts, (said) => {
        const chain = chainOf(said);
        expect(verifyChain(chain)).toBeUndefined();
        expect(verifyChain(JSON.parse(JSON.stringify(chain)))).toBeUndefined();
        const throughUtf8 = JSON.parse(Buffer.from(JSON.stringify(wellFormed(chain)), 'utf8').toString('utf8'));
        expect(verifyChain(throughUtf8)).toBeUndefined();
        expect(throughUtf8).toEqual(JSON.parse(JSON.stringify(chain)));
      }),
    );
    expect(verifyChain([])).toBeUndefined();
  });

  it('does not hide the change of any field of any commit', () => {
    fc.assert(
      fc.property(texts, fc.nat(), fc.nat(), (said, which, where) => {
        const chain = chainOf(said);
        const at = which % chain.length;
        const paths = pathsIn(chain[at]).slice(1);
        const path = paths[where % paths.length] ?? [];
        const altered = changedAt(chain[at], path, (before) =>
          typeof before === 'number' ? before + 1 : typeof before === 'string' ? `${before}x` : { replaced: true },
        ) as Commit;
        expect(verifyChain(chain.with(at, altered))).toBeDefined();
      }),
    );
  });

  it('does not hide a removal, except that of its own end, which only the head can tell', () => {
    fc.assert(
      fc.property(texts, fc.nat(), (said, which) => {
        const chain = chainOf(said);
        expect(verifyChain(chain.toSpliced(which % (chain.length - 1), 1))).toMatchObject({ problem: 'missing' });
      }),
    );
    expect(verifyChain(chainOf(['a', 'b']).slice(0, -1))).toBeUndefined();
  });

  it('does not hide another order, an insertion or a repetition', () => {
    fc.assert(
      fc.property(texts, fc.nat(), fc.nat(), (said, a, b) => {
        const chain = chainOf(said);
        const from = a % chain.length;
        const to = b % chain.length;
        const [x, y] = [chain[from], chain[to]] as [Commit, Commit];
        if (from !== to) expect(verifyChain(chain.with(from, y).with(to, x))).toBeDefined();
        expect(verifyChain(chain.toSpliced(to, 0, x))).toBeDefined();
      }),
    );
  });

  it('does not hide a commit that was sealed again after it was changed', () => {
    const chain = chainOf(['a', 'b', 'c']);
    const { hash: _hash, ...content } = chain[1] as Commit;
    const resealed = seal({ ...content, at: '1999-01-01T00:00:00.000Z' });
    expect(verifyChain(chain.with(1, resealed))).toMatchObject({ seq: 3, problem: 'not-linked' });
  });

  it('says where it is broken and how', () => {
    const chain = chainOf(['a', 'b']);
    expect(verifyChain(chain.slice(1))).toEqual({
      seq: 1,
      problem: 'missing',
      explanation: 'commit 1 is missing: found 2 in its place',
    });
    expect(verifyChain(chain.with(1, { ...(chain[1] as Commit), command: 'other' }))).toMatchObject({
      seq: 2,
      problem: 'altered',
    });
  });

  it('begins with a link to nothing', () => {
    expect(chainOf(['a'])[0]).toMatchObject({ seq: 1, previousHash: GENESIS });
  });
});

describe('a hash', () => {
  it('does not depend on the order of keys or on what is undefined', () => {
    expect(hashOf({ a: 1, b: [2, { c: 3, d: 4 }] })).toBe(hashOf({ b: [2, { d: 4, c: 3 }], a: 1, e: undefined }));
    expect(hashOf([1, 2])).not.toBe(hashOf([2, 1]));
  });

  it('is that of the library for RFC 8785, for everything that JSON can say', () => {
    const json = fc.jsonValue({ stringUnit: 'binary', maxDepth: 6 });
    const oddNames = fc.dictionary(fc.oneof(fc.string({ unit: 'binary' }), fc.nat().map(String)), json);
    fc.assert(
      fc.property(fc.oneof(json, oddNames), (value) => {
        const text = canonicalize(wellFormed(value)) as string;
        expect(hashOf(value)).toBe(createHash('sha256').update(text).digest('hex'));
      }),
      { numRuns: 500 },
    );
    expect(hashOf([Number.NaN, undefined, new Date(0)])).toBe(hashOf([null, null, '1970-01-01T00:00:00.000Z']));
  });

  // Names that an object puts in an order of its own, and texts that look like an escape, are written member by member.
  it.each<[string, Record<string, unknown>]>([
    ['by names', {}],
    ['by a name that is a number', { 1: 'one' }],
    ['by a text that looks like an escape', { odd: '\\ud800' }],
  ])('is of every kind of value what JSON says of it, %s', (_how, odd) => {
    const kinds = { n: 1, no: null, yes: true, list: [1, null, [2]], inner: { b: 1, a: '' } };
    const said = { ...odd, ...kinds, gone: undefined, at: new Date(0), toJSON: 'a text', empty: {}, void: [undefined] };
    const text = canonicalize(JSON.parse(JSON.stringify(said))) as string;
    expect(hashOf(said)).toBe(createHash('sha256').update(text).digest('hex'));
  });

  it('of half a pair somewhere leaves all else as it is', () => {
    const rest = { n: 1, no: null, list: [1, { a: null }, ['x']], inner: { b: true } };
    expect(wellFormed({ ...rest, odd: '\ud800' })).toEqual({ ...rest, odd: '\ufffd' });
  });

  it('exists for every text a sender can put into JSON', () => {
    const half = '\ud800';
    expect(hashOf({ [half]: half })).toBe(hashOf({ '\ufffd': '\ufffd' }));
    expect(hashOf({ text: half })).toBe(hashOf({ text: '\ufffd' }));
    expect(wellFormed({ whole: '\\ud800 😀', [half]: [half] })).toEqual({ whole: '\\ud800 😀', '\ufffd': ['\ufffd'] });
    const event: IncidentEvent = { type: 'NoteAdded', text: `${half}!` };
    const command = {
      type: 'add-note',
      metadata: { now: '2026-11-21T20:00:00.000Z', actor: { kind: 'person', id: 'ana' }, commandId: 'c' },
    } as const;
    expect(makeCommit({ incidentId: 'inc-1' }, command, '', [event]).events).toEqual([
      { type: 'NoteAdded', text: '\ufffd!' },
    ]);
  });
});
