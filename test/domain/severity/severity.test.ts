import { describe, expect, it } from 'vitest';
import { assess, DEFAULT_MATRIX, isMoreSevere, priorityOf, type Severity } from '../../../domain/severity/severity.ts';

describe('severity', () => {
  it.each<[string, string, string, string, string]>([
    // impact, then by urgency: critical, high, medium, low
    ['extensive', 'SEV1', 'SEV2', 'SEV3', 'SEV5'],
    ['significant', 'SEV2', 'SEV3', 'SEV4', 'SEV5'],
    ['moderate', 'SEV3', 'SEV4', 'SEV4', 'SEV5'],
    ['minor', 'SEV4', 'SEV5', 'SEV5', 'SEV5'],
  ])('of %s impact', (impact, critical, high, medium, low) => {
    expect(DEFAULT_MATRIX[impact as 'minor']).toEqual({ critical, high, medium, low });
  });

  it.each([
    [1, 'critical', 'SEV1'],
    [1, 'error', 'SEV2'],
    [1, 'warning', 'SEV3'],
    [1, 'info', 'SEV5'],
    [2, 'critical', 'SEV2'],
    [3, 'critical', 'SEV3'],
    [4, 'critical', 'SEV4'],
  ] as const)('of tier %i and a %s alert is %s, in production', (tier, alertSeverity, severity) => {
    expect(assess({ tier, production: true, alertSeverity }).severity).toBe(severity);
    expect(Number(assess({ tier, production: false, alertSeverity }).severity.slice(3))).toBeGreaterThanOrEqual(4);
  });

  it('takes the higher urgency when unsure, and a person at their word', () => {
    expect(assess({ tier: 1, production: true })).toMatchObject({ urgency: 'high', severity: 'SEV2' });
    expect(assess({ tier: 4, production: false, impact: 'extensive', urgency: 'critical' })).toMatchObject({
      severity: 'SEV1',
      reason: 'impact extensive (as stated) × urgency critical (as stated)',
    });
  });

  it('comes from the matrix of the service where it has one, and says so', () => {
    const matrix = { ...DEFAULT_MATRIX, extensive: { ...DEFAULT_MATRIX.extensive, critical: 'SEV3' as Severity } };
    const assessed = assess({ tier: 1, production: true, alertSeverity: 'critical', matrix });
    expect(assessed).toMatchObject({
      severity: 'SEV3',
      reason: expect.stringMatching(/by the matrix of the service$/),
    });
  });

  it('is ordered with SEV1 the worst', () => {
    expect(isMoreSevere('SEV1', 'SEV2')).toBe(true);
    expect(isMoreSevere('SEV2', 'SEV2')).toBe(false);
    expect(priorityOf('SEV5')).toBe('P5');
  });
});
