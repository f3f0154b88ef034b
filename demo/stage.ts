import { setTimeout as pause } from 'node:timers/promises';
import type { Incident, MusterClient } from './muster-client.ts';
import type { Progress } from './progress.ts';

/** The story did not go as told. */
export class StoryError extends Error {
  override readonly name = 'StoryError';
}

/** The boards that the story is played on: a clock, a client, a display, and somebody who checks. */
export interface Stage {
  readonly client: MusterClient;
  readonly progress: Progress;
  /** Now, on the clock of the story. */
  readonly now: () => string;
  /** Lets this much time of the story pass. */
  readonly pass: (seconds: number) => Promise<void>;
  /** Waits until the incident is as told. @throws StoryError when it is not, within this much time of the story */
  readonly until: (
    id: string,
    told: string,
    withinSeconds: number,
    holds: (incident: Incident) => boolean,
  ) => Promise<Incident>;
}

const LOOK_EVERY_MS = 100;

/** A busy machine is given this much real time more. */
const GRACE_MS = 10_000;

const holderOf = ({ pagings }: Incident): string => {
  const all = [...pagings];
  const paged = all.filter(({ status }) => status === 'paging').flatMap(({ pages }) => pages.at(-1)?.personId ?? []);
  const has = all.flatMap(({ acknowledgedBy }) => acknowledgedBy ?? []);
  const parts = [...new Set(has)].concat(paged.map((person) => `${person} (paged)`));
  return parts.length === 0 ? 'nobody' : parts.join(', ');
};

export const createStage = (options: {
  client: MusterClient;
  progress: Progress;
  speed: number;
  startedAt: number;
  ended: AbortSignal;
}): Stage => {
  const { client, progress, speed, startedAt, ended } = options;
  const realMs = (seconds: number): number => (seconds * 1000) / speed;
  return {
    client,
    progress,
    now: () => new Date(startedAt + (Date.now() - startedAt) * speed).toISOString(),
    pass: async (seconds) => {
      await pause(realMs(seconds), undefined, { signal: ended });
    },
    until: async (id, told, withinSeconds, holds) => {
      const end = Date.now() + realMs(withinSeconds) + GRACE_MS;
      for (;;) {
        const incident = await client.incident(id);
        progress.standing({ ...incident, holder: holderOf(incident) });
        if (holds(incident)) return incident;
        if (Date.now() > end) {
          throw new StoryError(
            `${incident.number} should be ${told}, but is ${incident.status}, major ${incident.major}, ${incident.severity}, ${incident.firing} firing, with ${holderOf(incident)}.`,
          );
        }
        await pause(LOOK_EVERY_MS, undefined, { signal: ended });
      }
    },
  };
};
