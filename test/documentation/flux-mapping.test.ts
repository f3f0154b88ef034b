import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { expressionsApart } from '../../adapters/expressions/expressions-apart.ts';
import type { Signal } from '../../domain/signal/signal.ts';
import { mapBody } from '../../intake/message/map-body.ts';
import { generic } from '../../sources/generic.ts';
import { FIXTURE_RECEIVED_AT, integrationOf } from '../fakes/source-fixtures.ts';

const expressions = expressionsApart();
afterAll(() => expressions.close());

/** The mapping as the page has it, for that is what people paste. */
const MAPPING = (() => {
  const page = readFileSync('docs/integrations.md', 'utf8');
  const [, block = ''] = /## Flux\n.*?```yaml\n(.*?)```/s.exec(page) ?? [];
  return (parse(block) as { integrations: [{ mapping: string }] }).integrations[0].mapping;
})();

const event = (name: string) =>
  JSON.parse(readFileSync(`test/fixtures/clients/flux/${name}.json`, 'utf8')) as Record<string, unknown>;

const signalOf = async (body: object): Promise<Signal | undefined> => {
  const receivedAt = FIXTURE_RECEIVED_AT;
  const mapped = await mapBody(MAPPING, { body, receivedAt }, expressions);
  return generic.parse({ integration: integrationOf('generic'), body: mapped, headers: {}, receivedAt }).signals[0];
};

describe('the mapping for Flux in docs/integrations.md', () => {
  it('says what fails, of which object, why and since when', async () => {
    expect(await signalOf(event('failed'))).toMatchObject({
      status: 'firing',
      severity: 'error',
      title: 'Kustomization apps/webapp: ValidationFailed',
      description: expect.stringContaining('Unsupported value: "Ingress"'),
      resource: 'Kustomization apps/webapp',
      labels: { revision: 'main@sha1:731f7eaddfb6af01cb2173e18f0f75b0ba780ef1', reason: 'ValidationFailed' },
      occurredAt: Date.parse('2026-11-21T03:00:00Z'),
    });
  });

  it('makes one alert of an object, which its next success ends', async () => {
    const said = await Promise.all(
      ['failed', 'failed-again', 'progressing', 'succeeded'].map((name) => signalOf(event(name))),
    );
    expect(new Set(said.map((signal) => signal?.dedupKey)).size).toBe(1);
    expect(said.map((signal) => signal?.status)).toEqual(['firing', 'firing', 'unknown', 'resolved']);
  });

  it.each([
    ['info', 'ReconciliationSucceeded', 'resolved'],
    ['info', 'UpgradeSucceeded', 'resolved'],
    ['info', 'NewArtifact', 'resolved'],
    ['info', 'RollbackSucceeded', 'unknown'],
    ['info', 'UninstallSucceeded', 'unknown'],
    ['info', 'DependencyNotReady', 'unknown'],
    ['trace', 'Progressing', 'unknown'],
    ['error', 'UpgradeFailed', 'firing'],
    ['error', 'RollbackSucceeded', 'firing'],
  ])('%s, %s: %s', async (severity, reason, status) => {
    expect((await signalOf({ ...event('failed'), severity, reason }))?.status).toBe(status);
  });

  it('keeps objects apart, and reads an event without metadata', async () => {
    const { metadata: _, ...bare } = event('failed');
    const other = { ...(bare.involvedObject as object), namespace: 'shop' };
    const [one, two] = [await signalOf(bare), await signalOf({ ...bare, involvedObject: other })];
    expect(one?.status).toBe('firing');
    expect(two?.dedupKey).not.toBe(one?.dedupKey);
  });
});
