import type { EpochMs } from '../../domain/instant/instant.ts';
import { type Kept, keptUntil, type Retention } from '../../domain/retention/retention.ts';
import { type Item, number } from './attributes.ts';

/** The attribute of the table's time to live (`TTL_ATTRIBUTE`), in whole seconds; a row goes within days after it. */
export const ttl = (retention: Retention, kind: Kept, from: EpochMs): NonNullable<Item[string]> =>
  number(Math.floor(keptUntil(retention, kind, from) / 1000));
