import type { EpochMs } from '../../domain/instant/instant.ts';
import type { KeptShifts } from '../../domain/rota/kept-shifts.ts';
import { type Rota, sameRota } from '../../domain/rota/rota.ts';

/** Once a day: each time every function that accepts alerts reads all live records anew. */
const RENEWED_BELOW_MS = 13 * 86_400_000;

/** What is kept of a rota is of this rota, and reaches far enough ahead. */
export const isFresh = (kept: KeptShifts | undefined, rota: Rota, now: EpochMs): boolean =>
  kept !== undefined && kept.until - now >= RENEWED_BELOW_MS && sameRota(kept.rota, rota);
