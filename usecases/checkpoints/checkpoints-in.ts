import type { Checkpoint } from '../../domain/checkpoint/checkpoint.ts';
import type { CheckpointPlace } from '../../ports/checkpoint-place.ts';

const AT_ONCE = 100;

/** Every checkpoint of a place, the oldest first, a few at a time. */
export async function* checkpointsIn(place: Pick<CheckpointPlace, 'after'>): AsyncGenerator<Checkpoint> {
  for (let number = 0; ; ) {
    const some = await place.after(number, AT_ONCE);
    if (some.length === 0) return;
    yield* some;
    number = some.at(-1)?.number ?? number;
  }
}
