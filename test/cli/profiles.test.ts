import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../cli/program.ts';
import { type CommandLine, cliOnFakes } from './cli-on-fakes.ts';

const withProfiles = (): CommandLine & { readonly file: string } => {
  const line = cliOnFakes();
  const file = join(line.data, 'settings', 'profiles.json');
  line.env.MUSTER_PROFILES = file;
  delete line.env.MUSTER_TOKEN;
  return { ...line, file };
};

describe('muster profile', () => {
  it('keeps where and who, readable by its owner alone, and is used from any folder', async () => {
    const { muster, file, input } = withProfiles();
    input.text = 'manager\n';
    expect(await muster('profile', 'set', 'shop', '--url', 'https://muster.example.com', '--token-from-input')).toEqual(
      {
        code: 0,
        out: 'shop is https://muster.example.com/, with its token\n',
        err: '',
      },
    );
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await muster('whoami')).out).toMatch(/role +manager\n.*at +https:\/\/muster\.example\.com\//s);
    expect((await muster('profile', 'list')).out).not.toContain('manager');
  });

  it('says by name which of several is meant', async () => {
    const { muster, env, input } = withProfiles();
    for (const token of ['viewer', 'manager']) {
      input.text = token;
      await muster('profile', 'set', token, '--url', `https://${token}.example.com`, '--token-from-input');
    }
    const role = async (...args: string[]) => JSON.parse((await muster('--json', ...args, 'whoami')).out).role;
    expect(await role()).toBe('viewer');
    expect(await role('--profile', 'manager')).toBe('manager');
    env.MUSTER_PROFILE = 'manager';
    expect(await role()).toBe('manager');
    delete env.MUSTER_PROFILE;
    await muster('profile', 'use', 'manager');
    expect(await role()).toBe('manager');
    await muster('profile', 'remove', 'manager');
    expect((await muster('profile', 'list')).out).not.toContain('manager');
    expect(await muster('--profile', 'veiwer', 'whoami')).toMatchObject({
      code: 2,
      err: expect.stringContaining('There is no profile "veiwer". Did you mean "viewer"?'),
    });
  });

  it('gives its token to no other host', async () => {
    const { file, data } = withProfiles();
    const sent: (string | null)[] = [];
    const terminal = {
      env: { MUSTER_PROFILES: file, MUSTER_DATA: data },
      fetch: (async (input, init) => {
        sent.push(new Request(input as URL, init).headers.get('authorization'));
        return Response.json({ items: [] });
      }) as typeof fetch,
      readInput: () => 'secret',
      write: () => {},
      writeError: () => {},
      colour: false,
      timeZone: 'UTC',
    };
    await run(terminal, ['profile', 'set', 'shop', '--url', 'https://muster.example.com', '--token-from-input']);
    await run(terminal, ['incident', 'list']);
    await run(terminal, ['--profile', 'shop', '--url', 'https://elsewhere.example.com', 'incident', 'list']);
    await run(terminal, ['--url', 'https://elsewhere.example.com', 'incident', 'list']);
    expect(sent).toEqual(['Bearer secret', null, null]);
  });

  it('says which file is damaged', async () => {
    const { muster, data, env } = withProfiles();
    env.MUSTER_PROFILES = join(data, 'p.json');
    writeFileSync(env.MUSTER_PROFILES, '{');
    expect(await muster('incident', 'list')).toMatchObject({
      code: 2,
      err: expect.stringContaining('p.json is damaged'),
    });
    expect(readFileSync(env.MUSTER_PROFILES, 'utf8')).toBe('{');
  });
});

describe('a Muster on this machine', () => {
  it('is found whichever port it has', async () => {
    const { data, env } = cliOnFakes();
    writeFileSync(
      join(data, 'integrations.json'),
      JSON.stringify({ bus: {}, scripts: { url: 'http://127.0.0.1:45659/in/generic/k', key: 'k' } }),
    );
    const asked: string[] = [];
    const terminal = {
      env,
      fetch: (async (input) => {
        asked.push(String(input));
        return Response.json({ items: [] });
      }) as typeof fetch,
      readInput: () => '',
      write: () => {},
      writeError: () => {},
      colour: false,
      timeZone: 'UTC',
    };
    await run({ ...terminal, env: { ...env, MUSTER_PROFILES: join(data, 'none.json') } }, ['incident', 'list']);
    expect(asked).toEqual(['http://127.0.0.1:45659/v1/incidents?limit=50']);
  });
});
