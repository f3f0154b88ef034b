import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkpointFile } from '../../adapters/checkpoints/checkpoint-file.ts';
import { type Checkpoint, nextCheckpoint } from '../../domain/checkpoint/checkpoint.ts';
import { signerOf } from '../../domain/checkpoint/signature.ts';

const signer = signerOf(Buffer.alloc(32, 1));

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'muster-checkpoints-'));
  file = join(directory, 'checkpoints.jsonl');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const added = async (count: number): Promise<Checkpoint[]> => {
  const place = checkpointFile(file);
  const all: Checkpoint[] = [];
  for (let n = 0; n < count; n += 1) {
    const heads = [{ stream: 'incident/a', seq: n + 1, hash: '0'.repeat(64) }];
    const next = nextCheckpoint(await place.last(), { at: '2026-11-29T00:00:00.000Z', heads }, signer);
    expect(await place.add(next)).toBe(true);
    all.push(next);
  }
  return all;
};

describe('A file of checkpoints', () => {
  it('is for its owner only, and gives back what was added, in pages, whoever opened it', async () => {
    const all = await added(230);
    expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
    for (const place of [checkpointFile(file), checkpointFile(file)]) {
      expect(await place.last()).toEqual(all.at(-1));
      for (const after of [0, 99, 100, 150, 229, 230, 99])
        expect(await place.after(after, 50)).toEqual(all.slice(after, after + 50));
    }
  });

  it('is empty where there is none', async () => {
    expect(await checkpointFile(file).last()).toBeUndefined();
    expect(await checkpointFile(file).after(0, 10)).toEqual([]);
  });

  it('does not add one whose number is taken', async () => {
    const all = await added(2);
    expect(await checkpointFile(file).add(all[1] as Checkpoint)).toBe(false);
    expect(await checkpointFile(file).after(0, 10)).toEqual(all);
  });

  it.each([1, 40, 200])('writes over what a crash has left of a line: %i bytes', async (bytes) => {
    const [one, two] = await added(2);
    truncateSync(file, Buffer.byteLength(`${JSON.stringify(one)}\n`));
    appendFileSync(file, JSON.stringify(two).slice(0, bytes));
    const place = checkpointFile(file);
    expect(await place.after(0, 10)).toEqual([one]);
    expect(await place.add(two as Checkpoint)).toBe(true);
    expect(readFileSync(file, 'utf8')).toBe([one, two].map((each) => `${JSON.stringify(each)}\n`).join(''));
  });

  it('says where it holds a line that is no checkpoint', async () => {
    await added(2);
    writeFileSync(file, `nonsense\n${readFileSync(file, 'utf8')}`);
    await expect(checkpointFile(file).after(0, 10)).rejects.toThrow(/holds a line that is no checkpoint: nonsense/);
  });

  it('is not written to once somebody has made it shorter', async () => {
    const place = checkpointFile(file);
    const first = nextCheckpoint(undefined, { at: '2026-11-29T00:00:00.000Z', heads: [] }, signer);
    await place.add(first);
    truncateSync(file, 10);
    const next = nextCheckpoint(first, { at: '2026-11-29T00:00:00.000Z', heads: [] }, signer);
    await expect(place.add(next)).rejects.toThrow(/has become shorter/);
  });
});
