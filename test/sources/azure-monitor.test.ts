import { describe, expect, it } from 'vitest';
import { toMs } from '../../domain/instant/instant.ts';
import { bodyOf, readWith, signalOf } from '../fakes/signal-of.ts';

type Body = { data: { essentials: Record<string, unknown> } };

const withEssentials = (changes: Record<string, unknown>) => {
  const { data } = bodyOf('azure-monitor', 'firing') as unknown as Body;
  return { data: { ...data, essentials: { ...data.essentials, ...changes } } };
};

describe('Azure Monitor', () => {
  it('reads an alert in the common schema', () => {
    expect(signalOf('azure-monitor', 'firing')).toMatchObject({
      dedupKey: expect.stringMatching(/\/alerts\/b9569717/),
      status: 'firing',
      severity: 'error',
      title: 'cpu of checkout',
      description: 'CPU above 90 %',
      occurredAt: toMs('2026-11-21T19:00:00.37Z'),
      resource: 'vm1',
      service: 'checkout',
      environment: 'production',
    });
    expect(signalOf('azure-monitor', 'resolved').occurredAt).toBe(toMs('2026-11-21T19:20:00.1Z'));
  });

  it.each([
    ['Sev0', 'critical'],
    ['Sev1', 'error'],
    ['Sev2', 'warning'],
    ['Sev3', 'info'],
    ['Sev4', 'info'],
    ['Sev9', 'error'],
  ])('takes %s for %s, not for what the word means elsewhere', (severity, expected) => {
    expect(signalOf('azure-monitor', 'firing', withEssentials({ severity })).severity).toBe(expected);
  });

  it('reads an alert over logs that has no target', () => {
    expect(signalOf('azure-monitor', 'firing.log')).toMatchObject({ severity: 'info', service: undefined });
  });

  it('says which schema it wants', () => {
    expect(() => readWith('azure-monitor', { schemaId: 'AzureMonitorMetricAlert', data: {} })).toThrow(
      'azureMonitorCommonAlertSchema',
    );
    expect(() => readWith('azure-monitor', withEssentials({ monitorCondition: 'Maybe' }))).toThrow(
      'azureMonitorCommonAlertSchema',
    );
  });
});
