import { hash } from 'node:crypto';
import { INCIDENT, type StreamName } from '../../domain/stream/commit.ts';
import { COMMIT_PREFIX, WORK_SHARDS } from './table-schema.ts';

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** A sort key holds 1,024 bytes. */
const LONGEST = 900;

/** Any text as a part of a key: well-formed, and replaced by its hash where it would not fit. */
const part = (text: string): string => {
  const wellFormed = text.toWellFormed();
  return Buffer.byteLength(wellFormed) <= LONGEST ? wellFormed : `sha256-${hash('sha256', wellFormed, 'hex')}`;
};

const seqText = (seq: number): string => String(seq).padStart(12, '0');

const INCIDENT_PREFIX = 'INCIDENT#';

export const incidentPartition = (incidentId: string): string => `${INCIDENT_PREFIX}${part(incidentId)}`;

const streamPartition = ({ kind, id }: StreamName): string =>
  kind === INCIDENT ? incidentPartition(id) : `STREAM#${part(kind)}#${part(id)}`;

/** The incident of a partition. */
export const incidentIn = (partition: string): string => partition.slice(INCIDENT_PREFIX.length);

export const alertKey = (alertId: string): Key => ({ pk: `ALERT#${part(alertId)}`, sk: 'ALERT' });
/** What an alert says, where it is too long to be written again with each repeat. */
export const contentsKey = (alertId: string): Key => ({ ...alertKey(alertId), sk: 'CONTENTS' });
export const slotKey = (slot: string): Key => ({ pk: `SLOT#${part(slot)}`, sk: 'SLOT' });
export const commitKey = (stream: StreamName, seq: number): Key => ({
  pk: streamPartition(stream),
  sk: `${COMMIT_PREFIX}${seqText(seq)}`,
});
export const LAST_COMMIT = `${COMMIT_PREFIX}${'9'.repeat(12)}`;
export const headKey = (incidentId: string, place: string): Key => ({
  pk: incidentPartition(incidentId),
  sk: `HEAD#${place}`,
});
/** Apart from the commits: a storm writes both. */
export const membersPartition = (incidentId: string): string => `MEMBERS#${part(incidentId)}`;
export const memberKey = (incidentId: string, id: string): Key => {
  const kind = id.slice(0, id.indexOf(' ') + 1);
  return { pk: membersPartition(incidentId), sk: `${kind}${part(id.slice(kind.length))}` };
};
export const viewKey = (incidentId: string): Key => ({ pk: incidentPartition(incidentId), sk: 'VIEW' });
/** The name that people say aloud, such as the number of an incident; no two rows have the same. */
export const aliasKey = (alias: string): Key => ({ pk: `NUMBER#${part(alias)}`, sk: 'NUMBER' });

/** Prefix of the partitions of one projection's rows. */
export const rowsOf = (projection: string): string => `PROJECTION#${projection}#`;
export const rowKey = (projection: string, key: string): Key => ({
  pk: `${rowsOf(projection)}${part(key)}`,
  sk: 'ROW',
});
export const checkpointKey = (projection: string): Key => ({ pk: `PROJECTION#${projection}`, sk: 'CHECKPOINT' });
export const listPartition = (projection: string, status: string): string => `LIST#${projection}#${part(status)}`;

export const DELIVERY_PREFIX = 'DELIVERY#';
export const deliveryKey = (incidentId: string, deliveryId: string): Key => ({
  pk: incidentPartition(incidentId),
  sk: `${DELIVERY_PREFIX}${part(deliveryId)}`,
});

export const WAIT_PREFIX = 'WAIT#';
export const waitKey = (incidentId: string, waiter: string): Key => ({
  pk: incidentPartition(incidentId),
  sk: `${WAIT_PREFIX}${part(waiter)}`,
});

