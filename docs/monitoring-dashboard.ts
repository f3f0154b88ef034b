import type { MeasureName } from '../domain/measure/measures.ts';

/** A panel: its title, its kind, what it asks of Prometheus. */
interface Panel {
  readonly title: string;
  readonly kind: 'stat' | 'timeseries';
  readonly unit?: 's' | 'short' | 'reqps';
  readonly queries: readonly { readonly of: MeasureName; readonly expr: string; readonly legend: string }[];
}

const one = (
  title: string,
  kind: Panel['kind'],
  of: MeasureName,
  legend = '',
  unit: Panel['unit'] = 'short',
  wrap: (name: string) => string = (name) => name,
): Panel => ({ title, kind, unit, queries: [{ of, expr: wrap(of), legend }] });

const rate = (name: string): string => `rate(${name}[5m])`;
const quantile = (q: number) => (name: string) => `histogram_quantile(${q}, sum by (le) (rate(${name}_bucket[5m])))`;

/** What is looked at first stands first. */
const PANELS: readonly Panel[] = [
  one('Ready', 'stat', 'muster_ready'),
  one('Oldest page that waits', 'stat', 'muster_oldest_unsent_page_seconds', '', 's'),
  one('Reconciler ran', 'stat', 'muster_reconciler_age_seconds', '', 's'),
  one('Record: problems found', 'stat', 'muster_record_problems'),
  one('Checks', 'timeseries', 'muster_check_ok', '{{check}}'),
  one('Providers', 'timeseries', 'muster_provider_up', '{{channel}}'),
  one('Open incidents', 'timeseries', 'muster_open_incidents', '{{status}} {{major}}'),
  one('Pages handed over', 'timeseries', 'muster_pages_handed_over_total', '{{channel}}', 'short', rate),
  {
    title: 'From decision to hand-over',
    kind: 'timeseries',
    unit: 's',
    queries: [0.5, 0.99].map((q) => ({
      of: 'muster_page_delay_seconds' as const,
      expr: quantile(q)('muster_page_delay_seconds'),
      legend: `p${q * 100}`,
    })),
  },
  {
    title: 'What goes wrong',
    kind: 'timeseries',
    queries: (
      [
        ['muster_failures_total', 'failures'],
        ['muster_pages_failed_total', 'pages failed'],
        ['muster_pages_superseded_total', 'pages too late'],
        ['muster_pagings_exhausted_total', 'nobody answered'],
        ['muster_messages_quarantined_total', 'not understood'],
      ] as const
    ).map(([of, legend]) => ({ of, expr: rate(of), legend })),
  },
  one('Requests', 'timeseries', 'muster_requests_total', '{{served}} {{status}}', 'reqps', rate),
  one('Answers, 99th percentile', 'timeseries', 'muster_request_seconds', '', 's', quantile(0.99)),
  one('Durable write', 'timeseries', 'muster_store_write_seconds', '', 's'),
  one('Commits outside of checkpoints', 'timeseries', 'muster_commits_outside_checkpoints'),
];

const WIDTH = { stat: 6, timeseries: 12 } as const;
const HEIGHT = { stat: 4, timeseries: 8 } as const;

// biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of Grafana's
const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };

const place = (panels: readonly Panel[]): object[] => {
  let [x, y, rowHeight] = [0, 0, 0];
  return panels.map(({ title, kind, unit = 'short', queries }, at) => {
    if (x + WIDTH[kind] > 24) [x, y, rowHeight] = [0, y + rowHeight, 0];
    const gridPos = { x, y, w: WIDTH[kind], h: HEIGHT[kind] };
    x += WIDTH[kind];
    rowHeight = Math.max(rowHeight, HEIGHT[kind]);
    return {
      id: at + 1,
      title,
      type: kind,
      datasource: DATASOURCE,
      gridPos,
      fieldConfig: { defaults: { unit }, overrides: [] },
      targets: queries.map(({ expr, legend }, i) => ({
        refId: String.fromCharCode(65 + i),
        datasource: DATASOURCE,
        expr,
        legendFormat: legend,
      })),
    };
  });
};

/** A dashboard as Grafana imports it. */
export const dashboard = (): object => ({
  title: 'Muster',
  uid: 'muster',
  tags: ['muster'],
  schemaVersion: 41,
  timezone: 'browser',
  refresh: '30s',
  time: { from: 'now-6h', to: 'now' },
  templating: {
    list: [{ name: 'datasource', type: 'datasource', query: 'prometheus', label: 'Prometheus' }],
  },
  panels: place(PANELS),
});
