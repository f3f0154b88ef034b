import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { incidentEvent } from '../../domain/incident/events.ts';
import { suppressionEvent } from '../../domain/suppression/events.ts';
import { ruleGroups } from '../domain/incident/rule-groups.ts';

const at = (path: string): URL => new URL(`../../${path}`, import.meta.url);
const text = readFileSync(at('docs/words.md'), 'utf8');

const tableAfter = (heading: string): string[][] =>
  text
    .slice(text.indexOf(heading))
    .split('\n\n')[0]
    ?.split('\n')
    .slice(2)
    .map((row) => row.split('|').map((cell) => cell.trim())) ?? [];

const wordsIn = (cell: string): string[] => cell.split(',').map((word) => word.trim());

const ROWS = tableAfter('| word |').map(([, word = '', meaning = '']) => ({ words: wordsIn(word), meaning }));
const FORBIDDEN = tableAfter('| not |')
  .flatMap(([, not = '']) => wordsIn(not))
  .filter((word) => word !== '');

/** The words of a name, one by one, in small letters: `MajorIncidentDeclared`, `major-incident`. */
const parts = (name: string): string[] =>
  name
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, ' ')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((part) => part !== '');

const singular = (word: string): string => word.replace(/ies$/, 'y').replace(/(?<!s)s$/, '');

/** Everything that has a row, or stands in one in italics. */
const KNOWN = new Set(
  [...ROWS.flatMap(({ words }) => words), ...[...text.matchAll(/\*([^*\n]+)\*/g)].map(([, word = '']) => word)].map(
    (word) => parts(word).map(singular).join(' '),
  ),
);

const isKnown = (name: string): boolean => KNOWN.has(parts(name).map(singular).join(' '));

const rooms = (folder: string): string[] =>
  readdirSync(at(folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

/** What is read and answered in another product's words is named by the product. */
const PRODUCTS = ['aws', 'healthchecks', 'pagerduty'];

const eventTypes = (schema: { options: readonly { shape: { type: { def: { values: readonly unknown[] } } } }[] }) =>
  schema.options.map(({ shape }) => String(shape.type.def.values[0]));

/** Folders whose names are ours; what speaks another product's protocol has that product's words. */
const OURS = ['domain', 'usecases', 'projections', 'ports', 'api', 'cli', 'embedded', 'lib', 'functions', 'adapters'];

const NAMES: { readonly name: string; readonly where: string }[] = [
  ...OURS.flatMap((folder) =>
    readdirSync(at(folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => `${folder}/${file}`),
  )
    .filter((file) => !/opsgenie|adapters\/(ses|sns)\//.test(file))
    .flatMap((where) => [
      { name: where.replace(/\.ts$/, ''), where },
      ...[...readFileSync(at(where), 'utf8').matchAll(/^export (?:const|class|interface|type) (\w+)/gm)].map(
        ([, name = '']) => ({ name, where }),
      ),
    ]),
  ...[...readFileSync(at('docs/openapi.json'), 'utf8').matchAll(/"(\/?[\w/{}-]+)": ?\{/g)].map(([, name = '']) => ({
    name,
    where: 'docs/openapi.json',
  })),
];

/** What ends a verb and names no thing: to start over. */
const PARTICLES = ['again', 'back', 'off', 'on', 'out', 'over', 'up'];

/** The command names a thing that it is about, and not only what is to be done to the incident. */
const hasObject = (command: string): boolean =>
  parts(command)
    .slice(1)
    .some((part) => !PARTICLES.includes(part));

describe('docs/words.md', async () => {
  const commands = [...(await ruleGroups()).values()].flatMap((rules) => Object.keys(rules));

  it('says each word once, and what it means', () => {
    const words = ROWS.flatMap(({ words: some }) => some);
    expect(words.length).toBeGreaterThan(50);
    expect(new Set(words).size).toBe(words.length);
    expect(ROWS.filter(({ meaning }) => meaning.length < 10)).toEqual([]);
  });

  it.each([...rooms('domain'), ...rooms('usecases'), ...rooms('intake').filter((room) => !PRODUCTS.includes(room))])(
    'has the room %s',
    (room) => {
      expect(isKnown(room)).toBe(true);
    },
  );

  it.each([...eventTypes(incidentEvent as never), ...eventTypes(suppressionEvent as never)])(
    'has what %s is about',
    (type) => {
      // What happened to it comes last.
      const said = parts(type).slice(0, -1);
      expect(said.some((_, at) => isKnown(said.slice(0, at + 1).join(' ')))).toBe(true);
    },
  );

  it.each(commands.filter(hasObject))('has what somebody asks by %s', (name) => {
    const [, ...about] = parts(name);
    // The next level is a level.
    expect(about.some((_, from) => isKnown(about.slice(from).join(' ')))).toBe(true);
  });

  it.each(FORBIDDEN)('keeps "%s" out of the names of files, of what they export, and of the API', (word) => {
    expect(NAMES.filter(({ name }) => ` ${parts(name).map(singular).join(' ')} `.includes(` ${word} `))).toEqual([]);
  });
});
