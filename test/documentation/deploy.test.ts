import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { run } from '../../cli/program.ts';
import { readConfigurationFiles } from '../../config/read-configuration.ts';
import { CHECK_NAMES } from '../../usecases/doctor/check.ts';
import { templateOf } from '../lib/synthesised.ts';
import { everything } from '../lib/variants.ts';
import { CONTEXTS, commandsIn, wrongIn } from './commands-in.ts';

const PAGE = 'docs/deploy.md';
const page = readFileSync(PAGE, 'utf8');

/** Pages that people type from. */
const PAGES = ['README.md', ...globSync('docs/*.md')];

describe('a command in a page', () => {
  it.each(PAGES)('of %s could be typed: the command, its options and their choices are there', (file) => {
    const wrong = commandsIn(readFileSync(file, 'utf8')).flatMap((command) => {
      const why = wrongIn(command);
      return why === undefined ? [] : [`${command.text}: ${why}`];
    });
    expect(wrong).toEqual([]);
  });

  it.each([
    ['npx muster incdent list', /has no command incdent/],
    ['muster incident list --colour', /has no option --colour/],
    ['muster token create x --role owner', /--role is not owner/],
    ['muster whoami me', /takes no me/],
    ['npx cdk deploy --context alarmMails=x', /no context alarmMails/],
    ['npm run dotcor', /no script dotcor/],
  ])('%s would be noticed', (text, why) => {
    const [command] = commandsIn(`\`${text}\``);
    expect(command && wrongIn(command)).toMatch(why);
  });

  it('is found in many places', () => {
    expect(commandsIn(page).length).toBeGreaterThan(40);
  });
});

const section = (title: string): string => {
  const from = page.indexOf(`## ${title}`);
  const to = page.indexOf('\n## ', from + 1);
  return page.slice(from, to < 0 ? undefined : to);
};

describe('what can be told to a deployment', () => {
  it('is in the table, all of it and nothing else', () => {
    const rows = Array.from(section('What can be told').matchAll(/^\| (`[^|]+`) \|/gm), ([, cell = '']) => cell);
    const told = rows.flatMap((cell) => Array.from(cell.matchAll(/`(\w+)`/g), ([, name = '']) => name));
    expect(told.toSorted()).toEqual(CONTEXTS.toSorted());
  });

  it('is known by that name: contexts, properties of the constructs, keys of the configuration', () => {
    const properties = globSync('lib/*.ts').flatMap((file) =>
      Array.from(readFileSync(file, 'utf8').matchAll(/readonly (\w+)\??:/g), ([, name = '']) => name),
    );
    const keys = Array.from(
      readFileSync('docs/configuration.schema.json', 'utf8').matchAll(/"(\w+)":/g),
      ([, name = '']) => name,
    );
    const known = new Set([...CONTEXTS, ...properties, ...keys]);
    const named = Array.from(page.matchAll(/`([a-z]+[A-Z]\w*)`/g), ([, name = '']) => name);
    expect(named.length).toBeGreaterThan(20);
    // API Gateway's own word.
    expect(named.filter((name) => !known.has(name) && name !== 'sourceIp')).toEqual([]);
  });
});

describe('what a deployment answers', () => {
  /** Of a deployment as the page shows it, and of one with everything. */
  let [told, all]: Record<string, { readonly Value: unknown }>[] = [];
  beforeAll(async () => {
    const { configuration } = await readConfigurationFiles('config/example');
    const administratorEmail = 'you@example.com';
    const ownAlarms = { emails: [administratorEmail] };
    const customDomain = {
      domainName: 'muster.example.com',
      certificateArn: 'arn:aws:acm:eu-central-1:1:certificate/1',
    };
    told = templateOf({ configuration, administratorEmail, ownAlarms }).toJSON().Outputs;
    all = templateOf({ ...everything, customDomain }).toJSON().Outputs;
  }, 240_000);

  it('is left to do in the order and the words that the page shows', () => {
    const textOf = (value: unknown): string =>
      typeof value === 'string'
        ? value
        : ((value as { 'Fn::Join'?: [string, unknown[]] })['Fn::Join']?.[1].map(textOf).join('') ?? '…');
    const same = (text: string): string => text.replaceAll(/https:\/\/\S+/g, '…');
    const steps = Object.entries(told ?? {})
      .filter(([name]) => name.startsWith('Next'))
      .map(([name, { Value }]) => [name, same(textOf(Value))]);
    const shown = Array.from(page.matchAll(/^Muster\.(Next\d\d) = (.*)$/gm), ([, name, text = '']) => [
      name,
      same(text),
    ]);
    expect(shown).toEqual(steps.toSorted());
  });

  it.each(['docs/deploy.md', 'docs/restore.md', 'README.md'])('is an output by the name that %s has', (file) => {
    const text = readFileSync(file, 'utf8');
    const inCode = Array.from(text.matchAll(/`([A-Z]\w+)`/g), ([, name = '']) => name);
    const placeholders = Array.from(text.matchAll(/<([A-Z][a-z]\w*)[ >]/g), ([, name = '']) => name);
    const asOutputs = /(?:Url|Arn|Id|Name|Record\d|Command|Callbacks|Issuer|Exchanger|Target)$|^Next\d\d$/;
    const named = [...inCode.filter((name) => asOutputs.test(name)), ...placeholders];
    expect(named.filter((name) => !Object.hasOwn({ ...told, ...all }, name))).toEqual([]);
  });
});

const anchorsOf = (text: string): string[] =>
  Array.from(text.matchAll(/^#+ (.+)$/gm), ([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  );

test('each link leads somewhere', () => {
  const links = Array.from(page.matchAll(/\]\(([^)\s]+)\)/g), ([, link = '']) => link);
  const dead = links.filter((link) => {
    if (/^https?:/.test(link)) return false;
    const [file = '', anchor] = link.split('#');
    const path = file === '' ? PAGE : join(dirname(PAGE), file);
    return !existsSync(path) || (anchor !== undefined && !anchorsOf(readFileSync(path, 'utf8')).includes(anchor));
  });
  expect(links.length).toBeGreaterThan(10);
  expect(dead).toEqual([]);
});

test('what the check of the example prints is what it prints', async () => {
  let out = '';
  const write = (text: string): void => {
    out += text;
  };
  const terminal = { env: {}, fetch, readInput: () => '', write, writeError: write, colour: false, timeZone: 'UTC' };
  expect(await run(terminal, ['config', 'check', 'config/example'])).toBe(0);
  const printed = section('2. Who is to be paged')
    .split('```')
    .find((block) => block.includes('passed'));
  const lines = (printed ?? '')
    .trim()
    .split('\n')
    .filter((line) => line !== '' && line !== '…');
  expect(lines.length).toBeGreaterThan(2);
  // Under the name of one's own folder, and of as many as the example has by now.
  const same = (line: string): string =>
    line.replace(/^\S+ is valid: version \w+/, '… is valid: version …').replaceAll(/\d+/g, 'N');
  expect(out.split('\n').map(same)).toEqual(expect.arrayContaining(lines.map(same)));
}, 60_000);

test('the doctor asks what its print says', () => {
  const asked = Array.from(page.matchAll(/^(?:ok|warning|FAILED|unknown) +([a-z-]+): /gm), ([, name = '']) => name);
  expect(asked.length).toBeGreaterThan(3);
  expect(asked.filter((name) => !CHECK_NAMES.some((known) => known === name) && !/^\w+$/.test(name))).toEqual([]);
});
