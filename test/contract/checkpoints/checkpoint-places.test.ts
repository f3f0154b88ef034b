import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkpointFile } from '../../../adapters/checkpoints/checkpoint-file.ts';
import { checkpointObjects } from '../../../adapters/s3/checkpoint-objects.ts';
import { type Checkpoint, nextCheckpoint } from '../../../domain/checkpoint/checkpoint.ts';
import { signerOf } from '../../../domain/checkpoint/signature.ts';
import { CheckpointDamagedError, type CheckpointPlace } from '../../../ports/checkpoint-place.ts';
import { type AwsAnswer, type AwsEndpoint, startAwsEndpoint } from '../aws/aws-endpoint.ts';

const signer = signerOf(Buffer.alloc(32, 1));

/** The first of a chain. */
const chained = (count: number): Checkpoint[] => {
  const all: Checkpoint[] = [];
  for (let i = 1; i <= count; i += 1) {
    const heads = [{ stream: `incident/inc-${i}`, seq: i, hash: i.toString(16).repeat(64).slice(0, 64) }];
    all.push(nextCheckpoint(all.at(-1), { at: '2026-11-21T19:00:00.000Z', heads }, signer));
  }
  return all;
};

/** As much of S3 as the adapter asks for: a put on the condition that there is no such key, a list in the order of the keys. */
const bucketOf = (objects: Map<string, string>): AwsEndpoint['answer'] => {
  const list = (query: URLSearchParams): AwsAnswer => {
    const keys = [...objects.keys()].filter((key) => key.startsWith(query.get('prefix') ?? '')).toSorted();
    const some = keys.slice(0, Number(query.get('max-keys') ?? 1000));
    return {
      body: `<ListBucketResult>${some.map((key) => `<Contents><Key>${key}</Key></Contents>`).join('')}</ListBucketResult>`,
    };
  };
  const error = (status: number, code: string): AwsAnswer => ({ status, body: `<Error><Code>${code}</Code></Error>` });
  return ({ body, headers, operation }) => {
    const [path = '', query = ''] = operation.split('?');
    const key = decodeURIComponent(path.split('/').slice(2).join('/'));
    if (key === '') return list(new URLSearchParams(query));
    if (body !== '') {
      if (headers['if-none-match'] !== '*') return error(400, 'NotConditional');
      if (objects.has(key)) return error(412, 'PreconditionFailed');
      // A body that is sent in chunks is framed by their lengths.
      objects.set(key, /\{.*\}/s.exec(body)?.[0] ?? body);
      return { body: '' };
    }
    const found = objects.get(key);
    return found === undefined ? error(404, 'NoSuchKey') : { body: found };
  };
};

interface Place {
  /** The same place as another process would open it. */
  open(): CheckpointPlace;
  damage(number: number): void;
}

let aws: AwsEndpoint;
const directory = mkdtempSync(join(tmpdir(), 'muster-checkpoints-'));
beforeAll(async () => {
  aws = await startAwsEndpoint();
});
afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  await aws.stop();
});

let files = 0;
const PLACES: Readonly<Record<string, () => Place>> = {
  'a file': () => {
    files += 1;
    const file = join(directory, `${files}.jsonl`);
    return {
      open: () => checkpointFile(file),
      damage: () => writeFileSync(file, '{"number":1}\n'),
    };
  },
  'a bucket': () => {
    const objects = new Map<string, string>();
    aws.answer = bucketOf(objects);
    return {
      open: () => checkpointObjects(new S3Client({ ...aws.settings, forcePathStyle: true }), 'checkpoints-bucket'),
      damage: (number) => {
        const key = [...objects.keys()].toSorted().at(-number) ?? '';
        objects.set(key, '{"number":1}');
      },
    };
  },
};

describe.each(Object.entries(PLACES))('checkpoints in %s', (_name, placeOf) => {
  it('are none at first', async () => {
    const place = placeOf().open();
    expect([await place.last(), await place.after(0, 10)]).toEqual([undefined, []]);
  });

  it('are kept as they were made, in their order, for whoever opens it later', async () => {
    const { open } = placeOf();
    const all = chained(12);
    const place = open();
    for (const one of all) {
      expect(await place.add(one)).toBe(true);
      expect(await place.last()).toEqual(one);
    }
    const later = open();
    expect(await later.last()).toEqual(all.at(-1));
    expect(await later.after(0, 100)).toEqual(all);
    expect(await later.after(0, 5)).toEqual(all.slice(0, 5));
    expect(await later.after(9, 2)).toEqual(all.slice(9, 11));
    expect(await later.after(12, 10)).toEqual([]);
  });

  it('have each number once: whoever is second adds nothing', async () => {
    const { open } = placeOf();
    const [first, second] = chained(2) as [Checkpoint, Checkpoint];
    const place = open();
    await place.add(first);
    await place.add(second);
    const another = nextCheckpoint(first, { at: '2026-11-21T20:00:00.000Z', heads: [] }, signer);
    expect(await open().add(another)).toBe(false);
    expect(await place.add(another)).toBe(false);
    expect(await open().after(0, 10)).toEqual([first, second]);
  });

  it('are said to be damaged where what lies there is none', async () => {
    const { damage, open } = placeOf();
    const place = open();
    const [first] = chained(1) as [Checkpoint];
    await place.add(first);
    damage(1);
    await expect(open().after(0, 10)).rejects.toThrow(CheckpointDamagedError);
    await expect(open().last()).rejects.toThrow(CheckpointDamagedError);
  });
});
