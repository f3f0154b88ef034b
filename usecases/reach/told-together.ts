import { foremost } from '../../domain/communication/foremost.ts';
import { messageIdOf, rowsOf } from '../../domain/communication/message-id.ts';
import type { ToldEvent } from '../../domain/communication/told-event.ts';
import type { Occasion } from '../../domain/configuration/communications.ts';
import type { Lookup } from '../../domain/configuration/lookup.ts';
import type { Commit } from '../../domain/incident/commit.ts';
import { consequencesOf } from '../../domain/incident/consequences.ts';
import { type CommunicationJob, effectsOf } from '../../domain/incident/effects.ts';
import { toMs } from '../../domain/instant/instant.ts';
import type { Ports } from '../../ports/ports.ts';
import { stateAt } from '../incident/load-incident.ts';

/** Things that happen within so many seconds of each other are one message: nobody is told anything before they have passed. */
export const ONE_MESSAGE_WITHIN_SECONDS = 2;

const WITHIN_MS = ONE_MESSAGE_WITHIN_SECONDS * 1000;

/** How many commits are looked at in one read. */
const SLICE = 100;

interface Said {
  readonly seq: number;
  readonly eventIndex: number;
  readonly occasion: Occasion;
  readonly told: ToldEvent;
}

/** What a commit has a plan say. */
const saidIn = async (ports: Ports, lookup: Lookup, planId: string, commit: Commit): Promise<Said[]> => {
  if (!commit.events.some((event) => consequencesOf(event).tells)) return [];
  const state = await stateAt(ports, commit.incidentId, commit.seq);
  if (!state) return [];
  return effectsOf(state, commit, lookup).flatMap((effect): Said[] => {
    if (effect.kind !== 'communicate' || effect.job.planId !== planId || !effect.job.told) return [];
    const { seq, eventIndex, occasion, told } = effect.job;
    return [{ seq, eventIndex, occasion, told }];
  });
};

/** Whether the plan says something more so soon after this that both are one message. */
const isOvertaken = async (ports: Ports, lookup: Lookup, job: CommunicationJob, at: number): Promise<boolean> => {
  for (let after = job.seq - 1; ; ) {
    const commits = await ports.stores.commits.read(job.incidentId, after, SLICE);
    for (const commit of commits) {
      if (toMs(commit.at) - at > WITHIN_MS) return false;
      const said = await saidIn(ports, lookup, job.planId, commit);
      if (said.some(({ seq, eventIndex }) => seq > job.seq || eventIndex > job.eventIndex)) return true;
    }
    const last = commits.at(-1);
    if (!last || commits.length < SLICE) return false;
    after = last.seq;
  }
};

/** What the plan would have said just before, had it not been overtaken by this; the oldest first. */
const overtakenBy = async (ports: Ports, lookup: Lookup, job: CommunicationJob, at: number): Promise<Said[]> => {
  const found: Said[] = [];
  let since = at;
  for (let before = job.seq; before > 0; before -= SLICE) {
    const after = Math.max(0, before - SLICE);
    const commits = await ports.stores.commits.read(job.incidentId, after, before - after);
    for (const commit of commits.toReversed()) {
      if (since - toMs(commit.at) > WITHIN_MS) return found;
      const said = (await saidIn(ports, lookup, job.planId, commit)).filter(
        ({ seq, eventIndex }) => seq < job.seq || eventIndex < job.eventIndex,
      );
      if (said.length === 0) continue;
      found.unshift(...said);
      since = toMs(commit.at);
    }
  }
  return found;
};

/** Somebody has had it, or was tried, by itself. */
const wasBegun = async ({ stores }: Ports, job: CommunicationJob): Promise<boolean> => {
  const { from, to } = rowsOf(messageIdOf(job));
  return (await stores.deliveries.between(job.incidentId, from, to, 1)).length > 0;
};

/** One message about what happened at once. */
export interface Together {
  /** Under which it is told. */
  readonly occasion: Occasion;
  readonly told: ToldEvent;
  /** Each thing of it, the oldest first. */
  readonly parts: readonly { readonly occasion: Occasion; readonly told: ToldEvent }[];
}

/**
 * What is told in one message with this: things that happen at once are said at once, under the one that matters most.
 *
 * @returns undefined when it is told with something later
 */
export const toldTogether = async (
  ports: Ports,
  lookup: Lookup,
  job: CommunicationJob,
  told: ToldEvent,
): Promise<Together | undefined> => {
  // A job of an earlier version may have been sent already.
  const alone = { occasion: job.occasion, told, parts: [{ occasion: job.occasion, told }] };
  if (job.messageId === undefined) return alone;
  const at = toMs(told.at);
  let earlier: Said[];
  try {
    if (await isOvertaken(ports, lookup, job, at)) return (await wasBegun(ports, job)) ? alone : undefined;
    earlier = await overtakenBy(ports, lookup, job, at);
  } catch (error) {
    // Two messages are better than none.
    ports.observer.failed('looking for what else is told at once', error, { messageId: job.messageId });
    return alone;
  }
  if (earlier.length === 0) return alone;
  const all = [...earlier, { seq: job.seq, eventIndex: job.eventIndex, occasion: job.occasion, told }];
  return {
    occasion: foremost(all.map(({ occasion }) => occasion)) ?? job.occasion,
    told,
    parts: all,
  };
};
