import { describe, expect, it } from 'vitest';
import { reportForm } from '../../../domain/configuration/report-form.ts';
import {
  atMost,
  hourOf,
  type ReportImpact,
  reportersIn,
  type StoredReport,
  severityBy,
} from '../../../domain/report/report.ts';
import type { AlertSeverity } from '../../../domain/signal/signal.ts';

const from = (reporter: string, impact: ReportImpact = 'cannot-work'): StoredReport => ({
  reference: `r-${reporter}-${impact}`,
  at: '2026-11-21T20:00:00.000Z',
  what: 'nothing loads',
  impact,
  alertId: 'a',
  reporter,
});

const form = (changes: object = {}) =>
  reportForm.parse({ services: [{ name: 'Shop', service: 'checkout' }], maximumSeverity: 'critical', ...changes });

describe('reports of people', () => {
  it('count by who reports, however often', () => {
    expect(reportersIn([])).toBe(0);
    expect(reportersIn([from('a'), from('a', 'slow'), from('b')])).toBe(2);
  });

  it('count nothing where they are about looks alone', () => {
    expect(reportersIn([from('a', 'cosmetic'), from('b', 'cosmetic'), from('c', 'slow')])).toBe(1);
    expect(reportersIn([from('a', 'cosmetic'), from('a', 'slow')])).toBe(1);
  });

  it.each<[number, AlertSeverity | undefined]>([
    [0, undefined],
    [9, undefined],
    [10, 'warning'],
    [19, 'warning'],
    [20, 'error'],
    [500, 'error'],
  ])('of %i people make it %s', (reporters, expected) => {
    expect(severityBy(reporters, form())).toBe(expected);
  });

  it('make the worst of the steps that are reached, in whatever order the form has them', () => {
    const severityFrom = [
      { reporters: 5, severity: 'critical' },
      { reporters: 2, severity: 'info' },
      { reporters: 3, severity: 'error' },
    ];
    expect([2, 3, 4, 5].map((reporters) => severityBy(reporters, form({ severityFrom })))).toEqual([
      'info',
      'error',
      'error',
      'critical',
    ]);
  });

  it('make it no worse than the form allows, however many they are', () => {
    expect(severityBy(500, form({ maximumSeverity: 'warning' }))).toBe('warning');
    expect(severityBy(500, form({ maximumSeverity: 'info' }))).toBe('info');
  });

  it.each<[AlertSeverity, AlertSeverity, AlertSeverity]>([
    ['critical', 'warning', 'warning'],
    ['info', 'warning', 'info'],
    ['error', 'error', 'error'],
  ])('%s, at most %s, is %s', (severity, most, expected) => {
    expect(atMost(severity, most)).toBe(expected);
  });

  it('count once an hour', () => {
    expect(hourOf('2026-11-21T19:59:59.999Z')).toBe('2026-11-21T19');
    expect(hourOf('2026-11-21T20:00:00.000Z')).toBe('2026-11-21T20');
  });
});