export const unfollowedKey = (incidentId: string, seq: number): Key => ({
  pk: incidentPartition(incidentId),
  sk: `UNFOLLOWED#${seqText(seq)}`,
});
export const counterKey = (name: string): Key => ({ pk: `COUNTER#${part(name)}`, sk: 'COUNTER' });
export const quarantineKey = (id: string): Key => ({ pk: `QUARANTINE#${part(id)}`, sk: 'ENTRY' });
export const changesPartition = (serviceId: string): string => `CHANGES#${part(serviceId)}`;
export const CHANGE_PREFIX = 'CHANGE#';
export const changeKey = (serviceId: string, at: string, id: string): Key => ({
  pk: changesPartition(serviceId),
  sk: `${CHANGE_PREFIX}${sortText(at, id)}`,
});
export const reportsPartition = (alertId: string): string => `REPORTS#${part(alertId)}`;
export const REPORT_PREFIX = 'REPORT#';
export const reportKey = (alertId: string, hour: string, reporter: string): Key => ({
  pk: reportsPartition(alertId),
  sk: `${REPORT_PREFIX}${sortText(hour, reporter)}`,
});
export const heartbeatKey = (heartbeatId: string): Key => ({ pk: `HEARTBEAT#${part(heartbeatId)}`, sk: 'HEARTBEAT' });
export const heartbeatsList = (integrationId: string): string => `HEARTBEATS#${part(integrationId)}`;
export const opsgeniePartition = (integrationId: string): string => `OPSGENIE#${part(integrationId)}`;
export const opsgenieKey = (kind: 'ALERT' | 'TINY' | 'REQUEST', integrationId: string, id: string): Key => ({
  pk: opsgeniePartition(integrationId),
  sk: `${kind}#${part(id)}`,
});
export const mailThreadKey = (integrationId: string, messageId: string): Key => ({
  pk: `MAIL#${part(integrationId)}`,
  sk: `MESSAGE#${part(messageId)}`,
});
/** The mails that belong to one alert. */
export const mailThreadList = (integrationId: string, dedupKey: string): string =>
  `MAILS#${part(integrationId)}#${part(dedupKey)}`;
export const liveKey = (kind: string, id: string): Key => ({ pk: liveList(kind), sk: `RECORD#${part(id)}` });
export const liveList = (kind: string): string => `LIVE#${part(kind)}`;
export const OPEN_PREFIX = 'OPEN#';
export const OPEN_PARTITION = 'LIVE';
export const openKey = (kind: string, id: string): Key => ({
  pk: OPEN_PARTITION,
  sk: `${OPEN_PREFIX}${part(kind)}#${part(id)}`,
});
export const LIVE_VERSION: Key = { pk: 'LIVE-VERSION', sk: 'VERSION' };
export const personalKey = (ref: string): Key => ({ pk: `PERSONAL#${part(ref)}`, sk: 'ROW' });
export const personalList = (subject: string): string => `PERSONAL#${part(subject)}`;
export const CONFIGURATION_POINTER: Key = { pk: 'CONFIGURATION', sk: 'POINTER' };
export const configurationKey = (version: string): Key => ({ pk: `CONFIGURATION#${part(version)}`, sk: 'ENTRY' });
export const partKey = ({ pk }: Key, index: number): Key => ({ pk, sk: `PART#${String(index).padStart(4, '0')}` });

export const floodKey = (recipient: string): Key => ({ pk: `FLOOD#${part(recipient)}`, sk: 'FLOOD' });
export const floodPartition = (recipient: string, window: number): string => `FLOOD#${part(recipient)}#${window}`;
export const FLOOD_PREFIX = 'PAGE#';
export const floodPageKey = (recipient: string, window: number, pageId: string): Key => ({
  pk: floodPartition(recipient, window),
  sk: `${FLOOD_PREFIX}${part(pageId)}`,
});

/** The first commit of each incident. */
export const CHAINS_LIST = 'CHAINS';
/** Views of incidents that were opened before their first commits were listed. */
export const VIEWS_LIST = 'INCIDENTS';
export const QUARANTINE_LIST = 'QUARANTINE';
export const TRACE_LIST = 'TRACE';
export const streamsList = (kind: string): string => `STREAMS#${part(kind)}`;

/** Kinds of work that are spread over `WORK_SHARDS` partitions of an index. */
export type WorkKind = 'UNATTACHED' | 'UNTOLD' | 'UNFOLLOWED' | 'UNSETTLED' | 'PROCESS' | 'HEARTBEAT' | 'FLOOD';

export const workPartition = (kind: WorkKind, id: string): string => {
  const first = hash('sha256', id.toWellFormed(), 'buffer')[0] ?? 0;
  return `${kind}#${first % WORK_SHARDS}`;
};

export const workPartitions = (kind: WorkKind): string[] =>
  Array.from({ length: WORK_SHARDS }, (_, shard) => `${kind}#${shard}`);

/** Sorts by the instant, then the id. Epoch milliseconds are padded, so that they sort as text. */
export const sortText = (instant: number | string, id = ''): string =>
  `${typeof instant === 'number' ? String(instant).padStart(15, '0') : instant}#${part(id)}`;
