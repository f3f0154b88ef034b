import { describe, expect, it } from 'vitest';
import { acceptEvents } from '../../../intake/aws/accept-events.ts';
import { receivePublished } from '../../../intake/aws/receive-published.ts';
import { withUnreadNames } from '../../../intake/message/unread-names.ts';
import { nothingRemembered } from '../../../ports/remembered.ts';
import { type SimulatedPorts, simulatedPorts } from '../../../simulation/simulated-ports.ts';
import { SOURCES, sourceById } from '../../../sources/index.ts';
import type { Source } from '../../../sources/source.ts';
import { ask, compatiblePorts } from '../../fakes/compatible.ts';
import { keyOf, sendTo } from '../../fakes/intake.ts';
import { FIXTURE_RECEIVED_AT, fixturesOf, integrationOf, parseWith } from '../../fakes/source-fixtures.ts';

/** The names of fields that a message of a source is told to have and that nobody knows. */
const unknownIn = (sourceId: string, body: unknown): string[] => {
  const source = sourceById(sourceId) as Source;
  const request = { body, headers: {}, integration: integrationOf(sourceId), receivedAt: FIXTURE_RECEIVED_AT };
  return withUnreadNames(nothingRemembered(), source, request, parseWith(sourceId, body)).signals.flatMap(
    ({ unknownWords = [] }) =>
      unknownWords.filter(({ field }) => field === 'field').map(({ word, taken }) => `${word}: ${taken}`),
  );
};

const sentAsItIs = SOURCES.flatMap(({ id }) => fixturesOf(id).map(({ body, name }) => [id, name, body] as const));

describe('what products send', () => {
  it.each(sentAsItIs)('%s %s has no name that is warned of', (id, _, body) => {
    let unknown: string[] = [];
    try {
      unknown = unknownIn(id, body);
    } catch {
      // Fixtures that are not understood say nothing of names.
    }
    expect(unknown).toEqual([]);
  });
});

describe('a name that is spelled wrong', () => {
  it.each([
    [
      'pagerduty',
      {
        event_action: 'trigger',
        dedup_key: 'k',
        payload: { summary: 's', source: 'h', severity: 'error', componnt: 'c' },
      },
      'componnt: "component" is',
    ],
    ['opsgenie', { message: 'm', alias: 'a', prority: 'P1' }, 'prority: "priority" is'],
    ['splunk', { sid: '1', search_nam: 's', result: {} }, 'search_nam: "search_name" is'],
    ['new-relic', { id: '1', state: 'CREATED', title: 't', prioriti: 'CRITICAL' }, 'prioriti: "priority" is'],
    [
      'grafana',
      { alerts: [{ status: 'firing', labels: { alertname: 'A' }, anotations: { summary: 's' } }] },
      'anotations: "annotations" is',
    ],
    [
      'standard-webhooks',
      { type: 'alert', timestamp: '2026-11-21T19:00:00Z', data: { title: 't', severty: 'critical' } },
      'severty: "severity" is',
    ],
  ])('is named where its source looked for it in vain: %s', (id, body, said) => {
    expect(unknownIn(id, body)).toContain(said);
  });

  it('is looked for once in each kind of message', () => {
    let parsed = 0;
    const source: Source = {
      id: 'once',
      parse: (request) => {
        parsed += 1;
        return parseWith('generic', request.body);
      },
    };
    const body = { title: 'once', severty: 'critical' };
    const request = { body, headers: {}, integration: integrationOf('generic'), receivedAt: FIXTURE_RECEIVED_AT };
    const remembered = nothingRemembered();
    for (let message = 0; message < 3; message += 1)
      withUnreadNames(
        remembered,
        source,
        { ...request, body: { ...body, title: `${message}` } },
        parseWith('generic', body),
      );
    expect(parsed).toBe(1);
  });

  it('is named however many kinds of messages, and however large ones, came before', () => {
    const many = (prefix: string, n: number) =>
      Object.fromEntries(Array.from({ length: n }, (_, i) => [`${prefix}${i}`, { [`in${i}`]: i }]));
    for (let kind = 0; kind < 60; kind += 1) unknownIn('generic', { title: 't', labels: many(`kind${kind}-`, 400) });
    expect(unknownIn('opsgenie', { message: 'm', alias: 'a', details: many('x', 3000), prority: 'P1' })).toEqual([
      'prority: "priority" is',
    ]);
    expect(unknownIn('opsgenie', { message: 'm', prority: 'P1' })).toEqual(['prority: "priority" is']);
    expect(unknownIn('opsgenie', { message: 'm', priority: 'P1' })).toEqual([]);
  });
});

