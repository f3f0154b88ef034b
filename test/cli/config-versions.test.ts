import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseConfiguration } from '../../domain/configuration/parse-configuration.ts';
import { exampleFile } from '../../simulation/example-configuration.ts';
import { putFilesInForce } from '../../usecases/configuration/put-in-force.ts';
import { cliOnFakes } from './cli-on-fakes.ts';

const filesOf = (raw: unknown): string => {
  const directory = mkdtempSync(join(tmpdir(), 'muster-config-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  // JSON is YAML.
  writeFileSync(join(directory, 'all.yaml'), JSON.stringify(raw));
  return directory;
};

const setUp = async () => {
  const cli = cliOnFakes({
    configurationChanged: async (changed) => {
      cli.api.ports.configured.current = changed;
    },
  });
  cli.env.MUSTER_TOKEN = 'admin';
  await putFilesInForce(cli.api.ports, parseConfiguration(structuredClone(exampleFile)), 'files');
  return cli;
};

describe('muster config diff', () => {
  it('ends with 0 and says so where nothing is another', async () => {
    const { muster } = await setUp();
    const { code, err, out } = await muster('config', 'diff', filesOf(exampleFile));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/ is the same as configuration [0-9a-f]{12}, which is in force\.\n$/);
  });

  it('ends with 1 and says what a deploy would change, in words, with nobody’s name or number', async () => {
    const { muster } = await setUp();
    const raw = structuredClone(exampleFile);
    const dora = { id: 'dora', name: 'Dora Door', contacts: [{ channel: 'email', address: 'dora@secret.example' }] };
    const files = filesOf({ ...raw, people: [...raw.people, dora], organisation: { name: 'Renamed' } });
    const { code, err, out } = await muster('config', 'diff', files);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).toContain('Organisation\n  ~ name: Example Shop → Renamed\n');
    expect(out).toContain('People\n  + dora\n');
    expect(out).toMatch(/\n\n1 added, \d+ changed\n/);
    const json = await muster('config', 'diff', files, '--json');
    expect(json.code).toBe(1);
    expect(JSON.parse(json.out).changes.length).toBeGreaterThan(1);
    expect(out + json.out).not.toMatch(/Dora Door|dora@secret/);
    expect((await muster('config', 'diff', files, '--json', '--show-personal-data')).out).toContain(
      'dora@secret.example',
    );
  });

  it.each([
    ['files that are no configuration', () => filesOf({ services: 3 }), []],
    ['a version that there was never', () => filesOf(exampleFile), ['--against', 'abcdefabcdef']],
    ['somebody who may not read it', () => filesOf(exampleFile), ['--token', 'viewer']],
  ])('ends with 2 for %s', async (_, files, more) => {
    const { muster } = await setUp();
    const { code, err } = await muster('config', 'diff', files(), ...more);
    expect(code).toBe(2);
    expect(err).toMatch(/^muster: \S/);
  });
});

describe('muster config versions and rollback', () => {
  it('list what was in force, and put an earlier one into force again', async () => {
    const { api, muster } = await setUp();
    const renamed = parseConfiguration({ ...structuredClone(exampleFile), organisation: { name: 'Renamed' } });
    await putFilesInForce(api.ports, renamed, 'files');
    api.ports.configured.current = renamed;
    const listed = await muster('config', 'versions');
    const [, newest, oldest] = listed.out.split('\n');
    expect(newest).toMatch(new RegExp(`^${renamed.version}\\s.*files\\s+in force$`));
    const earlier = oldest?.slice(0, 12) ?? '';
    const { code, out } = await muster('config', 'rollback', earlier);
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining(`Configuration ${earlier} is in force`) });
    expect(api.ports.configured.current.organisation.name).toBe('Example Shop');
    expect((await muster('config', 'versions')).out).toMatch(new RegExp(`${earlier}\\s.*in force, rolled back to\n`));
    expect((await muster('config', 'diff', filesOf(exampleFile))).code).toBe(0);
    expect((await muster('verify', '--all')).out).toMatch(/configuration\/in-force\s+3\s+whole/);
  });

  it('refuse what was never in force, and whoever is no administrator', async () => {
    const { muster } = await setUp();
    const nothing = await muster('config', 'rollback', 'abcdefabcdef');
    expect({ code: nothing.code, err: nothing.err }).toEqual({
      code: 1,
      err: expect.stringContaining('config versions'),
    });
    expect((await muster('config', 'rollback', 'abcdefabcdef', '--token', 'manager')).code).toBe(1);
    expect((await muster('config', 'rollback', 'latest')).err).toContain('No configuration latest was ever in force');
  });
});
