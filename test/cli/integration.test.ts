import { cpSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { loadConfiguration } from '../../config/load.ts';
import { tokenHash } from '../../domain/access/keys.ts';
import { parseConfiguration } from '../../domain/configuration/parse-configuration.ts';
import { exampleFile } from '../../simulation/example-configuration.ts';
import { keyOf } from '../fakes/intake.ts';
import { type CommandLine, cliOnFakes } from './cli-on-fakes.ts';

const INTEGRATIONS = `# Who sends what.
integrations:
  # Both of the pair share one key.
  - id: prometheus
    name: "Prometheus"   # kept as it is
    source: alertmanager
  - { id: monitor, source: pagerduty, service: checkout }
  - id: scripts
    source: generic
    keyGenerations:
      - 2
      - 1
    mapping: |
      { "title": name }

# The end.
`;

/** A configuration of two files beside the command line of an administrator. */
const withFiles = (
  integrations = INTEGRATIONS,
): CommandLine & { file: string; directory: string; text: () => string } => {
  const cli = cliOnFakes();
  cli.env.MUSTER_TOKEN = 'admin';
  const directory = join(cli.data, 'config');
  mkdirSync(directory);
  const { integrations: _, ...others } = exampleFile;
  writeFileSync(join(directory, 'others.yaml'), stringify(others));
  const file = join(directory, 'integrations.yaml');
  writeFileSync(file, integrations);
  return { ...cli, file, directory, text: () => readFileSync(file, 'utf8') };
};

const admin = (): CommandLine => {
  const cli = cliOnFakes();
  cli.env.MUSTER_TOKEN = 'admin';
  return cli;
};

describe('muster integration create', () => {
  it('prints the entry, the URL, the key and what to paste, where no file is named', async () => {
    const { muster, api } = admin();
    const { code, out } = await muster(
      'integration',
      'create',
      'netdata',
      '--source',
      'pagerduty',
      '--service',
      'checkout',
    );
    expect(code).toBe(0);
    expect(out).toContain('  - id: netdata\n    source: pagerduty\n    service: checkout\n');
    expect(out).toContain(`${api.ports.publicUrl}/v2/enqueue`);
    expect(out).toContain(`routing_key: '${keyOf('netdata')}'`);
    expect(out).toMatch(/1\. Put the entry above into your configuration\.\n {2}2\. Put it into force: .*`npm start`/);
    expect(out).not.toContain('{{');
  });

  it('writes the entry into a file, and leaves every other byte of it', async () => {
    const { muster, file, directory, text } = withFiles();
    const { code, out } = await muster(
      'integration',
      'create',
      'grafana-eu',
      '--source',
      'grafana',
      '--name',
      'Grafana: Europe',
      '--file',
      file,
    );
    expect(code).toBe(0);
    expect(out).toContain(`Added to ${file}:15\n`);
    const entry = '  - id: grafana-eu\n    name: "Grafana: Europe"\n    source: grafana\n';
    expect(text()).toBe(INTEGRATIONS.replace('\n# The end.', `${entry}\n# The end.`));
    const { integrations } = parseConfiguration(loadConfiguration(directory));
    expect(integrations.at(-1)).toMatchObject({ id: 'grafana-eu', name: 'Grafana: Europe', keyGenerations: [1] });
  });

  it.each([
    [
      'no newline at its end',
      'integrations:\n- id: a\n  source: generic',
      'integrations:\n- id: a\n  source: generic\n- id: b\n  source: grafana\n',
    ],
    ['an empty list', 'integrations: [] # none yet\n', /integrations:[\s\S]*- id: b\n\s+source: grafana/],
    [
      'a list in one line',
      'integrations: [{ id: a, source: generic }]\n',
      /- ?\{ ?id: a, source: generic ?\}\n\s*- id: b/,
    ],
    [
      'a comment after the last entry',
      'integrations:\n  - id: a\n    source: generic # why\n',
      'integrations:\n  - id: a\n    source: generic # why\n  - id: b\n    source: grafana\n',
    ],
  ])('writes into a file with %s', async (_what, before, after) => {
    const { muster, file, text } = withFiles(before);
    expect(await muster('integration', 'create', 'b', '--source', 'grafana', '--file', file)).toMatchObject({
      code: 0,
      err: '',
    });
    if (typeof after === 'string') expect(text()).toBe(after);
    else expect(text()).toMatch(after);
  });

  it('changes nothing of the example but one entry', async () => {
    const { muster, data } = admin();
    const directory = join(data, 'example');
    cpSync('config/example', directory, { recursive: true });
    const file = join(directory, 'integrations.yaml');
    const before = readFileSync(file, 'utf8');
    const { mode } = statSync(file);
    await muster('integration', 'create', 'kuma', '--source', 'uptime-kuma', '--service', 'checkout', '--file', file);
    const entry = '  - id: kuma\n    source: uptime-kuma\n    service: checkout\n';
    expect(readFileSync(file, 'utf8').replace(entry, '')).toBe(before);
    expect(statSync(file).mode).toBe(mode);
  });

  it('brings a key along', async () => {
    const { muster, file, directory } = withFiles();
    const hash = tokenHash('R02ABCDEFGHIJKLMNOPQRSTUVWXYZ012');
    await muster('integration', 'create', 'moved', '--source', 'pagerduty', '--key-hash', hash, '--file', file);
    expect(parseConfiguration(loadConfiguration(directory)).integrations.at(-1)).toMatchObject({ keyHashes: [hash] });
  });

  it('answers in JSON', async () => {
    const { muster, file } = withFiles();
    const { out } = await muster('--json', 'integration', 'create', 'netdata', '--source', 'netdata', '--file', file);
    expect(JSON.parse(out)).toMatchObject({
      integration: { id: 'netdata', source: 'netdata' },
      yaml: '  - id: netdata\n    source: netdata\n',
      file: `${file}:15`,
      addresses: [{ generation: 1, key: keyOf('netdata') }],
      inForce: false,
      setup: expect.stringContaining(`OPSGENIE_API_KEY="${keyOf('netdata')}"`),
    });
  });

  it('says that AWS delivers where it does', async () => {
    const { out } = await admin().muster('integration', 'create', 'bus', '--source', 'aws-events');
    expect(out).toMatch(/URL +the event bus/);
    expect(out).not.toContain('Until then the key is refused');
  });

  it.each([
    [
      'an unknown source',
      ['x', '--source', 'grafanaa'],
      /no source "grafanaa"\. Did you mean "grafana"\?\nKnown: .*alertmanager/,
    ],
    ['a bad id', ['X y', '--source', 'grafana'], /"X y" cannot be an id: an id is lower-case/],
    [
      'an unknown service',
      ['x', '--source', 'grafana', '--service', 'chekout'],
      /no service "chekout"\. Did you mean "checkout"\?/,
    ],
    ['an id that is taken', ['monitor', '--source', 'grafana'], /an integration "monitor" already\./],
    ['no source', ['x'], /--source/],
  ])('refuses %s', async (_what, args, message) => {
    const { code, err, out } = await admin().muster('integration', 'create', ...args);
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(out).toBe('');
  });

  it.each([
    ['an unknown service', ['x', '--source', 'grafana', '--service', 'shop'], /services?.*"shop"/],
    ['an id that is taken', ['monitor', '--source', 'grafana'], /an integration "monitor" already/],
    [
      'a brought key where the sender signs',
      ['x', '--source', 'github', '--key-hash', tokenHash('k')],
      /signs with the key itself/,
    ],
    ['a key instead of its hash', ['x', '--source', 'pagerduty', '--key-hash', 'R02ABC'], /not a hash of a key/],
  ])('refuses %s, and leaves the file alone', async (_what, args, message) => {
    const { muster, file, text } = withFiles();
    const { code, err } = await muster('integration', 'create', ...args, '--file', file);
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(text()).toBe(INTEGRATIONS);
  });

  it.each([
    ['is not there', 'nowhere.yaml', /cannot be read/],
    ['is no YAML', 'broken.yaml', /broken\.yaml:3 is no YAML/],
  ])('refuses a file that %s', async (_what, name, message) => {
    const { muster, directory } = withFiles();
    writeFileSync(join(directory, 'broken.yaml'), name === 'broken.yaml' ? 'a: 1\nb: [\n' : 'templates: []\n');
    const { code, err } = await muster(
      'integration',
      'create',
      'x',
      '--source',
      'grafana',
      '--file',
      join(directory, name),
    );
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });

  it('writes into the file of a team, in a folder of its own, and finds an id that another file has', async () => {
    const { muster, directory } = withFiles();
    mkdirSync(join(directory, 'teams'));
    const file = join(directory, 'teams', 'search.yaml');
    writeFileSync(file, 'templates: []\n');
    const create = (id: string) => muster('integration', 'create', id, '--source', 'grafana', '--file', file);
    expect(await create('theirs')).toMatchObject({ code: 0, err: '' });
    expect(readFileSync(file, 'utf8')).toContain('integrations:\n  - id: theirs\n    source: grafana\n');
    expect(parseConfiguration(loadConfiguration(directory)).integrations.at(-1)).toMatchObject({ id: 'theirs' });
    expect(await create('monitor')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/"monitor" is used twice in integrations/),
    });
  });

  it('leaves the file alone when the key cannot be had', async () => {
    const { muster, env, file, text } = withFiles();
    env.MUSTER_TOKEN = 'manager';
    const { code, err } = await muster('integration', 'create', 'x', '--source', 'grafana', '--file', file);
    expect(code).toBe(1);
    expect(err).toMatch(/takes the role admin/);
    expect(text()).toBe(INTEGRATIONS);
  });
});

