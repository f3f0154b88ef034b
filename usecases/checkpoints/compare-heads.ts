import { hashOf } from '../../domain/chain/chain.ts';
import {
  type Checkpoint,
  checkpointProblem,
  type HeadAt,
  headProblem,
  isTakenBack,
  lostEndProblem,
  type TakenBack,
  takenBackBy,
} from '../../domain/checkpoint/checkpoint.ts';
import type { Signer } from '../../domain/checkpoint/signature.ts';
import { toIso } from '../../domain/instant/instant.ts';
import { INCIDENT, streamKey } from '../../domain/stream/commit.ts';
import { CheckpointDamagedError, type CheckpointPlace } from '../../ports/checkpoint-place.ts';
import type { Ports } from '../../ports/ports.ts';
import { endOwnAlert, tellOwnAlert } from '../own-alerts/tell-own-alert.ts';
import { MOST_TOLD } from './check-record.ts';

/** Where the comparison goes on; kept beside the checkpoints of projections. */
const COMPARISON = 'comparison-of-heads';

/** Commits that are read in one run, for new checkpoints and again for older ones. */
const MOST_HEADS_A_RUN = 2_000;

const CHECKPOINTS_AT_ONCE = 50;

const HEADS_AT_ONCE = 16;

const WHAT_TO_DO =
  'Export the table as it is ("aws dynamodb export-table-to-point-in-time"), and find out who or what can write to it. docs/checkpoints.md says what to do then.';

/** Where a comparison stands between its runs. */
interface Standing {
  /** The newest checkpoint that was held against the store: the store knows of it, so that its loss is noticed, too. */
  readonly newest?: Pick<Checkpoint, 'number' | 'hash' | 'key'>;
  /** After which of the older ones the next look at those begins. */
  readonly again: number;
  /** Of checkpoints with which something was wrong: looked at each time, until nothing is. */
  readonly suspects: readonly number[];
  readonly takenBack: readonly TakenBack[];
  /** Of what people were told, so that the same findings page nobody twice. */
  readonly told?: string;
}

/** What one run found. */
export interface Compared {
  readonly checkpoints: number;
  readonly heads: number;
  /** In words, at most `MOST_TOLD`; empty where all is well. */
  readonly problems: readonly string[];
}

/** The commit that a head names, as the store has it. */
const commitAt = async (
  { stores }: Pick<Ports, 'stores'>,
  { seq, stream }: HeadAt,
): Promise<{ readonly hash: string; readonly whole: boolean } | undefined> => {
  const [kind = '', id = ''] = stream.split('/');
  const [found] =
    kind === INCIDENT
      ? await stores.commits.read(id, seq - 1, 1)
      : await stores.commits.ofStream({ kind, id }, seq - 1);
  if (found?.seq !== seq) return undefined;
  const { hash, ...content } = found;
  return { hash, whole: hashOf(content) === hash && streamKey(found) === stream };
};

/** One run over checkpoints: what was looked at, and what was wrong with which. */
class Run {
  readonly #ports: Pick<Ports, 'stores'>;
  readonly #place: Pick<CheckpointPlace, 'after'>;
  readonly #key: string;
  readonly problems = new Map<number, string>();
  checkpoints = 0;
  heads = 0;

  constructor(ports: Pick<Ports, 'stores'>, place: Pick<CheckpointPlace, 'after'>, key: string) {
    this.#ports = ports;
    this.#place = place;
    this.#key = key;
  }

  tell(number: number, problem: string | undefined): void {
    if (problem !== undefined && !this.problems.has(number)) this.problems.set(number, problem);
  }

