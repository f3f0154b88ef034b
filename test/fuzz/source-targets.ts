import fc from 'fast-check';
import { BodyError, readMessage } from '../../intake/request/read-body.ts';
import { SOURCES, sourceById } from '../../sources/index.ts';
import { fixturesOf } from '../fakes/source-fixtures.ts';
import { type Change, changes, damaged } from './damage.ts';
import { type ByteChange, byteChanges, damagedBytes } from './damage-bytes.ts';
import { mustBeSound, type Outcome, readDamaged } from './read-damaged.ts';
import type { Target } from './targets.ts';

/** A source's own fixtures, damaged after they were parsed. */
export const sourceTarget = (id: string): Target<readonly [string, Change[]]> => {
  const bodies = new Map(fixturesOf(id).map(({ name, body }) => [name, body]));
  return {
    name: id,
    damage: fc.tuple(fc.constantFrom(...bodies.keys()), changes),
    // A report of the public is refused for any field that it should not have: little of what is damaged remains one.
    understood: id === 'report' ? 0.04 : 0.1,
    run: ([name, made]) => readDamaged(id, damaged(bodies.get(name), made)),
  };
};

const messageOrRefusal = (id: string, body: Buffer): { readonly message: unknown } | undefined => {
  const headers = body[0] === 0x1f && body[1] === 0x8b ? { 'content-encoding': 'gzip' } : {};
  const request = { method: 'POST', query: { d: '{"msg":"x"}', apiKey: 'k' }, headers, body };
  try {
    return { message: readMessage(request, sourceById(id)?.otherInput) };
  } catch (error) {
    if (error instanceof BodyError) return undefined;
    throw error;
  }
};

const readBytes = (id: string, body: Buffer): Outcome => {
  const read = messageOrRefusal(id, body);
  mustBeSound([]);
  return read === undefined ? 'refused' : readDamaged(id, read.message);
};

/** The bytes of a source's fixtures, damaged before anything has parsed them. */
export const bytesTarget = (id: string): Target<readonly [string, ByteChange[]]> => {
  const bodies = new Map(fixturesOf(id).map(({ name, body, rawBody }) => [name, rawBody ?? JSON.stringify(body)]));
  return {
    name: `${id} as bytes`,
    damage: fc.tuple(fc.constantFrom(...bodies.keys()), byteChanges),
    understood: 0.02,
    run: ([name, made]) => readBytes(id, damagedBytes(bodies.get(name) ?? '', made)),
  };
};

export const sourceTargets: readonly Target[] = SOURCES.map(({ id }) => sourceTarget(id) as Target);
export const bytesOfSource: readonly Target[] = SOURCES.map(({ id }) => bytesTarget(id) as Target);
