import { SOURCES } from '../sources/index.ts';
import type { SourceDocumentation } from '../sources/source.ts';

/** Read from the file of each source, beside which the functions never look. */
export const DOCUMENTATION: ReadonlyMap<string, SourceDocumentation> = new Map(
  await Promise.all(
    SOURCES.map(async ({ id }) => [id, (await import(`../sources/${id}.ts`)) as SourceDocumentation] as const),
  ),
);
