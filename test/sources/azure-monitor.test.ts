import { describe, expect, it } from 'vitest';
import { toMs } from '../../domain/instant/instant.ts';
import { bodyOf, identityOf, readWith, signalOf } from '../fakes/signal-of.ts';

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

  it('follows an issue of Azure by its tracking id, and ends it by its stage: every alert of it is "Fired"', () => {
    const fired = signalOf('azure-monitor', 'firing.service-health');
    expect(fired).toMatchObject({
      status: 'firing',
      title: 'Storage in West Europe',
      occurredAt: toMs('2026-11-21T19:00:00.123Z'),
    });
    const over = signalOf('azure-monitor', 'resolved.service-health');
    expect(over).toMatchObject({ status: 'resolved', occurredAt: toMs('2026-11-21T19:40:00.5Z') });
    expect(identityOf(over)).toBe(identityOf(fired));
  });

  it('follows the health of a resource', () => {
    const fired = signalOf('azure-monitor', 'firing.resource-health');
    expect(fired).toMatchObject({ status: 'firing', resource: 'vm1' });
    expect(identityOf(signalOf('azure-monitor', 'resolved.resource-health'))).toBe(identityOf(fired));
    expect(signalOf('azure-monitor', 'resolved.resource-health').status).toBe('resolved');
  });

  it('lets an integration for the activity log, whose severity is always Sev4, page', () => {
    const integration = { severityOverrides: { Sev4: 'error' as const } };
    expect(signalOf('azure-monitor', 'firing.resource-health').severity).toBe('info');
    expect(signalOf('azure-monitor', 'firing.resource-health', {}, { integration }).severity).toBe('error');
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
