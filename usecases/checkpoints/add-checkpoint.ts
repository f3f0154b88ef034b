import { type Checkpoint, type HeadAt, MOST_HEADS, nextCheckpoint } from '../../domain/checkpoint/checkpoint.ts';
import type { Signer } from '../../domain/checkpoint/signature.ts';
import { toIso } from '../../domain/instant/instant.ts';
import type { CheckpointPlace } from '../../ports/checkpoint-place.ts';
import type { Ports } from '../../ports/ports.ts';

/** So many others may come first. */
const TURNS = 20;

/** Others came first, each time. */
export class CheckpointContendedError extends Error {
  override readonly name = 'CheckpointContendedError';
  readonly code = 'checkpoint-contended';
}

/**
 * Adds heads that somebody has gathered, where several may do so at once: the place gives each number away once, and whoever comes
 * second takes the next. Heads that are added twice prove the same twice.
 *
 * @throws CheckpointContendedError; what the place throws
 */
export const addCheckpoint = async (
  ports: Pick<Ports, 'clock'>,
  { place, signer }: { readonly place: CheckpointPlace; readonly signer: Signer },
  heads: readonly HeadAt[],
): Promise<Checkpoint | undefined> => {
  let made: Checkpoint | undefined;
  let left = heads;
  for (let turn = 0; left.length > 0; ) {
    const next = nextCheckpoint(
      await place.last(),
      { at: toIso(ports.clock.now()), heads: left.slice(0, MOST_HEADS) },
      signer,
    );
    if (await place.add(next)) {
      made = next;
      left = left.slice(MOST_HEADS);
    } else if (++turn === TURNS) {
      throw new CheckpointContendedError(`Others have added checkpoints ${TURNS} times meanwhile.`);
    }
  }
  return made;
};
