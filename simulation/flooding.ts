import { isHeldNotice } from '../domain/delivery/flood.ts';
import { foldCommits } from '../domain/incident/evolve.ts';
import type { EpochMs } from '../domain/instant/instant.ts';
import { toMs } from '../domain/instant/instant.ts';
import { readDigestLink } from '../domain/link/digest-link.ts';
import { type Severity, severityNumber } from '../domain/severity/severity.ts';
import type { OutgoingMessage } from '../ports/ports.ts';
import type { SimulatedPorts } from './simulated-ports.ts';

/** What a message of this kind tells programs, as far as it says who was asked about what. */
interface Told {
  readonly type?: string;
  readonly page?: {
    readonly id: string;
    readonly person: { readonly id: string };
    readonly incident?: { readonly id: string };
  };
  readonly incident?: { readonly id: string; readonly severity: Severity };
  readonly incidents?: number;
  readonly pages?: number;
  readonly worst?: { readonly severity: Severity };
  readonly acknowledgeAllUrl?: string;
}

/** A message that was handed to a provider, with what the record held just then. */
export interface Attempt {
  readonly at: EpochMs;
  readonly message: OutgoingMessage;
  readonly told: Told;
  /** The pagings that it asks about. */
  readonly pagings: readonly Paged[];
  /** Of these, how many nobody waited for any more, before this instant. */
  readonly over: number;
  /** What was handed to a provider for this address before it. */
  readonly before?: { readonly attempt: Attempt; readonly isAnswered: boolean } | undefined;
}

interface Paged {
  readonly incidentId: string;
  readonly pagingId: string;
}

const KEY = new TextEncoder().encode('a link key for tests, 32 bytes..');

/** Whether nobody waited for an answer any more, before this instant: what ends in the same instant has raced with it. */
const wasOver = ({ stores }: SimulatedPorts, { incidentId, pagingId }: Paged, at: EpochMs): boolean => {
  const before = (stores.held.commits.get(incidentId) ?? []).filter((commit) => toMs(commit.at) < at);
  const paging = before.length > 0 ? foldCommits(before)?.pagings[pagingId] : undefined;
  return paging !== undefined && paging.status !== 'paging';
};

const isOverNow = ({ stores }: SimulatedPorts, { incidentId, pagingId }: Paged): boolean =>
  foldCommits(stores.held.commits.get(incidentId) ?? [])?.pagings[pagingId]?.status !== 'paging';

/** The pages that a digest tells of: those of its window that did not leave by themselves. */
const heldFor = ({ stores }: SimulatedPorts, url: string): Paged[] => {
  const link = readDigestLink(KEY, url.slice(url.lastIndexOf('/') + 1));
  if (!link) return [];
  return [...stores.held.floodPages]
    .filter(([key]) => key.startsWith(`${link.recipient} ${link.window} `))
    .flatMap(([, held]) => (isHeldNotice(held) || held.atOnce ? [] : [held.job]));
};

const asks = ({ told: { type } }: Attempt): boolean => type === 'muster.page' || type === 'muster.page-digest';

/** As it leaves: what is read of the record now is what was true then. */
export const attemptOf = (ports: SimulatedPorts, message: OutgoingMessage, earlier: readonly Attempt[]): Attempt => {
  const at = ports.clock.now();
  const told = message.data as Told;
  const pageId = told.page?.id;
  const row = [...ports.stores.held.deliveries.values()].find(({ messageId }) => messageId === pageId);
  const own = row && 'pagingId' in row.job ? [row.job] : [];
  const held = told.acknowledgeAllUrl === undefined ? [] : heldFor(ports, told.acknowledgeAllUrl);
  const asked = told.type === 'muster.page-digest' ? held.filter((one) => !isOverNow(ports, one)) : own;
  const last = earlier.findLast((one) => asks(one) && one.message.address === message.address);
  return {
    ...{ at, message, told, pagings: asked },
    over: asked.filter((one) => wasOver(ports, one, at)).length,
    before: last && { attempt: last, isAnswered: last.pagings.some((paged) => isOverNow(ports, paged)) },
  };
};

const nameOf = ({ told, message }: Attempt): string => `${told.page?.id ?? 'a digest'} to ${message.address}`;

const severityOf = ({ told }: Attempt): number =>
  severityNumber(told.incident?.severity ?? told.worst?.severity ?? 'SEV5');

const incidentOf = ({ told }: Attempt): string | undefined => told.incident?.id;

/** Counts are those of the record, to the page. */
const miscounted = (attempts: readonly Attempt[]): string[] =>
  attempts.flatMap(({ message, pagings, told }) => {
    if (told.type !== 'muster.page-digest') return [];
    const right = { pages: pagings.length, incidents: new Set(pagings.map(({ incidentId }) => incidentId)).size };
    return right.pages === told.pages && right.incidents === told.incidents
      ? []
      : [
          `a digest to ${message.address} says ${told.pages} pages of ${told.incidents} incidents, and there are ${right.pages} of ${right.incidents}`,
        ];
  });

/** What did not wait for a digest, although it is no worse than what the person was told of a moment ago and has not answered. */
const rushed = (attempts: readonly Attempt[], digestMs: number): string[] => {
  const seen = new Set<string>();
  return attempts.flatMap((one) => {
    const isAgain = seen.has(nameOf(one));
    seen.add(nameOf(one));
    if (one.told.type !== 'muster.page' || isAgain || !one.before) return [];
    const { attempt: before, isAnswered } = one.before;
    const isNews =
      isAnswered ||
      one.at - before.at >= digestMs ||
      incidentOf(one) === incidentOf(before) ||
      severityOf(one) < severityOf(before);
    return isNews ? [] : [`${nameOf(one)} did not wait for the digest`];
  });
};

/** The first page goes at once: what waits, waits for a digest that something before it has begun. */
const delayed = (ports: SimulatedPorts, attempts: readonly Attempt[], digestMs: number): string[] =>
  [...ports.stores.held.floodPages.values()].flatMap((held) => {
    if (isHeldNotice(held) || held.atOnce) return [];
    const { heldAt, job } = held;
    const person = ports.configured.current.people.find(({ id }) => id === job.personId);
    const address = person?.contacts[job.contactIndex]?.address;
    const since = toMs(heldAt) - digestMs;
    const isBegun = attempts.some(
      ({ at, message }) => message.address === address && at >= since && at <= toMs(heldAt),
    );
    return isBegun ? [] : [`${job.pageId} waited for a digest, and nothing had been sent to ${job.personId} before it`];
  });

/** What must hold of what people are sent. @param isUndisturbed nothing failed and no process was gone */
export const brokenByFloods = (
  ports: SimulatedPorts,
  attempts: readonly Attempt[],
  isUndisturbed: boolean,
): string[] => {
  const digestMs = ports.configured.current.paging.digestSeconds * 1000;
  return [
    ...attempts
      .filter(({ over }) => over > 0)
      .map((one) => `${nameOf(one)} asks about ${one.over} that nobody waited for any more`),
    ...miscounted(attempts),
    ...(isUndisturbed ? [...rushed(attempts, digestMs), ...delayed(ports, attempts, digestMs)] : []),
  ];
};
