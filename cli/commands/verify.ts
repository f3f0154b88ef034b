import { Command } from 'commander';
import { hashOf, verifyChain } from '../../domain/chain/chain.ts';
import type { Commit } from '../../domain/incident/commit.ts';
import { foldCommits } from '../../domain/incident/evolve.ts';
import type { IncidentState } from '../../domain/incident/state.ts';
import { INCIDENT, type StreamCommit, streamKey } from '../../domain/stream/commit.ts';
import { type ShownIncident, showIncident } from '../../projections/incident.ts';
import type { VerifiedStream } from '../../usecases/live/read-stream.ts';
import type { ApiClient } from '../api-client.ts';
import { invocationOf } from '../context.ts';
import { incidentNamed } from '../incident-named.ts';
import { chainProblem, type KnownHeads, readKnownHeads } from '../known-heads.ts';
import { columns } from '../present.ts';
import type { IncidentSummary } from '../present-incident.ts';
import { CommandFailed, EXIT, type Terminal } from '../terminal.ts';

interface VerifyOptions {
  readonly all?: boolean;
  readonly checkpoints?: string;
  readonly key?: string;
}

/** What checking one incident found. */
interface Verified {
  readonly incident: string;
  readonly ok: boolean;
  readonly commits: number;
  readonly head?: string;
  readonly problem?: string;
}

/** Without what readers are shown of people: it stands beside the chain, which holds what proves it, so that it can be erased. */
const withoutWords = (state: ShownIncident, hasWords: boolean): Partial<ShownIncident> => {
  const { description, origin, title, ...rest } = state;
  const { reporter: _, ...from } = { reporter: undefined, ...origin };
  const told = hasWords ? {} : { title, ...(description === undefined ? {} : { description }) };
  return { ...rest, ...told, origin: from as ShownIncident['origin'] };
};

/** The members of what the commits say that are not what the API shows. */
const differences = (folded: IncidentState, shown: ShownIncident): string[] => {
  const hasWords = folded.words !== undefined;
  const [said, seen] = [withoutWords(showIncident(folded), hasWords), withoutWords(shown, hasWords)];
  const names = new Set([...Object.keys(said), ...Object.keys(seen)]) as Set<keyof ShownIncident>;
  const plain = (value: unknown) => hashOf(value === undefined ? null : JSON.parse(JSON.stringify(value)));
  return [...names].filter((name) => plain(said[name]) !== plain(seen[name]));
};

/**
 * Downloads the commits and believes nothing else: the chain is walked and the state folded here.
 *
 * @param known what checkpoints say; an incident named by its number is not looked for in them
 */
const verify = async (client: ApiClient, incident: string, known?: KnownHeads): Promise<Verified> => {
  const path = `/v1/incidents/${encodeURIComponent(incident)}`;
  // The chain first: of one that is broken the server may be unable to show anything else.
  const commits = await client.all<Commit>(`${path}/commits`);
  const found = (problem: string): Verified => ({ incident, commits: commits.length, ok: false, problem });
  const broken = verifyChain(commits);
  if (broken) return found(broken.explanation);
  const madeAnew = chainProblem(commits, known?.heads.get(streamKey({ kind: INCIDENT, id: incident })));
  if (madeAnew) return found(madeAnew);
  const shown = await client.get<ShownIncident>(path);
  // What was written between the two requests.
  if (shown.seq > commits.length) {
    commits.push(...(await client.all<Commit>(`${path}/commits`, String(commits.length))));
    const later = verifyChain(commits);
    if (later) return found(later.explanation);
  }
  if (commits.some((commit) => commit.incidentId !== shown.incidentId))
    return found('holds commits of another incident');
  // And what was written since it was shown proves nothing against it.
  const folded = foldCommits(commits.filter((commit) => commit.seq <= shown.seq));
  if (!folded || folded.seq !== shown.seq) {
    return found(`commit ${commits.length + 1} is missing: the incident is at ${shown.seq}`);
  }
  const wrong = differences(folded, shown);
  if (wrong.length > 0) return found(`what is shown does not follow from the commits: ${wrong.join(', ')}`);
  return { incident: shown.number, ok: true, commits: commits.length, head: commits.at(-1)?.hash };
};

