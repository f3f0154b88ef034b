import { describe, expect, it } from 'vitest';
import { NotUnderstoodError } from '../../sources/source.ts';
import { changedDetail, parseWith, signalOf } from '../fakes/source-fixtures.ts';

describe('Cost Anomaly Detection', () => {
  it('says what costs how much, and why', () => {
    expect(signalOf('cost-anomaly', 'firing')).toMatchObject({
      dedupKey: 'a-1',
      severity: 'warning',
      title: 'Cost anomaly: Amazon DynamoDB by 1001 USD',
      description: '333.67 % above what was expected\nAmazon DynamoDB eu-west-1 EU-WriteRequestUnits shop',
      labels: { impact: '1001', monitor: 'services' },
      links: [{ href: expect.stringContaining('anomaly-detection'), text: 'Anomaly' }],
    });
  });

  it('names the monitor where no dimension is named', () => {
    expect(signalOf('cost-anomaly', 'firing.without-causes').title).toBe('Cost anomaly: services by 1001 USD');
  });

  it('shows five causes at most', () => {
    const rootCauses = Array.from({ length: 40 }, (_, i) => ({ service: `service ${i}` }));
    const body = changedDetail('cost-anomaly', 'firing', { rootCauses });
    expect(parseWith('cost-anomaly', body).signals[0]?.description?.split('\n')).toHaveLength(6);
  });

  it('does not understand an anomaly without an id', () => {
    const body = changedDetail('cost-anomaly', 'firing', { anomalyId: undefined });
    expect(() => parseWith('cost-anomaly', body)).toThrow(NotUnderstoodError);
  });
});
