import { gunzipSync, gzipSync } from 'node:zlib';
import type { AttributeValue } from './attributes.ts';

/** An item holds 400 KB, its other attributes and their names included. */
export const LARGEST_BODY = 380_000;

/** Text longer than this is worth compressing: an item costs by the kilobyte. */
const COMPRESS_FROM = 16_384;

/** JSON text as an attribute: readable while it is short, gzip when it is not. */
export const pack = (json: string, compressFrom = COMPRESS_FROM): AttributeValue =>
  json.length < compressFrom ? { S: json } : { B: gzipSync(json).toString('base64') };

export const unpack = (value: AttributeValue | undefined): string =>
  value?.B === undefined ? (value?.S ?? '') : gunzipSync(Buffer.from(value.B, 'base64')).toString();

/** In bytes, as an item counts them. */
export const sizeOf = (value: AttributeValue): number =>
  value.B === undefined ? Buffer.byteLength(value.S ?? '') : Buffer.byteLength(value.B, 'base64');
