import type { EpochMs } from '../../domain/instant/instant.ts';
import { type Kept, keptUntil, type Retention } from '../../domain/retention/retention.ts';
import { type AttributeValue, number } from './attributes.ts';

/** The attribute of the table's time to live (`TTL_ATTRIBUTE`), in whole seconds; a row goes within days after it. */
export const expiry = (until: EpochMs): AttributeValue => number(Math.floor(until / 1000));

/** The same of a row whose kind the configuration may keep for longer. */
export const ttl = (retention: Retention, kind: Kept, from: EpochMs): AttributeValue =>
  expiry(keptUntil(retention, kind, from));
