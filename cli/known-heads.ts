import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Checkpoint,
  checkpoint,
  checkpointProblem,
  headsKnownBy,
  type KnownHead,
  lostEndProblem,
} from '../domain/checkpoint/checkpoint.ts';
import type { ApiClient } from './api-client.ts';
import { CommandFailed } from './terminal.ts';

/** What signed checkpoints say of the chains. */
export interface KnownHeads {
  readonly checkpoints: number;
  /** The hash of the last one. */
  readonly last?: string;
  /** What is wrong with the checkpoints themselves. */
  readonly problem?: string;
  /** The last head of each stream that they know, by its key, and in which checkpoint it stands. */
  readonly heads: ReadonlyMap<string, KnownHead>;
}

/** @param key the public key that all of them have to be signed with; absent where only one and the same is asked for */
const knownHeadsIn = (all: readonly Checkpoint[], key: string | undefined, known = 0): KnownHeads => {
  let problem: string | undefined;
  let before: Checkpoint | undefined;
  for (const one of all) {
    problem ??= checkpointProblem(one, before, key);
    before = one;
  }
  problem ??= lostEndProblem(before?.number ?? 0, known);
  return { checkpoints: all.length, last: before?.hash, problem, heads: headsKnownBy(all) };
};

/** The lines of a file, or of all files of a directory, as they are copied from a bucket. */
const linesIn = (path: string): string[] => {
  try {
    const files = statSync(path).isDirectory()
      ? readdirSync(path)
          .filter((name) => name.endsWith('.json'))
          .map((name) => join(path, name))
      : [path];
    return files.flatMap((file) => readFileSync(file, 'utf8').split('\n').slice(0, -1));
  } catch (error) {
    throw new CommandFailed(`${path} cannot be read: ${(error as Error).message}`);
  }
};

const checkpointsAt = (path: string): Checkpoint[] =>
  linesIn(path)
    .map((line) => {
      try {
        return checkpoint.parse(JSON.parse(line));
      } catch {
        throw new CommandFailed(`${path} holds a line that is no checkpoint: ${line.slice(0, 40)}…`);
      }
    })
    .sort((a, b) => a.number - b.number);

/** Asks the server, or trusts only a file that was copied elsewhere; nothing where the deployment keeps none. */
export const readKnownHeads = async (
  client: ApiClient,
  { file, key }: { readonly file?: string; readonly key?: string },
): Promise<KnownHeads | undefined> => {
  if (file !== undefined) return knownHeadsIn(checkpointsAt(file), key);
  const all: Checkpoint[] = [];
  let served: { readonly key: string; readonly known: number } | undefined;
  for (let next: string | undefined = '0'; next !== undefined; ) {
    const page: { items: readonly Checkpoint[]; next?: string; key: string; known: number } | undefined =
      await client.find(`/v1/checkpoints?${new URLSearchParams({ limit: '500', next })}`);
    if (page === undefined) return undefined;
    all.push(...page.items);
    served ??= page;
    next = page.next;
  }
  return knownHeadsIn(all, key ?? served?.key, served?.known);
};

/** What a chain has instead of the head that a checkpoint knows, in words; nothing where it has that. */
export const chainProblem = (
  commits: readonly { readonly seq: number; readonly hash: string }[],
  known: KnownHead | undefined,
): string | undefined => {
  if (known === undefined) return undefined;
  const found = commits[known.seq - 1];
  if (found === undefined) return `commit ${known.seq} is gone; checkpoint ${known.number} knows it`;
  return found.hash === known.hash
    ? undefined
    : `was made anew: commit ${known.seq} is not the one that checkpoint ${known.number} knows`;
};
