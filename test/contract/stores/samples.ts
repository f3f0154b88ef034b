import type { AlertRecord } from '../../../domain/alert/alert.ts';
import { GENESIS } from '../../../domain/chain/chain.ts';
import type { Delivery } from '../../../domain/delivery/delivery.ts';
import { NO_ALERTS } from '../../../domain/incident/alerts-held.ts';
import { type Commit, makeCommit } from '../../../domain/incident/commit.ts';
import type { IncidentEvent } from '../../../domain/incident/events.ts';
import { type IncidentState, STATE_VERSION } from '../../../domain/incident/state.ts';
import type { Signal } from '../../../domain/signal/signal.ts';
import type { Quarantined } from '../../../ports/stores.ts';

/** 2026-11-21T19:00:00.000Z; suites begin here, so that nothing has expired. */
export const T0 = 1_795_287_600_000;

let made = 0;

/** Differs each time: suites share their stores, and a table may be shared with other runs. */
export const fresh = (prefix: string): string => {
  made += 1;
  return `${prefix}-${process.pid.toString(36)}-${Date.now().toString(36)}-${made.toString(36).padStart(5, '0')}`;
};

export const record = (
  alertId: string,
  signal: Partial<Signal> = {},
  rest: Partial<Omit<AlertRecord, 'signal' | 'alertId'>> = {},
): AlertRecord => {
  const occurredAt = signal.occurredAt ?? T0;
  return {
    alertId,
    count: 1,
    serviceId: 'checkout',
    environment: 'production',
    routedBy: 'rule-1',
    ...rest,
    signal: {
      source: 'cloudwatch',
      integrationId: 'aws',
      dedupKey: 'alarm/checkout-5xx',
      scope: 'aws',
      status: 'firing',
      severity: 'error',
      title: 'Checkout answers 5xx',
      occurredAt,
      receivedAt: occurredAt,
      saidAt: occurredAt,
      labels: { region: 'eu-central-1' },
      links: [{ href: 'https://example.com/alarm', text: 'alarm' }],
      ...signal,
    },
  };
};

export const commitOf = (incidentId: string, seq: number, note = 'note'): Commit => {
  const events: IncidentEvent[] = [{ type: 'NoteAdded', text: note }];
  const head = seq === 1 ? { incidentId } : { incidentId, seq: seq - 1, hash: GENESIS };
  const metadata = {
    now: '2026-11-21T19:00:00.000Z',
    actor: { kind: 'person', id: 'ada' } as const,
    commandId: fresh('command'),
  };
  return makeCommit(head, { type: 'AddNote', metadata }, 'request', events);
};

export const incident = (incidentId: string, rest: Partial<IncidentState> = {}): IncidentState =>
  ({
    version: STATE_VERSION,
    incidentId,
    seq: 1,
    hash: GENESIS,
    number: `INC-${incidentId}`,
    title: 'Checkout answers 5xx',
    status: 'open',
    major: 'none',
    serviceId: 'checkout',
    affectedServices: ['checkout'],
    environment: 'production',
    origin: { kind: 'alert', source: 'cloudwatch', integrationId: 'aws' },
    impact: 'high',
    urgency: 'high',
    severity: 'SEV2',
    severityReason: 'matrix',
    severityBy: 'rules',
    alerts: NO_ALERTS,
    firing: 0,
    organised: false,
    roles: {},
    pagings: {},
    children: [],
    relapses: 0,
    stamps: {},
    openedAt: '2026-11-21T19:00:00.000Z',
    updatedAt: '2026-11-21T19:00:00.000Z',
    recentCommands: [],
    ...rest,
  }) as unknown as IncidentState;

export const delivery = (incidentId: string, rest: Partial<Delivery> = {}): Delivery => ({
  deliveryId: 'page-1/ada/sms',
  incidentId,
  messageId: 'page-1',
  kind: 'page',
  recipient: 'ada',
  recipientName: 'Ada',
  channel: 'sms',
  address: '+4912345',
  status: 'intended',
  attempts: 0,
  intendedAt: '2026-11-21T19:00:00.000Z',
  subject: 'page, level 1',
  job: { incidentId, pagingId: 'paging-1', pageId: 'page-1', personId: 'ada' } as unknown as Delivery['job'],
  ...rest,
});

export const quarantined = (id: string, rest: Partial<Quarantined> = {}): Quarantined => ({
  id,
  integrationId: 'aws',
  source: 'cloudwatch',
  receivedAt: '2026-11-21T19:00:00.000Z',
  reason: 'no alarm in it',
  body: '{"what":"ever"}',
  ...rest,
});

/** Text that has broken a store somewhere before. */
export const HOSTILE: readonly string[] = [
  '',
  'nul\0inside',
  'lone high \ud83d surrogate',
  'lone low \ude00',
  '😀👩‍🚒',
  "'; DROP TABLE alerts; --",
  '#pk :pk %s $x {{x}}',
  '__proto__',
  'constructor',
  '\u202eright to left\u2028line',
  'x'.repeat(65_536),
];
