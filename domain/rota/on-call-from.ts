import type { EpochMs } from '../instant/instant.ts';
import type { OnCallFrom } from './kept-shifts.ts';
import type { Rota } from './rota.ts';
import { onCallAt, shiftsBetween } from './shifts.ts';

/** Who is on call in a range, from change to change; the first entry is of its beginning. */
export const onCallFrom = (rota: Rota, from: EpochMs, to: EpochMs): OnCallFrom[] => {
  const edges = new Set([from]);
  for (const shift of shiftsBetween(rota, from, to)) {
    edges.add(shift.from);
    if (shift.to < to) edges.add(shift.to);
  }
  const changes: OnCallFrom[] = [];
  for (const at of [...edges].sort((a, b) => a - b)) {
    const people = onCallAt(rota, at);
    if (changes.at(-1)?.[1].join('\n') !== people.join('\n') || changes.length === 0) changes.push([at, people]);
  }
  return changes;
};
