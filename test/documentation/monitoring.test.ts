import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { dashboardText, monitoringPage } from '../../docs/write-monitoring.ts';
import { MEASURES, type Measure } from '../../domain/measure/measures.ts';

const read = (path: string): string => readFileSync(new URL(`../../docs/${path}`, import.meta.url), 'utf8');

interface Rules {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly alert: string;
      readonly expr: string;
      readonly labels: { readonly severity: string };
      readonly annotations: Readonly<Record<string, string>>;
    }[];
  }[];
}

const rules = (parse(read('monitoring/rules.yaml')) as Rules).groups.flatMap((group) => group.rules);

/** As they are asked for: a histogram by its parts, all by their labels. */
const namesIn = (expr: string): string[] =>
  [...expr.matchAll(/\bmuster_\w+/g)].map(([name]) => name.replace(/_(?:bucket|count|sum)$/, ''));

describe('What is written about the numbers', () => {
  it('is up to date; `npm run docs:monitoring` writes it', () => {
    expect(read('monitoring.md')).toBe(monitoringPage());
    expect(read('monitoring/grafana-dashboard.json')).toBe(dashboardText());
  });

  it.each(rules.map((rule) => [rule.alert, rule] as const))(
    'the rule %s asks only for numbers that there are, and says what is lost',
    (_, rule) => {
      for (const name of namesIn(rule.expr)) expect(Object.keys(MEASURES)).toContain(name);
      expect(rule.labels.severity).toMatch(/^(?:critical|warning)$/);
      expect(Object.keys(rule.annotations)).toEqual(['summary', 'description']);
    },
  );

  it('the dashboard asks only for numbers that there are', () => {
    const names = namesIn(read('monitoring/grafana-dashboard.json').replace('"uid": "muster"', ''));
    expect(names.filter((name) => !(name in MEASURES))).toEqual([]);
    expect(new Set(names).size).toBeGreaterThan(10);
  });
});

describe('The table of numbers', () => {
  it.each(Object.entries<Measure>(MEASURES))(
    '%s is named as Prometheus names such',
    (name, { kind, labels = [], buckets }) => {
      expect(name).toMatch(/^muster(?:_[a-z]+)+$/);
      expect(name.endsWith('_total')).toBe(kind === 'counter');
      expect(buckets !== undefined).toBe(kind === 'histogram');
      for (const label of labels) expect(label).toMatch(/^[a-z]+$/);
    },
  );
});
