import { type ChainBreak, verifyChain } from '../../domain/chain/chain.ts';
import { CONFIGURATION } from '../../domain/configuration/applied.ts';
import { LIVE_KINDS } from '../../domain/live/kinds.ts';
import { ERASURE } from '../../domain/personal/erasure.ts';
import type { StreamCommit, StreamName } from '../../domain/stream/commit.ts';
import { checkSealed, type PersonalFinding, sealedIn } from '../../domain/stream/personal.ts';
import type { Ports } from '../../ports/ports.ts';

/** The kinds of streams that there are beside incidents. */
export const STREAM_KINDS: readonly string[] = [...LIVE_KINDS.map(({ kind }) => kind), ERASURE, CONFIGURATION];

/** What checking one stream found: its chain, and the personal data that it refers to. */
export interface VerifiedStream {
  readonly whole: boolean;
  readonly commits: number;
  readonly head: string | null;
  readonly break?: ChainBreak;
  /** How many of the personal data are as they were sealed, erased, altered or missing. */
  readonly personal: PersonalFindings;
}

export const readStream = (
  ports: Pick<Ports, 'stores'>,
  stream: StreamName,
  afterSeq: number,
): Promise<StreamCommit[]> => ports.stores.commits.ofStream(stream, afterSeq);

export type PersonalFindings = Readonly<Record<PersonalFinding, number>>;

const NOTHING_FOUND: PersonalFindings = { whole: 0, erased: 0, altered: 0, missing: 0 };

/** What became of the personal data that commits refer to; `problem` names the first commit whose data are not as they were sealed. */
export const checkPersonal = async (
  ports: Pick<Ports, 'stores'>,
  commits: readonly { readonly seq: number; readonly events: readonly unknown[] }[],
): Promise<{ readonly personal?: PersonalFindings; readonly problem?: ChainBreak }> => {
  const sealed = commits.flatMap(({ seq, events }) => sealedIn(events).map((one) => ({ seq, one })));
  if (sealed.length === 0) return {};
  const rows = await ports.stores.personal.get([...new Set(sealed.map(({ one }) => one.personal))]);
  const byRef = new Map(rows.map((row) => [row?.ref, row]));
  const personal: Record<PersonalFinding, number> = { ...NOTHING_FOUND };
  let problem: ChainBreak | undefined;
  const counted = new Set<string>();
  for (const { seq, one } of sealed) {
    const finding = checkSealed(one, byRef.get(one.personal));
    if (!counted.has(one.personal)) personal[finding] += 1;
    counted.add(one.personal);
    if (finding !== 'altered' && finding !== 'missing') continue;
    const explanation = `what commit ${seq} refers to beside the chain (${one.personal}) is ${finding}`;
    problem ??= { seq, problem: finding, explanation };
  }
  return { personal, ...(problem && { problem }) };
};

/** What is erased leaves a chain whole; what was altered or is missing does not. */
export const verifyStream = async (ports: Pick<Ports, 'stores'>, stream: StreamName): Promise<VerifiedStream> => {
  const commits = await ports.stores.commits.ofStream(stream, 0);
  const broken = verifyChain(commits);
  const { personal = NOTHING_FOUND, problem } = await checkPersonal(ports, commits);
  return {
    whole: broken === undefined && problem === undefined,
    commits: commits.length,
    head: commits.at(-1)?.hash ?? null,
    ...(broken && { break: broken }),
    personal,
  };
};
