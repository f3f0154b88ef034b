import { SOURCES } from '../sources/index.ts';
import type { SourceDocumentation } from '../sources/source.ts';
import { documentationOf } from './source-documentation.ts';

/** Of every source. */
export const DOCUMENTATION: ReadonlyMap<string, SourceDocumentation> = new Map(
  await Promise.all(SOURCES.map(async ({ id }) => [id, await documentationOf(id)] as const)),
);
