/**
 * The one table, as constants that both the adapter and the infrastructure code use. Imports nothing, so that reading
 * it costs nothing.
 *
 * | pk                        | sk               | what                                             | list            | todo        |
 * |---------------------------|------------------|--------------------------------------------------|-----------------|-------------|
 * | `ALERT#<alertId>`         | `ALERT`          | one alert; tombstones expire                     | `UNATTACHED#<n>` while open and attached to nothing, then `INCIDENT#<id>` | `UNTOLD#<n>` while its incident does not know how it is, or it is held back |
 * | `ALERT#<alertId>`         | `CONTENTS`       | what it says, where that is long                 |                 |             |
 * | `SLOT#<slotKey>`          | `SLOT`           | who holds a correlation slot                     |                 |             |
 * | `INCIDENT#<incidentId>`   | `COMMIT#<seq>`   | one commit, seq in 12 digits, `body` is its JSON | `CHAINS` for the first | `NUMBER#<number>` for the first |
 * | `STREAM#<kind>#<id>`      | `COMMIT#<seq>`   | the same of a stream of another kind             | `STREAMS#<kind>` for the first | |
 * | `INCIDENT#<incidentId>`   | `VIEW`           | the folded state, from before there were rows    | `INCIDENTS` and `PROCESS#<n>` |  |
 * | `INCIDENT#<incidentId>`   | `HEAD#<place>`   | a state to go on from (`HeadStore`)              |                 |             |
 * | `MEMBERS#<incidentId>`    | `<kind> <id>`    | an alert or a group that its state need not hold |                 |             |
 * | `PROJECTION#<name>#<key>` | `ROW`            | a row of a projection                            | `LIST#<name>#<status>` | `PROCESS#<n>` |
 * | `PROJECTION#<name>`       | `CHECKPOINT`     | how far it has been rebuilt                      |                 |             |
 * | `INCIDENT#<incidentId>`   | `DELIVERY#<id>`  | one row of the delivery ledger                   |                 | `UNSETTLED#<n>` |
 * | `INCIDENT#<incidentId>`   | `WAIT#<waiter>`  | a waiting workflow; expires                      |                 |             |
 * | `INCIDENT#<incidentId>`   | `UNFOLLOWED#<seq>` | a commit left for the reconciler               |                 | `UNFOLLOWED#<n>` |
 * | `NUMBER#<number>`         | `NUMBER`         | incident number → id, of before that was in `todo` |                 |             |
 * | `COUNTER#<name>`          | `COUNTER`        | a counter                                        |                 |             |
 * | `QUARANTINE#<id>`         | `ENTRY`, `PART#` | a request not understood, a trace; expires       | `QUARANTINE`, `TRACE` |             |
 * | `CHANGES#<serviceId>`     | `CHANGE#<at>#<id>` | what was changed; expires                      |                 |             |
 * | `HEARTBEAT#<heartbeatId>` | `HEARTBEAT`      | a heartbeat                                      | `HEARTBEATS#<integrationId>` | `HEARTBEAT#<n>` |
 * | `OPSGENIE#<integrationId>` | `ALERT#<alertId>` | what clients of Opsgenie read; expires         | `OPSGENIE#<integrationId>` |  |
 * | `OPSGENIE#<integrationId>` | `TINY#<tinyId>` | tiny id → alert id; expires                      |                 |             |
 * | `OPSGENIE#<integrationId>` | `REQUEST#<id>`  | what became of a request; expires                |                 |             |
 * | `LIVE#<kind>`             | `RECORD#<id>`    | a live record, also when it has ended            | `LIVE#<kind>`   |             |
 * | `LIVE`                    | `OPEN#<kind>#<id>` | the same while it is open; expires after its end |               |             |
 * | `LIVE-VERSION`            | `VERSION`        | how often a live record has changed              |                 |             |
 * | `PERSONAL#<ref>`          | `ROW`            | personal data that a commit refers to            | `PERSONAL#<subject>` |        |
 * | `FLOOD#<recipient>`       | `FLOOD`          | what somebody was sent of late; expires          |                 | `FLOOD#<n>` |
 * | `FLOOD#<recipient>#<n>`   | `PAGE#<pageId>`  | a page that waits for a digest; expires          |                 |             |
 * | `CONFIGURATION`           | `POINTER`        | the version in force                             |                 |             |
 * | `CONFIGURATION#<version>` | `ENTRY`, `PART#` | a configuration                                  |                 |             |
 *
 * `todo` holds an item only while something still has to happen to it; and first commits under their number, which is looked up there. Alerts are the exception: their partition of
 * `list` changes from `UNATTACHED` to the incident, so that the key of an open alert is always present and one
 * expression can leave it alone (a repeat) or set it (a new alert).
 */
export const TABLE_KEYS = { partition: 'pk', sort: 'sk' } as const;

/** Epoch seconds; absent on everything that is kept for ever. */
export const TTL_ATTRIBUTE = 'expiresAt';

/** All keys are strings. `list` projects what incident lists filter by; a repeat of an alert changes none of it. */
export const INDEXES = {
  list: { name: 'list', partition: 'listPk', sort: 'listSk', nonKeyAttributes: ['status', 'major', 'services'] },
  todo: { name: 'todo', partition: 'todoPk', sort: 'todoSk', nonKeyAttributes: [] },
} as const;

/** The stream's consumer recognises commits by this prefix of the sort key and reads `COMMIT_BODY`. */
export const COMMIT_PREFIX = 'COMMIT#';
export const COMMIT_BODY = 'body';

/**
 * Partitions of one kind of work in an index: a partition takes 1,000 writes a second, and each new alert of a storm is
 * written twice (unattached, attached).
 */
export const WORK_SHARDS = 4;
