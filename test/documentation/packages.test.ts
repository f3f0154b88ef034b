import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PACKAGES } from '../../packages/names.ts';

const root = join(import.meta.dirname, '..', '..');
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');
const documents = globSync(['*.md', 'docs/**/*.md', 'packages/**/*.md'], { cwd: root });
const sources = globSync(['{cli,embedded,api,domain,usecases,config,lib,adapters}/**/*.{ts,js}'], { cwd: root });

describe('the packages', () => {
  it.each(Object.values(PACKAGES))('%s is named by its page and by its own README', (name) => {
    expect(textOf('docs/packages.md')).toContain(`\`${name}\``);
    expect(documents.filter((file) => file.startsWith('packages') && textOf(file).includes(name))).not.toEqual([]);
  });

  it('no document says `npx muster` without saying that this is for a clone', () => {
    const naming = documents.filter((file) => /npx muster(?!-)/.test(textOf(file)));
    expect(naming).toContain('README.md');
    expect(naming.filter((file) => !/\bclone\b/.test(textOf(file)))).toEqual([]);
  });

  it('no message says `npx muster` but those of a start from a clone', () => {
    const naming = sources.filter((file) => /npx muster(?!-)/.test(textOf(file)));
    expect(naming.sort()).toEqual(['cli/muster.js', 'embedded/run.ts']);
  });
});
