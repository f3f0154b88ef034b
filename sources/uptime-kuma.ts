import type { SignalStatus } from '../domain/signal/signal.ts';
import { embeddedJson } from './reading/embedded-json.ts';
import { isRecord, type JsonRecord, recordOr } from './reading/record.ts';
import { joinedKey, nothing, objectIn, one, signalFrom } from './reading/signal.ts';
import { pairsIn } from './reading/tags.ts';
import { cleanText } from './reading/text.ts';
import { NotUnderstoodError, type Parsed, type Source, type SourceRequest } from './source.ts';

const LONGEST_MESSAGE = 1024;

/** 0 down, 1 up, 2 pending, 3 in maintenance. As text where the message came in a query. */
const STATUS: ReadonlyMap<string | undefined, SignalStatus> = new Map([
  ['0', 'firing'],
  ['1', 'resolved'],
]);

/** <https://github.com/louislam/uptime-kuma/blob/master/server/notification.js> */
const TEST = /\btest(?:ing)?\b.{0,4}$/i;

/** "[Shop][https://…] certificate will expire in 7 days": a condition of its own, whatever the number. */
const EXPIRY = /certificate .{0,200}will expire/i;

const withoutMonitor = (request: SourceRequest, body: JsonRecord): Parsed => {
  const message = cleanText(body.msg, LONGEST_MESSAGE);
  if (message === undefined)
    throw new NotUnderstoodError('The message has neither "monitor" nor "heartbeat" nor "msg".');
  const expiry = EXPIRY.exec(message);
  // The button "Test" of the notification: its name, and this word.
  if (!expiry && TEST.test(message)) return nothing('It is a test of the notification.');
  const key = expiry && joinedKey('certificate', message.slice(0, expiry.index + expiry[0].length));
  const signal = signalFrom('uptime-kuma', request, {
    ...(key && { key }),
    status: 'firing',
    statusWord: undefined,
    severityOtherwise: 'warning',
    title: [message],
  });
  return expiry
    ? one(signal)
    : { ...one(signal), warnings: ['Uptime Kuma told of no monitor: nothing will say that this is over.'] };
};

/**
 * The webhook of Uptime Kuma: <https://github.com/louislam/uptime-kuma/blob/master/server/notification-providers/webhook.js>.
 * As JSON, as the field `data` of a multipart form, or, with its method GET, in the query, `heartbeat` and `monitor` as JSON
 * within it. For tests and for certificates these two are null. Times are UTC without a zone.
 */
const parse = (request: SourceRequest): Parsed => {
  const body = objectIn(request, 'Uptime Kuma');
  const heartbeat = recordOr(embeddedJson(body.heartbeat));
  const monitor = recordOr(embeddedJson(body.monitor));
  const key = joinedKey(monitor.id ?? heartbeat.monitorID);
  if (key === undefined) {
    if (isRecord(body.heartbeat) || isRecord(body.monitor)) throw new NotUnderstoodError('The monitor has no "id".');
    return withoutMonitor(request, body);
  }
  return one(
    signalFrom('uptime-kuma', request, {
      key,
      status: STATUS.get(cleanText(heartbeat.status, LONGEST_MESSAGE)) ?? 'unknown',
      statusWord: heartbeat.status,
      title: [monitor.name, body.msg],
      description: heartbeat.msg ?? body.msg,
      occurredAt: heartbeat.time,
      resource: monitor.hostname ?? monitor.url,
      labels: [{ monitor: monitor.name, type: monitor.type }, pairsIn(monitor.tags)],
      links: [[monitor.url, 'Monitored page']],
    }),
  );
};

export const uptimeKuma: Source = {
  id: 'uptime-kuma',
  otherInput: { form: ['data'], query: true },
  parse,
};

export const heading = 'Uptime Kuma';

export const setup = `1. In Uptime Kuma open *Settings → Notifications → Setup Notification* and choose *Webhook*.
2. Post URL: \`{{url}}/in/uptime-kuma\`; request body: *Preset – application/json*.
3. Additional headers: \`{ "Authorization": "Bearer {{key}}" }\`. Or, without headers, post to \`{{url}}/in/uptime-kuma/{{key}}\`.
4. Turn *Default enabled* on, or choose the notification in each monitor.

The tags \`service\` and \`env\` of a monitor name the service and the environment.`;
