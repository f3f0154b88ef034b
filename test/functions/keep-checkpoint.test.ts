import type { DynamoDBStreamEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { COMMIT_BODY } from '../../adapters/dynamodb/table-schema.ts';
import { type Checkpoint, checkpointProblem } from '../../domain/checkpoint/checkpoint.ts';
import { signerOf } from '../../domain/checkpoint/signature.ts';
import { keepCheckpoint } from '../../functions/keep-checkpoint.ts';
import type { CheckpointPlace } from '../../ports/checkpoint-place.ts';

const signer = signerOf(Buffer.alloc(32, 1));

const eventOf = (...commits: object[]): DynamoDBStreamEvent => ({
  Records: commits.map((commit) => ({ dynamodb: { NewImage: { [COMMIT_BODY]: { S: JSON.stringify(commit) } } } })),
});

const commit = (incidentId: string, seq: number): object => ({
  incidentId,
  seq,
  hash: String(seq).repeat(64).slice(0, 64),
});

/** A bucket that gives each number away once; the first asked are late. */
const bucket = (late = 0) => {
  const all: Checkpoint[] = [];
  let slow = late;
  const place: CheckpointPlace = {
    last: async () => (slow-- > 0 ? all.at(-2) : all.at(-1)),
    add: async (next) => {
      if (all.some(({ number }) => number === next.number)) return false;
      all.push(next);
      return true;
    },
    after: async () => all,
  };
  return { all, place };
};

const told: string[] = [];
const handlerOn = (place: CheckpointPlace) =>
  keepCheckpoint(() => ({
    clock: { now: () => 0 },
    observer: { happened: ({ kind }) => void told.push(kind), failed: () => {} },
    place,
    signer: async () => signer,
  }));

describe('A minute of the table’s stream', () => {
  it('becomes one signed checkpoint of the last commit of each stream', async () => {
    const { all, place } = bucket();
    await handlerOn(place)(
      eventOf(commit('b', 1), commit('a', 1), commit('a', 2), {
        kind: 'suppression',
        id: 's',
        seq: 3,
        hash: '3'.repeat(64),
      }),
    );
    expect(all.map(({ number, heads }) => [number, heads.map(({ stream, seq }) => `${stream} ${seq}`)])).toEqual([
      [1, ['incident/a 2', 'incident/b 1', 'suppression/s 3']],
    ]);
    expect(checkpointProblem(all[0] as Checkpoint, undefined, signer.publicKey)).toBeUndefined();
    expect(told).toEqual(['checkpoint']);
  });

  it('continues the chain, and takes the next number where another shard was first', async () => {
    const { all, place } = bucket();
    const handler = handlerOn(place);
    await Promise.all(['a', 'b', 'c', 'd'].map((id) => handler(eventOf(commit(id, 1)))));
    expect(all.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
    expect(all.map((one, i) => checkpointProblem(one, all[i - 1], signer.publicKey))).toEqual(Array(4).fill(undefined));
  });

  it('is nothing where no commit is in it', async () => {
    const { all, place } = bucket();
    await handlerOn(place)({ Records: [{ dynamodb: {} }] });
    expect(all).toEqual([]);
  });

  it('is delivered again where it cannot be added', async () => {
    const place = { ...bucket().place, add: () => Promise.reject(new Error('no such bucket')) };
    await expect(handlerOn(place)(eventOf(commit('a', 1)))).rejects.toThrow('no such bucket');
  });

  it('is published where a topic is configured, and stands where the topic cannot be told', async () => {
    for (const isDown of [false, true]) {
      const { all, place } = bucket();
      const published: number[] = [];
      const failed: string[] = [];
      const publish = async ({ number }: Checkpoint): Promise<void> => {
        if (isDown) throw new Error('no such topic');
        published.push(number);
      };
      const observer = { happened: () => {}, failed: (what: string) => void failed.push(what) };
      const compose = () => ({ clock: { now: () => 0 }, observer, place, signer: async () => signer, publish });
      await keepCheckpoint(compose)(eventOf(commit('a', 1)));
      expect(all).toHaveLength(1);
      expect([published, failed]).toEqual(isDown ? [[], ['publishing a checkpoint']] : [[1], []]);
    }
  });
});
