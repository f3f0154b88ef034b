import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryStores } from '../../../adapters/memory/memory-stores.ts';
import { verifyChain } from '../../../domain/chain/chain.ts';
import type { Metadata } from '../../../domain/stream/commit.ts';
import { readEvents } from '../../../domain/stream/stream.ts';
import { execute, load } from '../../../usecases/streams/execute.ts';
import { notePad } from './note-pad.ts';

const metadata = (commandId: string): Metadata => ({
  now: '2026-11-21T20:00:00.000Z',
  actor: { kind: 'person', id: 'ada' },
  commandId,
});

const note = (line: string, commandId = `note ${line}`) => ({
  type: 'note' as const,
  line,
  metadata: metadata(commandId),
});

describe('a command on a stream of any kind', () => {
  it('appends a sealed commit, and what it leads to is what is loaded', async () => {
    const stores = memoryStores();
    const { folded, commit } = await execute({ stores }, notePad, 'one', note('call Ben'));
    expect(commit).toMatchObject({ kind: 'note-pad', id: 'one', seq: 1, command: 'note', actor: { id: 'ada' } });
    expect(folded).toEqual({ seq: 1, hash: commit?.hash, state: { lines: ['call Ben'] } });
    expect(await load({ stores }, notePad, 'one')).toEqual(folded);
    expect(await load({ stores }, notePad, 'other')).toBeUndefined();
  });

  it('changes nothing where it is so already', async () => {
    const stores = memoryStores();
    await execute({ stores }, notePad, 'one', note('a', 'first'));
    const again = await execute({ stores }, notePad, 'one', note('a', 'second'));
    expect(again.commit).toBeUndefined();
    expect(again.folded.seq).toBe(1);
  });

  it('is done once when it is sent twice, and refused when its key comes with another content', async () => {
    const stores = memoryStores();
    await execute({ stores }, notePad, 'one', note('a', 'key'));
    await execute({ stores }, notePad, 'one', note('b', 'key 2'));
    const repeated = await execute({ stores }, notePad, 'one', note('a', 'key'));
    expect(repeated.folded.state.lines).toEqual(['a', 'b']);
    await expect(execute({ stores }, notePad, 'one', note('c', 'key'))).rejects.toMatchObject({
      code: 'idempotency-conflict',
    });
  });

  it('is refused when the stream has changed since the caller saw it', async () => {
    const stores = memoryStores();
    await execute({ stores }, notePad, 'one', note('a'));
    await execute({ stores }, notePad, 'one', note('b'));
    await expect(execute({ stores }, notePad, 'one', note('c'), 1)).rejects.toMatchObject({
      code: 'version-conflict',
      details: { seq: 2 },
      message: 'The note pad one has changed since (now at 2); read it again and repeat.',
    });
    expect((await execute({ stores }, notePad, 'one', note('c'), 2)).folded.seq).toBe(3);
  });

  it('loses nothing of whatever many write at once, and the chain is whole', () =>
    fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 12 }), async (lines) => {
        const stores = memoryStores();
        await Promise.all(lines.map((line) => execute({ stores }, notePad, 'one', note(line))));
        const commits = await stores.commits.ofStream({ kind: 'note-pad', id: 'one' }, 0);
        expect(verifyChain(commits)).toBeUndefined();
        const kept = (await load({ stores }, notePad, 'one'))?.state.lines ?? [];
        expect(kept.toSorted()).toEqual(lines.map((line) => line.toWellFormed()).toSorted());
      }),
      { seed: 20261128, numRuns: 40 },
    ));

  it('names the first event of an export that is none of its kind', () => {
    expect(readEvents(notePad, [{ type: 'Noted', line: 'a' }])).toHaveLength(1);
    expect(() => readEvents(notePad, [{ type: 'Noted', line: 'a', more: true }])).toThrow(/more/);
  });
});