  /** Checkpoints after one, as many as the heads that may be read allow. @returns the last that was looked at */
  async over(
    before: Pick<Checkpoint, 'number' | 'hash' | 'key'> | undefined,
    takenBack: TakenBack[],
    { heads: mostHeads, last = Infinity }: { readonly heads: number; readonly last?: number },
  ): Promise<Pick<Checkpoint, 'number' | 'hash' | 'key'> | undefined> {
    const until = this.heads + mostHeads;
    let previous = before;
    while (this.heads < until && (previous?.number ?? 0) < last) {
      const some = await this.#place.after(previous?.number ?? 0, CHECKPOINTS_AT_ONCE);
      if (some.length === 0) break;
      for (const one of some) {
        if (one.number > last || this.heads >= until) return previous;
        const back = takenBackBy(one);
        if (back) takenBack.push(back);
        this.tell(one.number, checkpointProblem(one, previous, this.#key));
        await this.#hold(one, takenBack);
        previous = { number: one.number, hash: one.hash, key: one.key };
      }
    }
    return previous;
  }

  async #hold({ heads, number }: Checkpoint, takenBack: readonly TakenBack[]): Promise<void> {
    this.checkpoints += 1;
    if (isTakenBack(number, takenBack)) return;
    for (let from = 0; from < heads.length; from += HEADS_AT_ONCE) {
      const part = heads.slice(from, from + HEADS_AT_ONCE);
      const found = await Promise.all(part.map((head) => commitAt(this.#ports, head)));
      part.forEach((head, i) => {
        this.tell(number, headProblem(head, found[i], number));
      });
      this.heads += part.length;
    }
  }
}

/** The checkpoint of this number, to which the next one is chained; undefined before the first. */
const checkpointAt = async (
  place: Pick<CheckpointPlace, 'after'>,
  number: number,
): Promise<Pick<Checkpoint, 'number' | 'hash' | 'key'> | undefined> =>
  number < 1 ? undefined : (await place.after(number - 1, 1))[0];

const standingOf = async ({ stores }: Pick<Ports, 'stores'>): Promise<Standing> => {
  const kept = await stores.projections.checkpoint(COMPARISON);
  return kept?.cursor === undefined ? { again: 0, suspects: [], takenBack: [] } : (JSON.parse(kept.cursor) as Standing);
};

/**
 * Holds the store against its signed checkpoints, a part at a time, for a target where nobody starts: what is new, what was wrong before,
 * and some of what is older, so that each comes again. A lost commit, a deleted incident, a chain that was made anew, another master
 * key and lost checkpoints become an own alert, which pages the catch-all, once for the same findings; it ends when nothing is wrong any
 * more.
 *
 * @throws what a store or the place throws; the next run goes on from where the last one ended
 */
export const compareHeads = async (
  ports: Ports,
  {
    place,
    signer,
  }: { readonly place: Pick<CheckpointPlace, 'after' | 'last'>; readonly signer: Pick<Signer, 'publicKey'> },
): Promise<Compared> => {
  const before = await standingOf(ports);
  const takenBack = [...before.takenBack];
  const run = new Run(ports, place, signer.publicKey);
  let { newest, again } = before;
  try {
    const last = (await place.last())?.number ?? 0;
    run.tell(last + 1, lostEndProblem(last, newest?.number ?? 0));
    for (const number of before.suspects)
      if (number <= last)
        await run.over(await checkpointAt(place, number - 1), takenBack, { heads: Infinity, last: number });
    newest = await run.over(newest, takenBack, { heads: MOST_HEADS_A_RUN });
    const looked = await run.over(await checkpointAt(place, again), takenBack, {
      heads: MOST_HEADS_A_RUN,
      last: Math.min(last, before.newest?.number ?? 0),
    });
    again = looked === undefined || looked.number >= (before.newest?.number ?? 0) ? 0 : looked.number;
  } catch (error) {
    if (!(error instanceof CheckpointDamagedError)) throw error;
    run.tell(0, error.message);
  }
  const found = [...run.problems].sort(([a], [b]) => a - b);
  const problems = found.slice(0, MOST_TOLD).map(([, problem]) => problem);
  const told = problems.length === 0 ? undefined : hashOf(problems);
  if (told === undefined) await endOwnAlert(ports, 'record');
  else if (told !== before.told) await tellOwnAlert(ports, 'record', `${problems.join('\n')}\n\n${WHAT_TO_DO}`);
  const suspects = found.map(([number]) => number).filter((number) => number > 0);
  const standing: Standing = {
    ...(newest && { newest }),
    again,
    suspects: suspects.slice(0, MOST_TOLD),
    takenBack,
    ...(told !== undefined && { told }),
  };
  const at = toIso(ports.clock.now());
  const rows = run.checkpoints;
  const cursor = JSON.stringify(standing);
  await ports.stores.projections.saveCheckpoint({ name: COMPARISON, version: 1, startedAt: at, rows, cursor });
  await ports.stores.durable();
  return { checkpoints: run.checkpoints, heads: run.heads, problems };
};
