import type { SignalStatus } from '../domain/signal/signal.ts';
import { withoutPlaceholders } from './reading/placeholders.ts';
import { objectIn, one, signalFrom } from './reading/signal.ts';
import { cleanKey, cleanText } from './reading/text.ts';
import { NotUnderstoodError, type Parsed, type Source, type SourceRequest } from './source.ts';

const LONGEST_WORD = 64;
const PLACEHOLDER = /^\*[A-Za-z]{1,64}\*$/;

/** 1 is down, 2 is up, 3 announces that a certificate or a domain expires. */
const STATUS: ReadonlyMap<string | undefined, SignalStatus> = new Map([
  ['1', 'firing'],
  ['2', 'resolved'],
  ['3', 'firing'],
  ['down', 'firing'],
  ['up', 'resolved'],
]);

const EXPIRES = '3';

/**
 * A webhook of UptimeRobot: <https://help.uptimerobot.com/en/articles/11361252-how-to-set-up-webhooks>. The body is what
 * the user writes, sent as JSON, as a form, or as the query of a GET; the names of the placeholders are taken too. A
 * placeholder that has no value arrives as it was written.
 */
const parse = (request: SourceRequest): Parsed => {
  const body = withoutPlaceholders(objectIn(request, 'UptimeRobot'), PLACEHOLDER);
  const monitor = cleanKey(body.monitor_id ?? body.monitorID);
  const type = cleanText(body.alert_type ?? body.alertType, LONGEST_WORD)?.toLowerCase();
  const typeName = cleanText(body.alert_type_friendly_name ?? body.alertTypeFriendlyName, LONGEST_WORD);
  const status = STATUS.get(type) ?? STATUS.get(typeName?.toLowerCase());
  if (monitor === undefined || status === undefined) {
    throw new NotUnderstoodError('The message has no "monitor_id", or its "alert_type" is none of 1, 2 and 3.');
  }
  const url = body.monitor_url ?? body.monitorURL;
  return one(
    signalFrom('uptimerobot', request, {
      // What expires is another condition than being down, and is not over when the monitor is up.
      key: type === EXPIRES ? `${monitor}:expiry` : monitor,
      status,
      statusWord: undefined,
      severityOtherwise: type === EXPIRES ? 'warning' : undefined,
      title: [body.monitor_friendly_name ?? body.monitorFriendlyName, url],
      description: body.alert_details ?? body.alertDetails,
      occurredAt: body.alert_datetime ?? body.alertDateTime,
      resource: url,
      labels: [{ alert_type: typeName, monitor, duration: body.alert_friendly_duration ?? body.alertFriendlyDuration }],
      links: [[url, 'Monitored page']],
    }),
  );
};

export const uptimerobot: Source = {
  id: 'uptimerobot',
  otherInput: { form: [], query: true },
  parse,
};

export const heading = 'UptimeRobot';

export const setup = `1. In UptimeRobot open *Integrations & API → Webhook → Add*.
2. URL to notify: \`{{url}}/in/uptimerobot/{{key}}?\` (UptimeRobot wants the question mark at the end).
3. POST value: the JSON below; turn *Send as JSON* on. A form (*Send as POST parameters*) and a GET with the same names are read too.
4. Notify on *up & down events*, and choose the integration in each monitor.

Down is an error and up resolves it; a certificate or domain that expires is a warning of its own, which is over when you say so. A
monitor names no service: set the \`service\` of the integration, or route by the label \`monitor\`. A placeholder that UptimeRobot leaves as it
was written is passed over.`;

export const template = {
  language: 'json',
  text: `{
  "monitor_id": "*monitorID*", "monitor_url": "*monitorURL*", "monitor_friendly_name": "*monitorFriendlyName*",
  "alert_type": "*alertType*", "alert_type_friendly_name": "*alertTypeFriendlyName*",
  "alert_details": "*alertDetails*", "alert_friendly_duration": "*alertFriendlyDuration*",
  "alert_datetime": "*alertDateTime*"
}`,
};
