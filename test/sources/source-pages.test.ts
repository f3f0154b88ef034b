import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sourcePages } from '../../docs/write-sources.ts';
import { SOURCES } from '../../sources/index.ts';

const PAGES = new URL('../../docs/sources/', import.meta.url);
const pages = sourcePages();

describe('the pages of the sources', () => {
  it('are one per source', () => {
    expect(readdirSync(PAGES).sort()).toEqual([...pages.keys()].sort());
  });

  it.each([...pages])('%s is what `npm run docs:sources` writes', (file, page) => {
    expect(readFileSync(new URL(file, PAGES), 'utf8')).toBe(page);
  });

  it('leave no placeholder of ours open', () => {
    for (const page of pages.values()) expect(page).not.toMatch(/\{\{(url|key)\}\}/);
  });

  it('are linked from the README', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    expect(SOURCES.filter(({ id }) => !readme.includes(`docs/sources/${id}.md`)).map(({ id }) => id)).toEqual([]);
  });
});
