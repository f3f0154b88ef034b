import { gunzipSync, gzipSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** An item holds 400 KB, its other attributes and their names included. */
export const LARGEST_BODY = 380_000;

/** Text longer than this is worth compressing: an item costs by the kilobyte. */
const COMPRESS_FROM = 16_384;

/** JSON text as an attribute: readable while it is short, gzip when it is not. */
export const pack = (json: string): AttributeValue =>
  json.length < COMPRESS_FROM ? { S: json } : { B: gzipSync(json) };

export const unpack = (value: AttributeValue | undefined): string =>
  value?.B === undefined ? (value?.S ?? '') : gunzipSync(value.B).toString();

export const sizeOf = (value: AttributeValue): number => value.B?.byteLength ?? Buffer.byteLength(value.S ?? '');
