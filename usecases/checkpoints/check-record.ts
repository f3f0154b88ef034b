import {
  type Checkpoint,
  checkpointProblem,
  headProblem,
  isTakenBack,
  lostEndProblem,
  type TakenBack,
  takenBackBy,
} from '../../domain/checkpoint/checkpoint.ts';
import { CheckpointDamagedError } from '../../ports/checkpoint-place.ts';
import type { Ports } from '../../ports/ports.ts';
import { checkpointsIn } from './checkpoints-in.ts';
import type { Checkpoints } from './keep-checkpoint.ts';

/** What was found when the store was held against its checkpoints. */
export interface RecordCheck {
  readonly checkpoints: number;
  readonly heads: number;
  /** In words, at most `MOST_TOLD`; empty where all is well. */
  readonly problems: readonly string[];
  /** How many there are in all. */
  readonly found: number;
}

/** A hundred lines say no more than ten. */
export const MOST_TOLD = 10;

/** After so many checkpoints, each of which has a signature, others may go first. */
const CHECKPOINTS_AT_ONCE = 25;

/** After so many heads others may go first. */
const HEADS_AT_ONCE = 50;

/**
 * Holds the store against every checkpoint: that they are one signed chain under this master key, as long as the store knows it, and
 * that each commit they name is there as it was. Reads one commit for each head, and lets others go first.
 *
 * @throws the reason of `until`, where that calls it off
 */
export const checkRecord = async (
  ports: Pick<Ports, 'pause'>,
  checkpoints: Pick<Checkpoints, 'place' | 'source'> & { readonly signer: Pick<Checkpoints['signer'], 'publicKey'> },
  until?: AbortSignal,
): Promise<RecordCheck> => {
  const { place, source, signer } = checkpoints;
  const problems: string[] = [];
  let found = 0;
  const tell = (problem: string | undefined): void => {
    if (problem === undefined) return;
    found += 1;
    if (problems.length < MOST_TOLD) problems.push(problem);
  };
  const counted = { checkpoints: 0, heads: 0 };
  const mark = await source.mark();
  try {
    const takenBack: TakenBack[] = [];
    let before: Checkpoint | undefined;
    for await (const one of checkpointsIn(place)) {
      tell(checkpointProblem(one, before, signer.publicKey));
      if (one.number === mark?.number && one.hash !== mark.hash)
        tell(`checkpoint ${one.number} is not the one that the store knows`);
      const back = takenBackBy(one);
      if (back) takenBack.push(back);
      before = one;
      counted.checkpoints += 1;
      if (counted.checkpoints % CHECKPOINTS_AT_ONCE === 0) await ports.pause();
      until?.throwIfAborted();
    }
    tell(lostEndProblem(before?.number ?? 0, mark?.number ?? 0));
    for await (const one of checkpointsIn(place)) {
      if (isTakenBack(one.number, takenBack)) continue;
      for (const head of one.heads) {
        tell(headProblem(head, await source.commitAt(head), one.number));
        counted.heads += 1;
        if (counted.heads % HEADS_AT_ONCE === 0) await ports.pause();
        until?.throwIfAborted();
      }
    }
  } catch (error) {
    if (!(error instanceof CheckpointDamagedError)) throw error;
    tell(error.message);
  }
  return { ...counted, problems, found };
};
