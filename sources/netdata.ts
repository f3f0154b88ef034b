import type { AlertSeverity } from '../domain/signal/signal.ts';
import { readInstant } from './reading/instant.ts';
import { joinedKey, objectIn, one, signalFrom } from './reading/signal.ts';
import { cleanText } from './reading/text.ts';
import { NotUnderstoodError, type Parsed, type Source, type SourceRequest } from './source.ts';

const LONGEST_WORD = 64;

/** CLEAR ends it; UNDEFINED and UNINITIALIZED say that netdata cannot tell. */
const ENDED = new Set(['CLEAR', 'REMOVED']);
const UNCERTAIN = new Set(['UNDEFINED', 'UNINITIALIZED']);

/** The status is the severity, and these are none. */
const NO_SEVERITY: ReadonlyMap<string, AlertSeverity> = new Map(
  [...ENDED, ...UNCERTAIN].map((word) => [word.toLowerCase(), 'warning']),
);

/**
 * What netdata sends to Opsgenie's own address for it. `unique_id` is of the event and changes with each, so the alarm of
 * the host is the key: <https://github.com/netdata/netdata/blob/master/src/health/notifications/alarm-notify.sh.in>.
 */
const parse = (request: SourceRequest): Parsed => {
  const body = objectIn(request, 'netdata');
  const word = cleanText(body.status, LONGEST_WORD)?.toUpperCase();
  if (word === undefined) throw new NotUnderstoodError('The message of netdata has no status.');
  const chart = body.chart ?? body.name;
  const key = joinedKey(body.host, body.alarmId ?? body.alarm_id) ?? joinedKey(body.host, chart, body.name ?? 'alarm');
  if (key === undefined) throw new NotUnderstoodError('The message of netdata names neither host nor alarm.');
  const name = cleanText(body.name ?? chart, LONGEST_WORD * 4) ?? 'Alarm';
  const value = cleanText(body.value_string ?? body.value, LONGEST_WORD);
  return one(
    signalFrom('netdata', request, {
      key,
      // One word says both: it is named as the severity.
      statusWord: undefined,
      status: ENDED.has(word) ? 'resolved' : UNCERTAIN.has(word) ? 'unknown' : 'firing',
      severity: word.toLowerCase(),
      severityWords: NO_SEVERITY,
      severityOtherwise: 'warning',
      title: [body.message ?? body.summary ?? `${name} on ${body.host}${value === undefined ? '' : `: ${value}`}`],
      description: body.info,
      // The sender's own clock, without a zone: read as UTC.
      occurredAt: readInstant(body.when ?? body.date),
      resource: body.host,
      labels: [
        {
          chart: body.chart,
          family: body.family,
          alarm: body.name,
          old_status: body.old_status,
          value: body.value,
          old_value: body.old_value,
          src: body.src,
        },
      ],
      links: [[body.goto_url ?? body.url, 'netdata']],
    }),
  );
};

export const netdata: Source = {
  id: 'netdata',
  parse,
};

export const heading = 'netdata';

export const setup = `In \`health_alarm_notify.conf\`, use netdata's Opsgenie notifications with this deployment as their address:

\`\`\`sh
SEND_OPSGENIE="YES"
OPSGENIE_API_KEY="{{key}}"
OPSGENIE_API_URL="{{url}}"
\`\`\`

CRITICAL is critical, WARNING a warning, and CLEAR resolves. The key of an integration of the source \`opsgenie\` is taken as well.`;
