import type { PageJob } from '../incident/effects.ts';
import type { NoticeJob } from '../incident/notices.ts';
import { type EpochMs, type Iso, plusSeconds, toIso, toMs } from '../instant/instant.ts';
import { severityNumber } from '../severity/severity.ts';

/** A page that waits for the next digest, or was sent at once before it. */
export interface HeldPage {
  readonly job: PageJob;
  /** Its row in the ledger. */
  readonly deliveryId: string;
  readonly heldAt: Iso;
  /** It left by itself: the digest does not count it, its link answers it. */
  readonly atOnce?: boolean;
}

/** A notice that waits to be told with others: its row in the ledger, and what it says. */
export interface HeldNotice {
  readonly job: Pick<PageJob, 'pageId' | 'incidentId' | 'personId' | 'contactIndex'>;
  readonly notice: NoticeJob;
  readonly deliveryId: string;
  readonly heldAt: Iso;
}

/** What waits in a window. */
export type HeldMessage = HeldPage | HeldNotice;

export const isHeldNotice = (held: HeldMessage): held is HeldNotice => 'notice' in held;

export const isHeldPage = (held: HeldMessage): held is HeldPage => !isHeldNotice(held);

/**
 * What one person has been sent by one channel of late, over all incidents: the first page at once, then a digest a minute.
 * A window ends with its digest; pages that wait are rows of a window.
 */
export interface Flood {
  /** Stands for the person and the channel; `recipientKey`. */
  readonly recipient: string;
  readonly version: number;
  readonly window: number;
  readonly since: Iso;
  /** Until then, what is no worse waits. */
  readonly until: Iso;
  /** The number of the worst severity of which the person has heard: 1 is the worst there is. */
  readonly worst: number;
  /** What left at once, the last of it; answered, nothing waits for it any more. */
  readonly lead?: HeldPage;
  /** Pages, or notices, wait for the digest at `until`. */
  readonly isPending: boolean;
  /** It holds notices; absent for pages. */
  readonly of?: 'notices';
}

export type Verdict = { readonly goes: 'at-once' | 'into-the-digest'; readonly flood: Flood };

const begun = (before: Flood | undefined, page: HeldPage, recipient: string, seconds: number): Flood => ({
  recipient,
  version: (before?.version ?? 0) + 1,
  window: (before?.window ?? 0) + 1,
  since: page.heldAt,
  until: plusSeconds(page.heldAt, seconds),
  worst: severityNumber(page.job.severity),
  lead: { ...page, atOnce: true },
  isPending: false,
});

/**
 * Whether a page leaves at once. The first does, and so does what is worse than all that the person has heard of, and what is
 * about the incident that they were paged for: each of these is news. Everything else is one of many.
 *
 * @param seconds between two digests
 * @param isAnswered whoever was paged at once has answered that page, or nobody waits for an answer any more
 */
export const admit = (
  flood: Flood | undefined,
  recipient: string,
  page: HeldPage,
  seconds: number,
  isAnswered: boolean,
): Verdict => {
  const isOver = flood === undefined || (!flood.isPending && flood.until <= page.heldAt);
  if (isOver || (isAnswered && !flood.isPending)) {
    return { goes: 'at-once', flood: begun(flood, page, recipient, seconds) };
  }
  if (flood.lead?.job.pageId === page.job.pageId) return { goes: 'at-once', flood };
  const severity = severityNumber(page.job.severity);
  if (severity < flood.worst || flood.lead?.job.incidentId === page.job.incidentId) {
    const [lead, worst] = [{ ...page, atOnce: true }, Math.min(severity, flood.worst)];
    return { goes: 'at-once', flood: { ...flood, version: flood.version + 1, worst, lead } };
  }
  return { goes: 'into-the-digest', flood };
};

/** After its digest has left, at `now`: the next one is a minute away. */
export const afterDigest = (flood: Flood, now: EpochMs, seconds: number): Flood => {
  const { lead: _, ...rest } = flood;
  return {
    ...rest,
    version: flood.version + 1,
    window: flood.window + 1,
    until: plusSeconds(toIso(now), seconds),
    isPending: false,
  };
};

/** Seconds until the digest is due, none if it is. */
export const secondsToDigest = ({ until }: Flood, now: EpochMs): number =>
  Math.max(0, Math.ceil((toMs(until) - now) / 1000));

/**
 * The first notice leaves at once and begins a window of its own: it holds back no page, and what comes within the window is told with
 * the others at its end. Undefined where it waits.
 */
export const admitNotice = (
  flood: Flood | undefined,
  recipient: string,
  now: EpochMs,
  seconds: number,
): Flood | undefined => {
  const since = toIso(now);
  if (flood && (flood.isPending || flood.until > since)) return undefined;
  return {
    recipient,
    version: (flood?.version ?? 0) + 1,
    window: (flood?.window ?? 0) + 1,
    since,
    until: plusSeconds(since, seconds),
    // No page is measured against it.
    worst: 0,
    isPending: false,
    of: 'notices',
  };
};
