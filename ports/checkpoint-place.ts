import type { Checkpoint, HeadAt } from '../domain/checkpoint/checkpoint.ts';

/** Where checkpoints lie: anywhere but in the store that they are about. */
export interface CheckpointPlace {
  /** The newest; undefined where there is none yet. */
  last(): Promise<Checkpoint | undefined>;
  /**
   * Adds the next one, durably.
   *
   * @returns false when one of this number is there already; nothing was written
   */
  add(checkpoint: Checkpoint): Promise<boolean>;
  /** Those after a number, in their order, at most `limit`. @throws CheckpointDamagedError what lies there is none */
  after(number: number, limit: number): Promise<Checkpoint[]>;
}

/** What lies where checkpoints should is none. */
export class CheckpointDamagedError extends Error {
  override readonly name = 'CheckpointDamagedError';
  readonly code = 'checkpoint-damaged';
}

/** How far the store has been taken into checkpoints; kept in the store, so that each notices the loss of the other. */
export interface CheckpointMark {
  /** Of the last checkpoint. */
  readonly number: number;
  readonly hash: string;
  /** Up to where commits are in it, as the store counts them. */
  readonly position: number;
}

/** What checkpoints are made of, and checked against. */
export interface CheckpointSource {
  mark(): Promise<CheckpointMark | undefined>;
  keepMark(mark: CheckpointMark): Promise<void>;
  /** The heads of streams that have moved since a position; `position` is how far this went, the same where nothing has. */
  moved(since: number, limit: number): Promise<{ readonly heads: readonly HeadAt[]; readonly position: number }>;
  /** The commit that a head names: its hash, and whether it is still what that was computed over. */
  commitAt(head: HeadAt): Promise<{ readonly hash: string; readonly whole: boolean } | undefined>;
}