describe('muster integration rotate', () => {
  it('puts the next key beside the present one', async () => {
    const { muster, file, text } = withFiles();
    const { code, out } = await muster('integration', 'rotate', 'prometheus', '--file', file);
    expect(code).toBe(0);
    expect(text()).toBe(
      INTEGRATIONS.replace('source: alertmanager\n', 'source: alertmanager\n    keyGenerations: [2, 1]\n'),
    );
    expect(out).toContain(keyOf('prometheus', 2));
    expect(out).toMatch(/Both keys are taken then.*\n.*new key.*\n.*`muster integration rotate prometheus` again/);
  });

  it('retires the old one when called again', async () => {
    const { muster, file, text } = withFiles();
    const { code, out } = await muster('integration', 'rotate', 'scripts', '--file', file);
    expect(code).toBe(0);
    expect(text()).toBe(INTEGRATIONS.replace('\n      - 2\n      - 1\n', '\n      [2]\n'));
    expect(out).toMatch(/no sender still has key 1: it is refused from then on/);
  });

  it('changes an entry in one line', async () => {
    const { muster, file, text } = withFiles();
    await muster('integration', 'rotate', 'monitor', '--file', file);
    expect(text()).toContain('  - { id: monitor, source: pagerduty, keyGenerations: [2, 1], service: checkout }\n');
  });

  it('does not retire a key whose successor no sender can use yet', async () => {
    const { muster, file, text } = withFiles();
    await muster('integration', 'rotate', 'prometheus', '--file', file);
    const rotatedOnce = text();
    const { code, err } = await muster('integration', 'rotate', 'prometheus', '--file', file);
    expect(code).toBe(1);
    expect(err).toMatch(/Key 2 of "prometheus" is not in force yet.*key 1 stays/);
    expect(text()).toBe(rotatedOnce);
  });

  it('prints the change where no file is named', async () => {
    const { out } = await admin().muster('--json', 'integration', 'rotate', 'scripts');
    expect(JSON.parse(out)).toMatchObject({ keyGenerations: [2], retired: 1, addresses: [{ generation: 2 }] });
  });

  it('refuses an integration that is not there', async () => {
    const { code, err } = await admin().muster('integration', 'rotate', 'promethus');
    expect(code).toBe(1);
    expect(err).toMatch(/no integration "promethus" in force\. Did you mean "prometheus"\?/);
  });
});

