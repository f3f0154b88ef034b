import type { Configuration } from '../configuration/configuration.ts';
import type { Lookup } from '../configuration/lookup.ts';
import type { EscalationLevel } from '../configuration/people.ts';
import { type EpochMs, type Iso, toMs } from '../instant/instant.ts';
import type { LiveRecord } from '../live/live-record.ts';
import type { Rota } from './rota.ts';

/** The live record in which Muster keeps who is on call by a rota, under the rota's id. */
export const SHIFTS = 'shifts';

/** From an instant on these are on call, until the next entry; nobody, where it names none. */
export type OnCallFrom = readonly [from: EpochMs, people: readonly string[]];

/** Who is on call for some days to come, and was for some that have passed: what a page reads, which reckons nothing itself. */
export interface KeptShifts {
  /** What they were made from, with what an edit has left as it was. */
  readonly rota: Rota;
  /** In the order of the instants. */
  readonly onCall: readonly OnCallFrom[];
  readonly until: EpochMs;
}

/** Everybody whom a rota may page. */
const everybody = (configuration: Configuration, rotaId: string): string[] => {
  const rota = configuration.rotas?.find(({ id }) => id === rotaId);
  return rota?.layers.flatMap(({ people, shadow }) => (shadow ? [] : people.flat())) ?? [];
};

/**
 * Who is on call by a rota, as it is kept. Where that is missing or too old, everybody of the rota is: one page too many, and not
 * the silence of one that nobody could reckon.
 */
export const keptOnCall = (
  configuration: Configuration,
  records: readonly LiveRecord[],
  rotaId: string,
  at: EpochMs,
): readonly string[] => {
  const kept = records.find(({ kind, id }) => kind === SHIFTS && id === rotaId)?.state as KeptShifts | undefined;
  const now = kept && at < kept.until && kept.onCall.findLast(([from]) => from <= at);
  return now ? now[1] : everybody(configuration, rotaId);
};

/** Whom a level of an escalation policy pages, as of an instant; nobody, where its rotas have nobody on call. */
export const peopleOf = ({ people, rotas }: EscalationLevel, { onCall }: Lookup, at: Iso): readonly string[] =>
  rotas?.length ? [...new Set([...people, ...rotas.flatMap((id) => onCall(id, toMs(at)))])] : people;