describe('plain JSON', () => {
  const send = async (body: unknown) => {
    const ports = simulatedPorts();
    const { json } = await sendTo(ports, `/in/generic/${keyOf('scripts', 2)}`, body);
    return { json, ports };
  };

  it('has every name that it does not know named in the answer, on the alert, and counted', async () => {
    const { json, ports } = await send({
      title: 'Backup failed',
      severty: 'critical',
      sumary: 'x',
      note: 'y',
      labels: { any: 'thing' },
    });
    expect(json.warnings).toEqual([
      'The field "severty" is not known and was not read: "severity" is.',
      'The field "sumary" is not known and was not read: "summary" is.',
      'The field "note" is not known and was not read: it may stand in "labels".',
    ]);
    const [alert] = ports.stores.held.alerts.values();
    expect(alert?.unknownWords?.map(({ word }) => word)).toEqual(['severty', 'sumary', 'note']);
    expect(ports.collected.happenings.filter(({ kind }) => kind === 'unknown-word')).toHaveLength(3);
  });

  it('is understood without a warning under every name that stands in its page', async () => {
    const { json } = await send({
      title: 't',
      summary: 's',
      message: 'm',
      status: 'firing',
      severity: 'error',
      key: 'k',
      service: 'search',
      environment: 'production',
      description: 'd',
      labels: { host: 'h' },
      links: [],
      occurred_at: '2026-11-21T03:00:00Z',
      timestamp: '2026-11-21T03:00:00Z',
      dedup_key: 'k',
      fingerprint: 'f',
      alias: 'a',
      id: 'i',
      state: 'firing',
      resource: 'r',
      host: 'h',
      tags: {},
      group_key: 'g',
    });
    expect(json).not.toHaveProperty('warnings');
  });

  it('names what is unknown in each alert of a list once', async () => {
    const { json } = await send({
      alerts: [
        { title: 'a', servce: 'search' },
        { title: 'b', servce: 'search' },
      ],
    });
    expect(json.warnings).toEqual(['The field "servce" is not known and was not read: "service" is.']);
  });
});

const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:alarms';

/** Integrations of every kind of door. */
const doors = (): SimulatedPorts =>
  compatiblePorts({
    integrations: [
      { id: 'genie', source: 'opsgenie' },
      { id: 'pager', source: 'pagerduty' },
      { id: 'mailbox', source: 'email' },
      { id: 'topic', source: 'generic', topicArns: [TOPIC] },
      {
        id: 'bus',
        source: 'aws-events',
        eventRules: [
          {
            id: 'jobs',
            source: 'shop.jobs',
            title: 'A job failed',
            key: ['detail.job'],
            severity: { path: 'detail.level', words: { fatal: 'critical' }, otherwise: 'error' },
          },
        ],
      },
    ],
  });

const PLAIN = { 'detail-type': 'Job ended', account: '1', region: 'eu-west-1', time: '2026-11-21T19:00:00Z' };

describe('a name that is spelled wrong leaves the same on its alert, counted, by whatever door it comes', () => {
  it.each<[string, (ports: SimulatedPorts) => Promise<unknown>, string, string]>([
    [
      'a client of Opsgenie',
      (ports) => ask(ports, 'POST', '/v2/alerts', { message: 'm', prority: 'P1' }),
      'prority',
      'priority',
    ],
    [
      'an event of PagerDuty',
      (ports) =>
        sendTo(ports, '/v2/enqueue', {
          routing_key: keyOf('pager'),
          event_action: 'trigger',
          clent_url: 'https://a.example',
          payload: { summary: 's', source: 'h', severity: 'error' },
        }),
      'clent_url',
      'client_url',
    ],
    [
      'the same of its first version',
      (ports) =>
        sendTo(ports, '/generic/2010-04-15/create_event.json', {
          service_key: keyOf('pager'),
          event_type: 'trigger',
          description: 'd',
          incident_kye: 'k',
        }),
      'incident_kye',
      'incident_key',
    ],
    [
      'an event of AWS',
      (ports) =>
        acceptEvents(ports, 'bus', [{ ...PLAIN, source: 'shop.jobs', detail: { job: 'nightly', levle: 'fatal' } }]),
      'levle',
      'level',
    ],
    [
      'a message of a topic',
      (ports) =>
        receivePublished(ports, [{ topicArn: TOPIC, message: '{"title":"t","servce":"search"}', subject: undefined }]),
      'servce',
      'service',
    ],
    [
      'a mail as JSON',
      (ports) =>
        sendTo(ports, `/in/email/${keyOf('mailbox')}`, {
          from: 'a@example.org',
          subject: 's',
          text: 't',
          enviroment: 'staging',
        }),
      'enviroment',
      'environment',
    ],
    [
      'a line of a mail',
      (ports) =>
        sendTo(ports, `/in/email/${keyOf('mailbox')}`, {
          from: 'a@example.org',
          subject: 'Disk full',
          text: 'Host: db-1\nSeverty: critical',
        }),
      'Severty',
      'severity',
    ],
  ])('%s', async (_, sends, word, meant) => {
    const ports = doors();
    await sends(ports);
    expect([...ports.stores.held.alerts.values()].map(({ unknownWords }) => unknownWords)).toEqual([
      [{ field: 'field', word, taken: `"${meant}" is` }],
    ]);
    expect(ports.collected.happenings.filter(({ kind }) => kind === 'unknown-word')).toHaveLength(1);
  });
});
