import { type Checkpoint, MOST_HEADS, nextCheckpoint } from '../../domain/checkpoint/checkpoint.ts';
import type { Signer } from '../../domain/checkpoint/signature.ts';
import { toIso } from '../../domain/instant/instant.ts';
import type { CheckpointMark, CheckpointPlace, CheckpointSource } from '../../ports/checkpoint-place.ts';
import type { Ports } from '../../ports/ports.ts';

export interface Checkpoints {
  readonly source: CheckpointSource;
  readonly place: CheckpointPlace;
  readonly signer: Signer;
}

/** As many as are made in one go: a store that was never taken into any is caught up with over some minutes. */
const MOST_AT_ONCE = 100;

/** Where what lies outside has lost its end, the gap stays to be seen: the next one continues what the store knows. */
const furthest = (mark: CheckpointMark | undefined, last: Checkpoint | undefined) =>
  (mark?.number ?? 0) > (last?.number ?? 0) ? mark : last;

/**
 * Takes the heads of all streams that have moved into the next checkpoint, or into several where they are many. Nothing is
 * written where nothing has moved. First the checkpoint is durable in its place, then the store says so: after a crash in between
 * the same heads are taken into the next one as well.
 *
 * @returns the last that was made
 */
export const keepCheckpoint = async (
  ports: Pick<Ports, 'clock' | 'pause' | 'stores'>,
  { source, place, signer }: Checkpoints,
): Promise<Checkpoint | undefined> => {
  let last: Checkpoint | undefined;
  for (let turn = 0; turn < MOST_AT_ONCE; turn += 1) {
    const mark = await source.mark();
    const { heads, position } = await source.moved(mark?.position ?? 0, MOST_HEADS);
    if (heads.length === 0) return last;
    const before = last ?? furthest(mark, await place.last());
    const made = nextCheckpoint(before, { at: toIso(ports.clock.now()), heads }, signer);
    if (!(await place.add(made))) return last;
    await source.keepMark({ number: made.number, hash: made.hash, position });
    await ports.stores.durable();
    last = made;
    await ports.pause();
  }
  return last;
};
