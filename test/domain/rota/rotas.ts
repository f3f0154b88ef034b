import { toIso, toMs } from '../../../domain/instant/instant.ts';
import { rota as schema } from '../../../domain/rota/configured-rota.ts';
import type { Rota } from '../../../domain/rota/rota.ts';
import { shiftsBetween } from '../../../domain/rota/shifts.ts';
import { zoneOf } from '../../../domain/rota/zone.ts';

const DAY = 86_400_000;

/** A layer as files have it, of which a test says only what it is about. */
export interface WrittenLayer {
  readonly id?: string;
  readonly [field: string]: unknown;
}

export const rotaOf = (
  timeZone: string,
  layers: WrittenLayer | readonly WrittenLayer[],
  rest: Partial<Pick<Rota, 'combine' | 'overrides' | 'continued'>> = {},
): Rota => {
  const { combine, ...live } = rest;
  const written = [layers].flat().map((layer, i) => ({ id: `l${i + 1}`, ...layer }));
  const parsed = schema.parse({ id: 'rota', name: 'Rota', timeZone, layers: written, ...(combine && { combine }) });
  return { ...parsed, timeZone, ...live };
};

/** `2026-10-25T09:00Z`: what tests say. */
export const short = (ms: number): string => toIso(ms).replace(/:00\.000Z$/, 'Z');

/** Who is on call, as `name from/to`. */
export const said = (rota: Rota, from: string, to: string): string[] =>
  shiftsBetween(rota, toMs(from), toMs(to)).map(
    (shift) =>
      `${shift.shadow ? '(' : ''}${shift.person}${shift.shadow ? ')' : ''} ${short(shift.from)}/${short(shift.to)}`,
  );

/** The instants at which clocks of a zone change within two years, and the hours around them. */
export const edgesOf = (zone: string): number[] => {
  const { wallAt } = zoneOf(zone);
  const edges: number[] = [];
  const from = toMs('2026-01-01T00:00Z');
  for (let at = from; at < from + 730 * DAY; at += 7 * DAY) {
    const offset = (t: number) => wallAt(t) - t;
    if (offset(at) === offset(at + 7 * DAY)) continue;
    let [low, high] = [at, at + 7 * DAY];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (offset(middle) === offset(at)) low = middle;
      else high = middle;
    }
    edges.push(high);
  }
  return edges;
};
