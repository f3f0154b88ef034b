import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { type Alert, type AlertContents, contentsOf } from '../../domain/alert/alert.ts';
import type { AttributeValue } from './attributes.ts';
import { unpack } from './packed.ts';

/**
 * A write costs by the kilobyte of the whole item, and what tells of an alert's life takes up to 440 bytes of the first. Contents that
 * fit into the rest stand there; larger ones have an item of their own, so that no repeat writes them again.
 */
const INLINE_BYTES = 520;

/** What contents consist of beside their values. Items depend on it: another one needs another version. */
const DICTIONARY = Buffer.from(
  [
    'https://console.aws.amazon.com/ arn:aws: us-east-1 eu-west-1 eu-central-1 dashboard runbook graph?g0.expr=',
    '"account":"","region":"","team":"","cluster":"prod","node":"","container":"","pod":"","namespace":"","job":"',
    '","instance":"","prometheus":"","environment":"production","severity":"warning","severity":"critical"',
    ',"service":"","source":"aws-events","source":"alertmanager","integrationId":"","scope":"","dedupKey":"',
    '","title":"","description":"","groupKey":"{}/{severity=\\"}:{alertname=\\"","sharedGroup":{"key":"","whole":false}',
    ',"resource":"","labels":{"alertname":"","},"links":[{"href":"https://","text":"Runbook"},{"href":"https://","text":"Source"}]',
    ',"routedBy":"',
  ].join(''),
);
const VERSION = 1;

/** The contents are in an item of their own; the episode that wrote them tells which they are. */
const APART: AttributeValue = { N: '0' };
/** The same, and seen to be there. */
export const APART_FOR_SURE: AttributeValue = { N: '1' };

export const isApart = (contents: AttributeValue | undefined): boolean => contents?.N !== undefined;
export const mayBeMissing = (contents: AttributeValue | undefined): boolean => contents?.N === APART.N;

/** The JSON of an alert's contents. */
export const contentsJson = (alert: Alert): string => JSON.stringify(contentsOf(alert));

/** Contents as an attribute of the alert: readable while they are short, deflated where that makes them fit, else told to be apart. */
export const inlined = (json: string): AttributeValue => {
  if (Buffer.byteLength(json) <= INLINE_BYTES) return { S: json };
  const deflated = deflateRawSync(json, { dictionary: DICTIONARY });
  return deflated.length < INLINE_BYTES
    ? { B: Buffer.concat([Buffer.of(VERSION), deflated]).toString('base64') }
    : APART;
};

/** What `inlined` made, or an earlier version: text, or gzip, which begins with 0x1f. */
export const readInlined = (contents: AttributeValue | undefined): AlertContents => {
  const bytes = contents?.B === undefined ? undefined : Buffer.from(contents.B, 'base64');
  const json =
    bytes?.[0] === VERSION
      ? inflateRawSync(bytes.subarray(1), { dictionary: DICTIONARY }).toString()
      : unpack(contents);
  return JSON.parse(json) as AlertContents;
};
