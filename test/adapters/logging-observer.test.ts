import { expect, test } from 'vitest';
import { lineLogger } from '../../adapters/observer/line-logger.ts';
import { loggingObserver } from '../../adapters/observer/logging-observer.ts';

const setUp = () => {
  const lines: { level: string; message: string; attributes: Record<string, unknown> }[] = [];
  const log = (level: string) => (message: string, attributes: Record<string, unknown>) =>
    void lines.push({ level, message, attributes });
  const observer = loggingObserver({
    logger: { info: log('info'), warn: log('warn') },
    now: () => 7,
  });
  return { lines, observer };
};
const metricsOf = (attributes: Record<string, unknown> | undefined): string[] => {
  const emf = attributes?._aws as { CloudWatchMetrics: { Metrics: { Name: string }[] }[] } | undefined;
  return emf?.CloudWatchMetrics.flatMap(({ Metrics }) => Metrics.map(({ Name }) => Name)) ?? [];
};

test('a page handed over is one line and one metric, without the text of the page', () => {
  const { lines, observer } = setUp();
  observer.happened({
    kind: 'page-sent',
    text: 'Paged Ana: card number 4111',
    at: 'now',
    incident: 'INC-2026-0001',
    details: { channel: 'sms' },
  });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({
    level: 'info',
    message: 'page-sent',
    attributes: { incident: 'INC-2026-0001', PagesHandedOver: 1 },
  });
  expect(metricsOf(lines[0]?.attributes)).toEqual(['PagesHandedOver']);
  expect(JSON.stringify(lines)).not.toContain('4111');
});

test('repeats that were shed are counted by their number', () => {
  const { lines, observer } = setUp();
  observer.happened({ kind: 'repeats-shed', text: 'x', at: 'now', details: { integration: 'a', repeats: 41 } });
  expect(lines[0]).toMatchObject({ attributes: { RepeatsShed: 41, details: { integration: 'a' } } });
  expect(metricsOf(lines[0]?.attributes)).toEqual(['RepeatsShed']);
});

test('what happens often and is not counted is no metric', () => {
  const { lines, observer } = setUp();
  observer.happened({ kind: 'TaskCompleted', text: 'x', at: 'now' });
  expect(metricsOf(lines[0]?.attributes)).toEqual([]);
});

test('a failure names its causes, and a failed page is counted as one', () => {
  const { lines, observer } = setUp();
  const cause = Object.assign(new Error('throttled'), { code: 'throttled' });
  observer.failed('paging Ana by sms', new Error('no', { cause }), { pageId: 'p1' });
  expect(lines[0]).toMatchObject({
    level: 'warn',
    attributes: { error: { message: 'no', cause: { code: 'throttled' } }, details: { pageId: 'p1' } },
  });
  expect(metricsOf(lines[0]?.attributes)).toEqual(['Failures', 'PagesFailed']);
});

test.each([
  ['provider-down', 'PagesFailed'],
  ['page-superseded', 'PagesFailed'],
  ['quarantined', 'MessagesNotTaken'],
  ['message-refused', 'MessagesNotTaken'],
])('%s counts with what the same alarm looks at: %s', (kind, metric) => {
  const { lines, observer } = setUp();
  observer.happened({ kind, text: 'x', at: 'now' });
  expect(metricsOf(lines[0]?.attributes)).toEqual([metric]);
});

test('anything may be thrown', () => {
  const { lines, observer } = setUp();
  observer.failed('x', undefined);
  observer.failed('x', { secret: 'y' });
  observer.failed('x', new AggregateError([new Error('one'), new Error('two')], 'both'));
  expect(lines).toHaveLength(3);
  expect(JSON.stringify(lines)).not.toContain('secret');
  expect(lines[2]?.attributes.error).toMatchObject({ errors: [{ message: 'one' }, { message: 'two' }] });
});

const lines = (level: 'INFO' | 'WARN', trace?: string) => {
  const written: string[] = [];
  const logger = lineLogger({
    service: 'muster-send-page',
    deployment: 'Muster-IncidentsTable-1',
    level,
    now: () => Date.UTC(2026, 10, 21, 20),
    write: (line) => written.push(line),
    variables: { _X_AMZN_TRACE_ID: trace },
  });
  return { logger, written };
};

test('through the logger of the functions, a line is one object that CloudWatch reads as a metric of its deployment', () => {
  const { logger, written } = lines(
    'INFO',
    'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1',
  );
  const observer = loggingObserver({ logger, now: () => 7 });
  observer.happened({ kind: 'page-sent', text: 'x', at: 'now', details: { note: 'two\nlines' } });
  expect(written).toHaveLength(1);
  expect(written[0]).not.toContain('\n');
  const line = JSON.parse(written[0] ?? '') as Record<string, unknown>;
  expect(line).toMatchObject({
    level: 'INFO',
    message: 'page-sent',
    timestamp: '2026-11-21T20:00:00.000Z',
    service: 'muster-send-page',
    deployment: 'Muster-IncidentsTable-1',
    xray_trace_id: '1-5759e988-bd862e3fe1be46a994272793',
    PagesHandedOver: 1,
  });
  expect(line._aws).toMatchObject({
    Timestamp: 7,
    CloudWatchMetrics: [{ Namespace: 'Muster', Dimensions: [['deployment']] }],
  });
});

test('below the level that was asked for nothing is written', () => {
  const { logger, written } = lines('WARN');
  logger.info('routine', {});
  logger.warn('trouble', {});
  expect(written.map((line) => (JSON.parse(line) as { message: string }).message)).toEqual(['trouble']);
});
