import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashOf } from '../../../domain/chain/chain.ts';
import {
  type Checkpoint,
  checkpoint,
  checkpointProblem,
  type HeadAt,
  headProblem,
  headsKnownBy,
  isTakenBack,
  nextCheckpoint,
  takenBackBy,
} from '../../../domain/checkpoint/checkpoint.ts';
import { isSignedBy, signerOf } from '../../../domain/checkpoint/signature.ts';

const signer = signerOf(Buffer.alloc(32, 1));
const stranger = signerOf(Buffer.alloc(32, 2));
const at = '2026-11-29T00:00:00.000Z';

const head = (stream: string, seq: number): HeadAt => ({ stream, seq, hash: hashOf([stream, seq]) });

const chainOf = (moved: readonly (readonly HeadAt[])[], by = signer): Checkpoint[] => {
  const all: Checkpoint[] = [];
  for (const heads of moved) all.push(nextCheckpoint(all.at(-1), { at, heads }, by));
  return all;
};

const problemsOf = (all: readonly Checkpoint[], key?: string): string[] =>
  all.map((one, i) => checkpointProblem(one, all[i - 1], key)).filter((problem) => problem !== undefined);

const three = chainOf([[head('incident/a', 1)], [head('incident/b', 2), head('incident/a', 2)], [head('task/c', 1)]]);
const [first, second, third] = three as [Checkpoint, Checkpoint, Checkpoint];

/** As somebody would who can compute hashes and has no key. */
const resealed = ({ hash: _, signature, ...content }: Checkpoint): Checkpoint => ({
  ...content,
  hash: hashOf(content),
  signature,
});

describe('A chain of checkpoints', () => {
  it('is whole, read back from text and without any secret, whatever has moved', () => {
    const moved = fc.array(
      fc.array(
        fc.record({ stream: fc.stringMatching(/^[a-z]+\/[a-z0-9]+$/), seq: fc.integer({ min: 1, max: 9999 }) }),
        {
          maxLength: 4,
        },
      ),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(moved, (all) => {
        const made = chainOf(all.map((heads) => heads.map(({ stream, seq }) => head(stream, seq))));
        const read = made.map((one) => checkpoint.parse(JSON.parse(JSON.stringify(one))));
        expect(problemsOf(read, signer.publicKey)).toEqual([]);
        expect(read.map(({ number }) => number)).toEqual(made.map((_, i) => i + 1));
      }),
    );
  });

  it.each([
    ['one is missing', [first, third], 'checkpoint 2 is missing: found 3 in its place'],
    ['the first is missing', [second, third], 'checkpoint 1 is missing: found 2 in its place'],
    ['a head was changed', [first, { ...second, heads: [head('incident/a', 9)] }], 'checkpoint 2 was changed'],
    [
      'a head was changed and the hash made anew',
      [first, resealed({ ...second, heads: [] })],
      'signature of checkpoint 2 is wrong',
    ],
    [
      'the signature is of another one',
      [first, { ...second, signature: first.signature }],
      'signature of checkpoint 2 is wrong',
    ],
    [
      'one continues another chain',
      [first, nextCheckpoint({ ...first, hash: third.hash }, second, signer)],
      'does not continue',
    ],
    [
      'one is signed by somebody else',
      [first, nextCheckpoint(first, second, stranger)],
      'signed under another master key',
    ],
    ['all of it was made anew by somebody else', chainOf([[head('incident/a', 1)]], stranger), 'another master key'],
  ])('is found not to be whole where %s', (_, all, problem) => {
    expect(problemsOf(all, signer.publicKey).join('; ')).toContain(problem);
  });

  it('says which checkpoints a restored backup has taken back, and that it was a person', () => {
    const restored = nextCheckpoint(third, { at, heads: [], restored: { since: 1, reason: 'disk lost' } }, signer);
    expect(checkpointProblem(restored, third)).toBeUndefined();
    const takenBack = [...three, restored].map(takenBackBy).filter((one) => one !== undefined);
    expect([1, 2, 3, 4, 5].map((number) => isTakenBack(number, takenBack))).toEqual([false, true, true, false, false]);
    const later = nextCheckpoint(restored, { at, heads: [head('task/c', 2)] }, signer);
    expect([...headsKnownBy([...three, restored, later])]).toEqual([
      ['incident/a', { ...head('incident/a', 1), number: 1 }],
      ['task/c', { ...head('task/c', 2), number: 5 }],
    ]);
  });

  it('knows the last head of each stream, and which of them says so', () => {
    expect([...headsKnownBy([])]).toEqual([]);
    expect([...headsKnownBy(three)]).toEqual([
      ['incident/a', { ...head('incident/a', 2), number: 2 }],
      ['incident/b', { ...head('incident/b', 2), number: 2 }],
      ['task/c', { ...head('task/c', 1), number: 3 }],
    ]);
  });
});

describe('A key pair', () => {
  it('is the same for the same master key, and signs what nobody else can', () => {
    expect(signerOf(Buffer.alloc(32, 1)).publicKey).toBe(signer.publicKey);
    expect(stranger.publicKey).not.toBe(signer.publicKey);
    const signature = signer.sign('text');
    expect(isSignedBy(signer.publicKey, 'text', signature)).toBe(true);
    expect(isSignedBy(signer.publicKey, 'other', signature)).toBe(false);
    expect(isSignedBy(stranger.publicKey, 'text', signature)).toBe(false);
    expect(isSignedBy('no key', 'text', signature)).toBe(false);
  });
});

it.each([
  [undefined, 'is gone; checkpoint 7 knows it'],
  [{ hash: '0'.repeat(64), whole: true }, 'is not the one that checkpoint 7 knows'],
  [{ hash: head('incident/a', 3).hash, whole: false }, 'was changed after it was written'],
  [{ hash: head('incident/a', 3).hash, whole: true }, undefined],
])('what the store has instead of a head, %j, is said in words', (found, said) => {
  const problem = headProblem(head('incident/a', 3), found, 7);
  if (said === undefined) expect(problem).toBeUndefined();
  else expect(problem).toContain(said);
});
