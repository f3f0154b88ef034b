import { describe, expect, it } from 'vitest';
import { verifyChain } from '../../../domain/chain/chain.ts';
import type { Configuration } from '../../../domain/configuration/configuration.ts';
import { parseConfiguration } from '../../../domain/configuration/parse-configuration.ts';
import { exampleFile } from '../../../simulation/example-configuration.ts';
import { type SimulatedPorts, simulatedPorts } from '../../../simulation/simulated-ports.ts';
import { listVersions } from '../../../usecases/configuration/list-versions.ts';
import { putFilesInForce, rollBackConfiguration, sentenceOf } from '../../../usecases/configuration/put-in-force.ts';

const named = (name: string): Configuration =>
  parseConfiguration({ ...structuredClone(exampleFile), organisation: { name } });
const [one, two] = [named('One'), named('Two')];

const mia = (ports: SimulatedPorts, commandId = 'c-1') =>
  ({
    now: new Date(ports.clock.now()).toISOString(),
    actor: { kind: 'person', id: 'mia', name: 'Mia' },
    commandId,
  }) as const;

const inForce = async (ports: SimulatedPorts) => (await ports.stores.configurations.current())?.organisation.name;

describe('a configuration in force', () => {
  it('stands on record, newest first, with what it came in the place of', async () => {
    const ports = simulatedPorts();
    await putFilesInForce(ports, one, 'files');
    await putFilesInForce(ports, two, 'files');
    expect(await listVersions(ports)).toEqual([
      expect.objectContaining({ version: two.version, inForce: true, how: 'files', before: one.version }),
      expect.objectContaining({ version: one.version, inForce: false, how: 'files' }),
    ]);
  });

  it('is not recorded again when the files are the same', async () => {
    const ports = simulatedPorts();
    expect(await putFilesInForce(ports, one, 'files')).toEqual({ version: one.version });
    expect(await putFilesInForce(ports, one, 'files')).toEqual({ version: one.version, before: one.version });
    expect(await listVersions(ports)).toHaveLength(1);
  });

  it('of before there was a record is the oldest of the list', async () => {
    const ports = simulatedPorts();
    await ports.stores.configurations.apply(one);
    expect(await listVersions(ports)).toEqual([{ version: one.version, inForce: true }]);
    await putFilesInForce(ports, two, 'deployment');
    expect(await listVersions(ports)).toEqual([
      expect.objectContaining({ version: two.version, inForce: true, by: { kind: 'system', id: 'deployment' } }),
      { version: one.version, inForce: false },
    ]);
  });
});

describe('rolling back', () => {
  it('puts an earlier one into force, with who did it on record, without their name in the chain', async () => {
    const ports = simulatedPorts();
    await putFilesInForce(ports, one, 'files');
    await putFilesInForce(ports, two, 'files');
    const done = await rollBackConfiguration(ports, one.version, mia(ports));
    expect(done?.configuration).toEqual(one);
    expect(await inForce(ports)).toBe('One');
    expect((await listVersions(ports))[0]).toMatchObject({
      version: one.version,
      how: 'rollback',
      before: two.version,
      by: { kind: 'person', id: 'mia', name: expect.stringContaining('Mia') },
    });
    const commits = await ports.stores.commits.ofStream({ kind: 'configuration', id: 'in-force' }, 0);
    expect(verifyChain(commits)).toBeUndefined();
    expect(JSON.stringify(commits)).not.toContain('Mia');
  });

  it('ends when files are put into force, which is said with who had rolled back', async () => {
    const ports = simulatedPorts();
    await putFilesInForce(ports, one, 'files');
    await putFilesInForce(ports, two, 'files');
    await rollBackConfiguration(ports, one.version, mia(ports));
    const put = await putFilesInForce(ports, two, 'files');
    expect(await inForce(ports)).toBe('Two');
    expect(sentenceOf(put)).toContain(
      `Configuration ${two.version} is in force, as the files have it; ${one.version}, to which mia`,
    );
  });

  it('again does nothing more, and finds nothing where there was nothing', async () => {
    const ports = simulatedPorts();
    await putFilesInForce(ports, one, 'files');
    await putFilesInForce(ports, two, 'files');
    await rollBackConfiguration(ports, one.version, mia(ports));
    await rollBackConfiguration(ports, one.version, mia(ports, 'c-2'));
    expect(await listVersions(ports)).toHaveLength(3);
    expect(await rollBackConfiguration(ports, 'abcdefabcdef', mia(ports))).toBeUndefined();
  });

  it('to what this Muster cannot run under is refused, and what is in force stays', async () => {
    const ports = simulatedPorts();
    const old = { ...one, services: [], version: '000000000000' };
    await ports.stores.configurations.apply(old);
    await putFilesInForce(ports, two, 'files');
    await expect(rollBackConfiguration(ports, old.version, mia(ports))).rejects.toMatchObject({
      code: 'configuration-invalid',
      message: expect.stringContaining('of an earlier Muster'),
    });
    expect(await inForce(ports)).toBe('Two');
  });

  it('to one of before there were defaults that there are now fills them in, and remembers which it was', async () => {
    const ports = simulatedPorts();
    const { outage: _, ...without } = one;
    await ports.stores.configurations.apply({ ...without, version: '111111111111' } as Configuration);
    await putFilesInForce(ports, two, 'files');
    const done = await rollBackConfiguration(ports, '111111111111', mia(ports));
    expect(done?.configuration).toEqual(one);
    const [commit] = (await ports.stores.commits.ofStream({ kind: 'configuration', id: 'in-force' }, 1)) ?? [];
    expect(commit?.events).toEqual([
      { type: 'ConfigurationRolledBack', version: one.version, before: two.version, of: '111111111111' },
    ]);
  });
});
