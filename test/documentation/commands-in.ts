import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { EVERY_COMMAND } from '../../cli/every-command.ts';
import { createProgram } from '../../cli/program.ts';

/** A command as a page has it, with its words. */
export interface WrittenCommand {
  readonly text: string;
  readonly words: readonly string[];
}

const BEGINS = /^(?:npx (?:muster|cdk)|muster|npm)(?= )/;

const wordsOf = (text: string): string[] =>
  Array.from(text.matchAll(/"[^"]*"|'[^']*'|(?:<[^>]*>|\$\([^)]*\)|\S)+/g), ([word]) =>
    word.replaceAll(/^["']|["']$/g, ''),
  );

/** What a shell would run of a line: up to a comment, a pipe, another command, or where it reads from or writes to; of a list, up to its next column. */
const first = (text: string): string => (text.split(/\s#\s|\s{3,}|\s[|>;]|\s<\s/)[0] ?? '').trim();

/** Commands of Muster, the CDK and npm in a page: those in its blocks, and those in the middle of its sentences. */
export const commandsIn = (page: string): WrittenCommand[] => {
  const blocks = Array.from(page.matchAll(/^```\w*\n(.*?)^```/gms), ([, block = '']) => block);
  const indented = Array.from(page.matchAll(/(?:^ {4,}\S.*\n)+/gm), ([block]) => block);
  const lines = [...blocks, ...indented]
    .flatMap((block) => block.replaceAll(/\\\n\s*/g, ' ').split('\n'))
    .map((line) => line.trim().replace(/^\$ /, ''));
  const prose = page.replaceAll(/^```\w*\n.*?^```/gms, '');
  const spans = Array.from(prose.matchAll(/`([^`\n]+)`/g), ([, span = '']) => span);
  return [...lines, ...spans]
    .flatMap((line) => line.split(/ && /))
    .map(first)
    .filter((text) => BEGINS.test(text))
    .map((text) => ({ text, words: wordsOf(text) }));
};

const terminal = {
  env: {},
  fetch,
  readInput: () => '',
  write: () => {},
  writeError: () => {},
  colour: false,
  timeZone: 'UTC',
};
const program = createProgram(terminal, EVERY_COMMAND);

/** Stands for something of the reader's, or for the rest. */
const isOpen = (word: string): boolean => /^[<$…]|^\.\.\.|^[A-Z]+$/.test(word);

/** What is wrong with a command of `muster` as it is written; nothing where it could be typed. */
const wrongInMuster = (words: readonly string[]): string | undefined => {
  let at: Command = program;
  let given = 0;
  const left = [...words];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (word.startsWith('--')) {
      const [flag = '', value] = word.split('=');
      if (flag === '--help') continue;
      const option = [...at.options, ...program.options].find(({ long }) => long === flag);
      if (option === undefined) return `${at.name()} has no option ${flag}`;
      if (!option.required && !option.optional) continue;
      const said = value ?? left.shift();
      if (said === undefined) return `${flag} wants a value`;
      if (option.argChoices && !isOpen(said) && !said.split('|').every((one) => option.argChoices?.includes(one)))
        return `${flag} is not ${said}`;
      continue;
    }
    const sub = at.commands.find((one) => one.name() === word || one.aliases().includes(word));
    if (sub) at = sub;
    else if (at.commands.length > 0 && !word.split('|').every((one) => at.commands.some((c) => c.name() === one))) {
      if (!isOpen(word)) return `${at.name()} has no command ${word}`;
    } else {
      given += 1;
      const [last] = at.registeredArguments.slice(-1);
      if (given > at.registeredArguments.length && !last?.variadic && !isOpen(word) && at.commands.length === 0)
        return `${at.name()} takes no ${word}`;
    }
  }
  return undefined;
};

/** What a deployment can be told, as `bin/muster.ts` reads it. */
export const CONTEXTS: readonly string[] = Array.from(
  new Set(
    Array.from(
      readFileSync('bin/muster.ts', 'utf8').matchAll(/\b(?:context|list|isAsked)\('(\w+)'\)/g),
      ([, name = '']) => name,
    ),
  ),
);

const CDK_COMMANDS = ['bootstrap', 'deploy', 'destroy', 'diff', 'synth'];

const wrongInCdk = ([command = '', ...words]: readonly string[]): string | undefined => {
  if (!CDK_COMMANDS.includes(command)) return `cdk has no command ${command}`;
  const contexts = words.flatMap((word, index) => (words[index - 1] === '--context' ? [word.split('=')[0] ?? ''] : []));
  const unknown = contexts.find((name) => !CONTEXTS.includes(name) && !isOpen(name));
  return unknown && `bin/muster.ts reads no context ${unknown}`;
};

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly scripts: Record<string, string> };

const wrongInNpm = ([command = '', script = '']: readonly string[]): string | undefined =>
  command === 'run' && !isOpen(script) && !Object.hasOwn(scripts, script)
    ? `package.json has no script ${script}`
    : undefined;

/** What is wrong with a command as it is written. */
export const wrongIn = ({ words: [first = '', ...words] }: WrittenCommand): string | undefined => {
  if (first === 'npx') return wrongIn({ text: '', words });
  if (first === 'muster') return wrongInMuster(words);
  return first === 'cdk' ? wrongInCdk(words) : wrongInNpm(words);
};
