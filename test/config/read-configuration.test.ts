import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../../config/read-configuration.ts';
import { tokenHash } from '../../domain/access/keys.ts';
import { DomainError } from '../../domain/failure/domain-error.ts';
import { exampleFile } from '../../simulation/example-configuration.ts';

const withIntegrations = (...integrations: readonly object[]): unknown => ({
  ...structuredClone(exampleFile),
  integrations,
});

const problemsOf = async (...integrations: readonly object[]): Promise<string[]> => {
  try {
    await readConfiguration(withIntegrations(...integrations));
    return [];
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    expect(error.code).toBe('configuration-invalid');
    return (error.details.problems as { path: string; reason: string }[]).map((p) => `${p.path}: ${p.reason}`);
  }
};

const hash = tokenHash('R02ABCDEFGHIJKLMNOPQRSTUVWXYZ012');

describe('a configuration that is put into force', () => {
  it('may have everything that an integration can have', async () => {
    const { integrations } = await readConfiguration(
      withIntegrations(
        { id: 'a', source: 'pagerduty', keyHashes: [hash], dedupKeyFrom: 'custom_details.alarm_id' },
        {
          id: 'b',
          source: 'generic',
          mapping: '{ "title": name }',
          dedupKeyFrom: ['host', 'check'],
          serviceFrom: 'app',
        },
      ),
    );
    expect(integrations).toMatchObject([{ keyHashes: [hash], keyGenerations: [1] }, { serviceFrom: 'app' }]);
  });

  it.each<[string, object, RegExp]>([
    [
      'a source that is not there',
      { source: 'alertmanger' },
      /^integrations\.0\.source: .* Did you mean "alertmanager"\? Known: /,
    ],
    [
      'a mapping that is no JSONata',
      { source: 'generic', mapping: '{\n  "title": name,\n  "key" }' },
      /^integrations\.0\.mapping: the mapping is no JSONata: Expected ":", got "}" \(line 3, column 9 of it\)$/,
    ],
    ['an empty path', { source: 'generic', dedupKeyFrom: '' }, /^integrations\.0\.dedupKeyFrom: /],
    [
      'a bad path among others',
      { source: 'generic', dedupKeyFrom: ['a', 'b..c'] },
      /dedupKeyFrom.*names joined by dots/,
    ],
    ['a bad path of a service', { source: 'generic', serviceFrom: '{a}' }, /^integrations\.0\.serviceFrom: a path is/],
    [
      'a key in place of its hash',
      { source: 'pagerduty', keyHashes: ['R02ABCDEFGHIJKLMNOPQRSTUVWXYZ012'] },
      /^integrations\.0\.keyHashes\.0: not a hash of a key: .*hash-key/,
    ],
    [
      'five keys',
      { source: 'pagerduty', keyHashes: 'abcde'.split('').map(tokenHash) },
      /^integrations\.0\.keyHashes: /,
    ],
    ['no key', { source: 'pagerduty', keyHashes: [] }, /^integrations\.0\.keyHashes: /],
    [
      'a brought key where the sender signs with it',
      { source: 'github', keyHashes: [hash] },
      /^integrations\.0\.keyHashes: github signs with the key itself/,
    ],
  ])('has not %s', async (_what, changes, expected) => {
    const problems = await problemsOf({ id: 'a', ...changes });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(expected);
    expect(problems[0]).not.toContain('R02ABC');
  });

  it('gives no key to two integrations, nor twice to one', async () => {
    const one = { id: 'a', source: 'pagerduty', keyHashes: [hash] };
    expect(await problemsOf(one, { ...one, id: 'b' })).toEqual([
      'integrations.1.keyHashes.0: the integration "a" has this key already',
    ]);
    expect(await problemsOf({ ...one, keyHashes: [hash, hash] })).toEqual([
      'integrations.0.keyHashes.1: the integration "a" has this key already',
    ]);
  });
});
