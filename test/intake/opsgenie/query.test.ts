import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OpsgenieAlert } from '../../../domain/opsgenie/opsgenie-alert.ts';
import { searchedAlerts } from '../../../intake/opsgenie/alert-query.ts';
import { SEARCHED_INCIDENTS } from '../../../intake/opsgenie/incident-query.ts';
import { matcherOf } from '../../../intake/opsgenie/query-matcher.ts';
import { QueryError } from '../../../intake/opsgenie/query-syntax.ts';

const AT = '2026-11-21T15:00:00.000Z';
const alert: OpsgenieAlert = {
  integrationId: 'genie',
  alertId: 'b9a2fb13',
  tinyId: '28',
  alias: 'host1:disk/5xx',
  episode: 1,
  message: 'Open Disk is full',
  description: '97% used',
  priority: 'P1',
  tags: ['db', 'team:ops'],
  actions: ['Restart'],
  details: { host: 'db-1' },
  entity: 'db-1',
  source: 'zabbix',
  owner: 'ana@example.com',
  responders: [
    { name: 'ops', type: 'team' },
    { name: 'ana', type: 'user' },
  ],
  status: 'open',
  acknowledged: false,
  snoozedUntil: '2026-11-21T21:00:00.000Z',
  count: 2,
  createdAt: AT,
  updatedAt: AT,
  lastOccurredAt: AT,
  notes: [],
  logs: [],
  version: 1,
};
const SEARCHED = searchedAlerts(Date.parse('2026-11-21T20:00:00Z'), 'Genie');
const finds = (query: string): boolean => matcherOf(SEARCHED, query)(alert);

/** One query for each field of the table that finds the alert, and one that does not. */
const FIELDS: Readonly<Record<string, readonly [finds: string, not: string]>> = {
  createdat: ['createdAt < 9999999999999', 'createdAt < 1'],
  updatedat: ['updatedAt >= 2026-11-21T15:00:00Z', 'updatedAt > 2026-11-21T15:00:00Z'],
  lastoccurredat: [`lastOccurredAt: ${Date.parse(AT)}`, 'lastOccurredAt: 1'],
  snoozeduntil: ['snoozedUntil > 1', 'snoozedUntil < 1'],
  count: ['count > 1', 'count>2'],
  id: ['id: b9a2fb13', 'id: b9'],
  alertid: ['alertId:b9a2fb13', 'alertId:x'],
  tinyid: ['tinyId : 28', 'tinyId : 2'],
  alias: ['alias:host1:disk/5xx', 'alias:host1'],
  message: ['message:Open*', 'message:closed'],
  description: ['description: used', 'description: free'],
  entity: ['entity:"DB-1"', 'entity:db'],
  source: ['source = zabbix', 'source = nagios'],
  owner: ['owner: ana@*', 'owner: ben'],
  status: ['status: open', 'status: closed'],
  priority: ['priority:(P1 OR P2)', 'priority:P5'],
  acknowledged: ['acknowledged: false', 'acknowledged: true'],
  isacknowledged: ['isAcknowledged:false', 'isAcknowledged:true'],
  isseen: ['isSeen:false', 'isSeen:true'],
  snoozed: ['snoozed:true', 'snoozed:false'],
  tag: ['tag:(db OR x)', 'tag:(x OR y)'],
  tags: ['tags:team:ops', 'tags:ops'],
  team: ['team:ops', 'team:ana'],
  teams: ['teams:ops', 'teams:ana'],
  responder: ['responder:ana', 'responder:ben'],
  responders: ['responders:ops', 'responders:ben'],
  recipients: ['recipients:ana', 'recipients:ben'],
  actions: ['actions:restart', 'actions:stop'],
  'integration.name': ['integration.name:genie', 'integration.name:other'],
  'integration.type': ['integration.type: API', 'integration.type: Email'],
  'details.key': ['details.key:host', 'details.key:port'],
  'details.value': ['details.value:db-1', 'details.value:db-2'],
  detailspair: ['detailsPair(host:db-1)', 'detailsPair(host:db-2)'],
};

describe("Opsgenie's search", () => {
  it('is asked here of every field that there is', () => {
    expect(Object.keys(FIELDS).toSorted()).toEqual(Object.keys(SEARCHED.fields).toSorted());
  });

  it.each(Object.values(FIELDS))('%s finds it, %s does not', (found, not) => {
    expect([finds(found), finds(not)]).toEqual([true, false]);
    expect([finds(`NOT ${found}`), finds(`-(${not})`)]).toEqual([false, true]);
  });

  it.each([
    ['', true],
    ['responders:ops AND NOT status: closed AND acknowledged: false', true],
    ['status:(open)', true],
    ['status:closed OR priority:P1', true],
    // AND binds closer than OR.
    ['status:open OR status:closed AND priority:P5', true],
    ['(status:open OR status:closed) AND priority:P5', false],
    ['status:open priority:P5', false],
    ['status != closed', true],
    ['full disk', true],
    ['"is full"', true],
    ['"full disk"', false],
    ['message: (disk AND full)', true],
    ['message: d*k', true],
    ['message: "d*k"', false],
    ['alias:"host1:disk/5xx"', true],
    ['NOT (status:closed OR tag:x)', true],
    ['!status:closed && -tag:x || tag:y', true],
    ['status:*', true],
  ])('%s: %s', (query, found) => {
    expect(finds(query)).toBe(found);
  });

  it.each([
    'status:open)',
    '(status:open',
    'status:',
    'status: AND tag:db',
    'status:open AND',
    'OR status:open',
    'AND',
    'NOT',
    '"never closed',
    'constructor:x',
    '__proto__=x',
    'https://example.com',
    'status:opne',
    'priority:P9',
    'acknowledged:yes',
    'count > many',
    'createdAt: yesterday',
    'tag > 3',
    '('.repeat(30),
    `${'-'.repeat(999)}a`,
    'a '.repeat(200),
    'a'.repeat(1_001),
  ])('refuses what it cannot read whole: %s', (query) => {
    expect(() => finds(query)).toThrow(QueryError);
  });

  it('reads or refuses whatever it is given, and says the opposite of what is negated', () => {
    const parts = fc.constantFrom(
      'status:',
      'open',
      'tag',
      ':',
      '(',
      ')',
      'AND',
      'OR',
      'NOT',
      '-',
      '"',
      '*',
      'P1',
      ' ',
      '<',
      '1',
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 40 }), (some) => {
        const query = some.join(' ');
        try {
          expect(finds(`NOT (${query})`)).toBe(!finds(query));
        } catch (error) {
          expect(error).toBeInstanceOf(QueryError);
        }
      }),
    );
  });

  it('is asked of incidents by the fields that they have', () => {
    for (const name of Object.keys(SEARCHED_INCIDENTS.fields)) expect(name).toBe(name.toLowerCase());
    expect(() => matcherOf(SEARCHED_INCIDENTS, 'status: acked')).toThrow('open, resolved, closed');
  });
});
