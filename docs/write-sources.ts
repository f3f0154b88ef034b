import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SOURCES } from '../sources/index.ts';
import type { Source, SourceDocumentation } from '../sources/source.ts';
import { fixturesOf, parseWith } from '../test/fakes/source-fixtures.ts';
import { type Example, sourcePage } from './source-page.ts';

/** Writes `docs/sources/`, one page per source: `npm run docs:sources`. */

const PAGES = join(import.meta.dirname, 'sources');

const examplesOf = ({ id }: Source): Example[] =>
  fixturesOf(id).map((fixture) => {
    const { name, body } = fixture;
    const { about } = fixture as { about?: string };
    return { name, about: about ?? name, body, parsed: parseWith(id, body) };
  });

/** Read from the file of each source, beside which the functions never look. */
export const DOCUMENTATION: ReadonlyMap<string, SourceDocumentation> = new Map(
  await Promise.all(
    SOURCES.map(async ({ id }) => [id, (await import(`../sources/${id}.ts`)) as SourceDocumentation] as const),
  ),
);

/** Every page by the name of its file. */
export const sourcePages = (): ReadonlyMap<string, string> =>
  new Map(
    SOURCES.map((source) => [
      `${source.id}.md`,
      sourcePage(source, DOCUMENTATION.get(source.id) as SourceDocumentation, examplesOf(source)),
    ]),
  );

if (import.meta.main) {
  rmSync(PAGES, { recursive: true, force: true });
  mkdirSync(PAGES);
  for (const [file, page] of sourcePages()) writeFileSync(join(PAGES, file), page);
}
