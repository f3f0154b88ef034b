import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SOURCES } from '../sources/index.ts';
import type { Source, SourceDocumentation } from '../sources/source.ts';
import { fixturesOf, parseWith } from '../test/fakes/source-fixtures.ts';
import { DOCUMENTATION } from './documentation.ts';
import { forwardingTemplate } from './forwarding-template.ts';
import { type Example, sourcePage } from './source-page.ts';

/** Writes `docs/sources/`, one page per source, and the template that forwards events: `npm run docs:sources`. */

const PAGES = join(import.meta.dirname, 'sources');

const examplesOf = ({ id }: Source): Example[] =>
  fixturesOf(id).map((fixture) => {
    const { name, body } = fixture;
    const { about } = fixture as { about?: string };
    return { name, about: about ?? name, body, parsed: parseWith(id, body) };
  });

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
  writeFileSync(join(import.meta.dirname, 'forward-events.json'), `${JSON.stringify(forwardingTemplate(), null, 2)}\n`);
  for (const [file, page] of sourcePages()) writeFileSync(join(PAGES, file), page);
}