/** A chain of another kind. What was erased beside it leaves it whole. */
const verifyOther = async (client: ApiClient, kind: string, id: string, known?: KnownHeads): Promise<Verified> => {
  const path = `/v1/streams/${kind}/${encodeURIComponent(id)}`;
  const commits = await client.all<StreamCommit>(`${path}/commits`);
  const found = { incident: `${kind}/${id}`, commits: commits.length };
  const broken = verifyChain(commits);
  if (broken) return { ...found, ok: false, problem: broken.explanation };
  const madeAnew = chainProblem(commits, known?.heads.get(streamKey({ kind, id })));
  if (madeAnew) return { ...found, ok: false, problem: madeAnew };
  if (commits.some((commit) => commit.kind !== kind || commit.id !== id))
    return { ...found, ok: false, problem: 'holds commits of another chain' };
  const { personal } = await client.get<VerifiedStream>(`${path}/verification`);
  if (personal.altered + personal.missing > 0)
    return { ...found, ok: false, problem: 'personal data beside it were altered, or are missing' };
  const head = commits.at(-1)?.hash ?? '';
  return { ...found, ok: true, head: personal.erased > 0 ? `${head} (${personal.erased} erased)` : head };
};

const verifyOthers = async (client: ApiClient, known?: KnownHeads): Promise<Verified[]> => {
  const verified: Verified[] = [];
  const { items: kinds } = await client.get<{ items: readonly string[] }>('/v1/streams');
  for (const kind of kinds)
    for (const id of await client.all<string>(`/v1/streams/${kind}`))
      verified.push(await verifyOther(client, kind, id, known));
  return verified;
};

const commitsPathOf = (stream: string): string => {
  const [kind = '', id = ''] = stream.split('/', 2);
  return kind === INCIDENT
    ? `/v1/incidents/${encodeURIComponent(id)}/commits?limit=1`
    : `/v1/streams/${kind}/${encodeURIComponent(id)}/commits?limit=1`;
};

/** Every incident that is listed, every chain of another kind, and whatever checkpoints know and neither of them shows. */
const verifyAll = async (client: ApiClient, options: { file?: string; key?: string }): Promise<Verified[]> => {
  // First: what is written meanwhile is in no checkpoint that was read before it.
  const known = await readKnownHeads(client, options);
  const verified: Verified[] = [];
  const seen = new Set<string>();
  for (const { incidentId } of await client.all<IncidentSummary>('/v1/incidents')) {
    seen.add(streamKey({ kind: INCIDENT, id: incidentId }));
    verified.push(await verify(client, incidentId, known));
  }
  const others = await verifyOthers(client, known);
  for (const { incident } of others) seen.add(incident);
  verified.push(...others);
  if (known === undefined) return verified;
  for (const [stream, { number }] of known.heads) {
    if (seen.has(stream)) continue;
    const isThere = await client.find(commitsPathOf(stream));
    const problem = isThere
      ? 'is in no list, though its chain is there'
      : `is gone with its whole chain; checkpoint ${number} knows it`;
    verified.push({ incident: stream, ok: false, commits: 0, problem });
  }
  const { checkpoints, last, problem } = known;
  verified.push({ incident: 'checkpoints', ok: problem === undefined, commits: checkpoints, head: last, problem });
  return verified;
};

/** `muster verify`: proves that nothing on the record was changed. */
export const verifyCommand = (terminal: Terminal): Command =>
  new Command('verify')
    .description('checks here, not on the server, that the record of incidents was not changed')
    .argument('[incident...]', 'ids or numbers')
    .option('--all', 'every incident, every chain of another kind, and all of them against the signed checkpoints')
    .option(
      '--checkpoints <path>',
      'with --all: a copy of the checkpoints that was kept elsewhere (a file, or a directory), instead of asking',
    )
    .option('--key <hex>', 'with --all: the public key that the checkpoints have to be signed with')
    .action(async (incidents: string[], options: VerifyOptions, command: Command) => {
      const { all, checkpoints: file, key } = options;
      const { client, answer } = invocationOf(terminal, command);
      if (incidents.length === 0 && !all)
        throw new CommandFailed('Which incidents?', 'Name them, or use --all.', EXIT.usage);
      const verified: Verified[] = [];
      for (const incident of incidents)
        verified.push(await verify(client, await incidentNamed(terminal, client, incident)));
      if (all) verified.push(...(await verifyAll(client, { file, key })));
      const rows = verified.map((v) => [
        v.incident,
        String(v.commits),
        v.ok ? 'whole' : 'BROKEN',
        v.problem ?? v.head ?? '',
      ]);
      answer({ items: verified }, () =>
        rows.length === 0
          ? 'No incidents.\n'
          : columns(terminal, ['INCIDENT', 'COMMITS', 'CHAIN', 'HEAD OR PROBLEM'], rows),
      );
      const broken = verified.filter((v) => !v.ok);
      if (broken.length > 0) {
        const which = broken.map((v) => `${v.incident}: ${v.problem}`).join('\n  ');
        throw new CommandFailed(
          `${broken.length} of ${verified.length} broken:\n  ${which}`,
          'Keep a copy of the store and find out who can write to it.',
        );
      }
    });