describe('muster integration show', () => {
  it('prints URL, key and what to paste', async () => {
    const { out } = await admin().muster('integration', 'show', 'scripts');
    expect(out).toContain(`Authorization: Bearer ${keyOf('scripts', 2)}`);
    expect(out).toMatch(new RegExp(`Old key +${keyOf('scripts', 1)}`));
  });
});

describe('muster integration list', () => {
  const keys = ['prometheus', 'monitor', 'aws'].map((id) => keyOf(id)).concat(keyOf('scripts', 2), keyOf('scripts', 1));

  it('masks every key, in URLs and in JSON too', async () => {
    for (const args of [
      ['integration', 'list'],
      ['--json', 'integration', 'list'],
    ]) {
      const { out } = await admin().muster(...args);
      for (const key of keys) {
        expect(out).not.toContain(key.slice(0, 8));
        expect(out).toContain(`${key.slice(0, 4)}…`);
      }
    }
  });

  it('prints them when told to', async () => {
    const { out } = await admin().muster('integration', 'list', '--keys');
    for (const key of keys) expect(out).toContain(key);
  });
});

describe('muster integration hash-key', () => {
  const routingKey = 'R02ABCDEFGHIJKLMNOPQRSTUVWXYZ012';

  it('prints the hash of each key on standard input, and nothing else', async () => {
    const { muster, input } = cliOnFakes();
    input.text = `${routingKey}\r\n\n  6f1c2e8a-3b7d-4c55-9a0e-2d4f6b8c1e33  \n`;
    expect(await muster('integration', 'hash-key')).toEqual({
      code: 0,
      out: `${tokenHash(routingKey)}\n${tokenHash('6f1c2e8a-3b7d-4c55-9a0e-2d4f6b8c1e33')}\n`,
      err: '',
    });
  });

  it.each([
    ['nothing', [], '', /no key on standard input/],
    ['a word that could be guessed', [], 'secret', /Line 1 has fewer than 20 characters/],
    ['what no key looks like', [], `${routingKey}\nmy own secret key of many words`, /Line 2 has spaces/],
    ['what is longer than any key is taken', [], 'k'.repeat(129), /more than 128/],
    [
      'an Opsgenie key for PagerDuty',
      ['--source', 'pagerduty'],
      '6f1c2e8a-3b7d-4c55-9a0e-2d4f6b8c1e33',
      /no routing key of PagerDuty/,
    ],
    ['a key as an argument', [routingKey], '', /not given as an argument/],
  ])('refuses %s, and never repeats it', async (_what, args, text, message) => {
    const { muster, input } = cliOnFakes();
    input.text = text;
    const { code, err, out } = await muster('integration', 'hash-key', ...args);
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(`${out}${err}`).not.toContain(text.trim() || routingKey);
  });
});
