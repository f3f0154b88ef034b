import type { ConfiguredRota } from './configured-rota.ts';
import type { Override } from './override.ts';

/** What an edit left as it was in one layer: who had the turn then keeps it, and the turns after it go on from there. */
export interface Continuity {
  readonly turn: number;
  readonly people: readonly string[];
  /** The place in the layer's list at which the next turn begins. */
  readonly next: number;
}

/** A rota with all that says who is on call: what the files say of it, and what stands over that. */
export interface Rota extends Pick<ConfiguredRota, 'id' | 'combine' | 'layers'> {
  readonly timeZone: string;
  /** In the order in which they were made. */
  readonly overrides?: readonly Override[];
  /** By the id of the layer. */
  readonly continued?: Readonly<Record<string, Continuity>>;
}

/** As the files have it. @param timeZone of the organisation, for a rota that names none */
export const rotaOf = ({ id, combine, layers, timeZone: own }: ConfiguredRota, timeZone: string): Rota => ({
  id,
  combine,
  layers,
  timeZone: own ?? timeZone,
});

const textOf = ({ continued: _, ...rota }: Rota): string => JSON.stringify(rota);

/** Whether both say the same, whatever an edit has left as it was. */
export const sameRota = (a: Rota, b: Rota): boolean => textOf(a) === textOf(b);
