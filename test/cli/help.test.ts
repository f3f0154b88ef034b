import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { wordsAfter } from '../../cli/commands/completion.ts';
import { EVERY_COMMAND } from '../../cli/every-command.ts';
import { createProgram } from '../../cli/program.ts';
import { cliOnFakes } from './cli-on-fakes.ts';

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

const below = (command: Command, path = 'muster'): [string, Command][] => [
  [path, command],
  ...command.commands.flatMap((sub) => below(sub, `${path} ${sub.name()}`)),
];
const commands = below(program);

describe('the help', () => {
  it.each(commands)('of %s has words for it, for every option and every argument', (_, command) => {
    expect(command.description()).toMatch(/\S/);
    for (const { description, flags } of command.options) {
      expect([flags, description]).toEqual([flags, expect.stringMatching(/\S/)]);
      expect(description.replace(/ \(required\)$/, '')).not.toMatch(/\.$/);
      expect(flags).not.toContain('<value');
    }
    for (const argument of command.registeredArguments)
      expect([argument.name(), argument.description]).toEqual([argument.name(), expect.stringMatching(/\S/)]);
  });

  it('marks what is required, and nothing else', () => {
    const options = commands.flatMap(([, { options: own }]) => own);
    expect(options.filter(({ mandatory }) => mandatory).length).toBeGreaterThan(10);
    for (const { description, mandatory } of options) expect(description.endsWith('(required)')).toBe(mandatory);
  });

  it('of a command below another is found by `help`, and lists what every command takes', async () => {
    const { muster } = cliOnFakes();
    const { code, out } = await muster('help', 'incident', 'accept');
    expect(code).toBe(0);
    expect(out).toMatch(/^Usage: muster incident accept /);
    for (const flag of ['--json', '--url', '--token', '--profile']) expect(out).toContain(flag);
    expect((await muster('incident', 'accept', '--help')).out).toBe(out);
  });

  it('of the command that starts Muster, which loads no other, is the one that it has among all', async () => {
    const { muster } = cliOnFakes();
    const { code, out } = await muster('start', '--help');
    expect({ code, out }).toEqual({ code: 0, out: (await muster('help', 'start')).out });
    expect(out).toContain('--profile');
    expect((await muster('start', 'everything')).code).toBe(2);
  });

  it('says its version', async () => {
    expect(await cliOnFakes().muster('--version')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });
});

describe('muster completion', () => {
  it.each(['bash', 'zsh', 'fish'])('for %s knows every command and option', async (shell) => {
    const { code, out } = await cliOnFakes().muster('completion', shell);
    expect(code).toBe(0);
    for (const [, words] of wordsAfter(program)) for (const word of words) expect(out).toContain(word);
  });

  it('refuses another shell in words', async () => {
    expect(await cliOnFakes().muster('completion', 'csh')).toMatchObject({
      code: 2,
      err: expect.stringContaining('bash, zsh, fish'),
    });
  });
});
