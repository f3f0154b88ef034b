import type { AlertSeverity, SignalStatus } from '../domain/signal/signal.ts';
import { embeddedJson } from './reading/embedded-json.ts';
import { withoutPlaceholders } from './reading/placeholders.ts';
import type { JsonRecord } from './reading/record.ts';
import { objectIn, one, signalFrom } from './reading/signal.ts';
import { pairsIn } from './reading/tags.ts';
import { cleanKey, cleanText } from './reading/text.ts';
import { NotUnderstoodError, type Parsed, type Source, type SourceRequest } from './source.ts';

const PLACEHOLDER = /^\{[A-Z][A-Z0-9._]{1,64}\}$|^\*UNKNOWN\*$/;

/** As Zabbix's own script for PagerDuty maps them. */
const SEVERITY: ReadonlyMap<string, AlertSeverity> = new Map([
  ['0', 'info'],
  ['1', 'info'],
  ['2', 'warning'],
  ['3', 'warning'],
  ['4', 'error'],
  ['5', 'critical'],
  ['disaster', 'critical'],
  ['not classified', 'info'],
]);

const flag = (value: unknown): string | undefined => cleanText(value, 16)?.toLowerCase();

const statusOf = (body: JsonRecord): SignalStatus => {
  if (flag(body.eventvalue) === '0') return 'resolved';
  return flag(body.eventupdate) === '1' && flag(body.eventack) === 'yes' ? 'acknowledged' : 'firing';
};

/**
 * A problem of Zabbix, as our media type sends it: a script that Zabbix runs posts its parameters as JSON
 * (<https://www.zabbix.com/documentation/current/en/manual/config/notifications/media/webhook>). The recovery of a problem
 * carries the id of the problem's event.
 */
const parse = (request: SourceRequest): Parsed => {
  const body = withoutPlaceholders(objectIn(request, 'Zabbix'), PLACEHOLDER);
  const key = cleanKey(body.eventid);
  if (key === undefined) throw new NotUnderstoodError('The message has no "eventid".');
  return one(
    signalFrom('zabbix', request, {
      key,
      keyOfEpisode: true,
      status: statusOf(body),
      statusWord: body.eventvalue,
      severity: body.severity,
      severityWords: SEVERITY,
      title: [body.subject, body.eventname],
      description: body.message,
      occurredAt: body.timestamp,
      resource: body.hostname,
      labels: [pairsIn(embeddedJson(body.eventtags)), { triggerid: body.triggerid, host: body.hostname }],
      links: [
        [body.url, 'Zabbix'],
        [body.trigger_url, 'Trigger'],
      ],
    }),
  );
};

export const zabbix: Source = {
  id: 'zabbix',
  parse,
};

export const heading = 'Zabbix';

export const setup = `1. Save the media type below as \`media_muster.yaml\` and import it: *Alerts → Media types → Import* (*Administration → Media types* up to
   Zabbix 6.2).
2. Its parameter \`muster_url\` is \`{{url}}/in/zabbix\`, and \`muster_key\` is \`{{key}}\`.
3. Set the global macro \`{$ZABBIX.URL}\` to the address of your Zabbix, so that alerts link to it.
4. Give a user this media type (*Send to*: \`muster\`) and read access to the hosts.
5. In *Alerts → Actions → Trigger actions* let an action send to that user in its operations, its recovery operations and its update
   operations; without the second nothing is ever resolved.

Not classified and Information are info, Warning and Average warnings, High is an error, Disaster critical. The problem tags \`service\` and
\`env\` (or \`environment\`) name the service and the environment. An update that acknowledges the problem acknowledges the alert.`;

export const template = {
  language: 'yaml',
  text: `zabbix_export:
  version: '6.0'
  media_types:
    - name: Muster
      type: WEBHOOK
      parameters:
        - { name: muster_url, value: '{{url}}/in/zabbix' }
        - { name: muster_key, value: '{{key}}' }
        - { name: eventid, value: '{EVENT.ID}' }
        - { name: eventvalue, value: '{EVENT.VALUE}' }
        - { name: eventupdate, value: '{EVENT.UPDATE.STATUS}' }
        - { name: eventack, value: '{EVENT.ACK.STATUS}' }
        - { name: eventname, value: '{EVENT.NAME}' }
        - { name: severity, value: '{EVENT.NSEVERITY}' }
        - { name: hostname, value: '{HOST.NAME}' }
        - { name: triggerid, value: '{TRIGGER.ID}' }
        - { name: eventtags, value: '{EVENT.TAGSJSON}' }
        - { name: subject, value: '{ALERT.SUBJECT}' }
        - { name: message, value: '{ALERT.MESSAGE}' }
        - { name: url, value: '{$ZABBIX.URL}/tr_events.php?triggerid={TRIGGER.ID}&eventid={EVENT.ID}' }
        - { name: trigger_url, value: '{TRIGGER.URL}' }
      script: |
        var params = JSON.parse(value), key = params.muster_key, url = params.muster_url;
        delete params.muster_key;
        delete params.muster_url;
        var request = new HttpRequest();
        request.addHeader('Content-Type: application/json');
        request.addHeader('Authorization: Bearer ' + key);
        var answer = request.post(url, JSON.stringify(params));
        if (request.getStatus() !== 202) throw 'Muster answered ' + request.getStatus() + ': ' + answer;
        return 'OK';
      message_templates:
        - { event_source: TRIGGERS, operation_mode: PROBLEM, subject: '{EVENT.NAME}', message: '{EVENT.OPDATA}' }
        - { event_source: TRIGGERS, operation_mode: RECOVERY, subject: '{EVENT.NAME}', message: '{EVENT.OPDATA}' }
        - { event_source: TRIGGERS, operation_mode: UPDATE, subject: '{EVENT.NAME}', message: '{EVENT.UPDATE.MESSAGE}' }`,
};
