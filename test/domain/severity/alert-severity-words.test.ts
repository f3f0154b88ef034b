import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alertSeverityNamed, isRankedSeverityWord } from '../../../domain/severity/alert-severity-words.ts';

describe('a word for a severity', () => {
  it.each([
    ['critical', 'critical Crit CRITICAL fatal disaster emerg emergency alert panic severe blocker outage page urgent'],
    ['critical', 'P0 p1 P-1 sev0 SEV1 SEV-1 Sev_1 sev:0 S0 S1 prio1 priority-1 severity.1 0 1'],
    ['error', 'error err ERR major high failure P2 sev2 SEV-2 S2 2'],
    ['warning', 'warning WARN minor medium moderate average P3 sev3 S3 3'],
    ['info', 'info informational notice debug low none ok P4 P5 sev4 SEV-5 S5 4 5 6 7'],
  ])('is %s: %s', (severity, words) => {
    for (const word of words.split(' ')) expect(alertSeverityNamed(word), word).toBe(severity);
  });

  it.each([
    ['P1 - Critical', 'critical'],
    ['1 - Critical', 'critical'],
    ['2 - High', 'error'],
    ['Sev 1', 'critical'],
    ['SEV-2 (high)', 'error'],
    ['Severity: High', 'error'],
    ['warning alert', 'warning'],
    ['Priority 3', 'warning'],
    [' critical ', 'critical'],
    ['high/critical', 'critical'],
  ])('is read beside others: %s', (words, severity) => {
    expect(alertSeverityNamed(words)).toBe(severity);
  });

  it.each([
    'terrible',
    'not critical',
    'non-critical',
    '8',
    '42',
    '9.8',
    '7.5',
    'P7',
    'sev9',
    's',
    '',
    'severity',
    'p',
  ])('is none: "%s"', (word) => {
    expect(alertSeverityNamed(word)).toBeUndefined();
  });

  it('means the same however it is spelled', () => {
    const separator = fc.constantFrom('', '-', '_', ' ', ':', '.', '#');
    const name = fc.constantFrom('p', 'P', 'sev', 'SEV', 'Severity', 'prio', 's');
    fc.assert(
      fc.property(name, separator, fc.integer({ min: 0, max: 5 }), (called, between, rank) => {
        expect(alertSeverityNamed(`${called}${between}${rank}`)).toBe(alertSeverityNamed(`P${rank}`));
        expect(isRankedSeverityWord(`${called}${between}${rank}`)).toBe(true);
      }),
    );
  });
});
