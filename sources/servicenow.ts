import type { SignalStatus } from '../domain/signal/signal.ts';
import { statusOfWord } from './reading/plain-alert.ts';
import type { JsonRecord } from './reading/record.ts';
import { objectIn, one, signalFrom } from './reading/signal.ts';
import { cleanKey, cleanText } from './reading/text.ts';
import { NotUnderstoodError, type Parsed, type Source, type SourceRequest } from './source.ts';

const LONGEST_WORD = 64;

/** The states of the table `incident`: 6 resolved, 7 closed, 8 cancelled. New, in progress and on hold go on. */
const STATUS: ReadonlyMap<string | undefined, SignalStatus> = new Map([
  ['6', 'resolved'],
  ['7', 'resolved'],
  ['8', 'resolved'],
]);

/** The other states, by number and by name. */
const GOES_ON: ReadonlySet<string> = new Set([
  '8',
  '-5',
  'in progress',
  'on hold',
  'awaiting problem',
  'awaiting user info',
  'awaiting evidence',
  'work in progress',
]);

/** "1" or "1 - Critical", as the field or its display value is sent. */
const PRIORITY = /^([1-5])(?: - |$)/;

/**
 * When an open record says something new: when it was opened, or updated since it was opened again. A work note must not
 * open again what people have ended here.
 */
const toldAt = ({ opened_at: openedAt, reopen_count: reopened, sys_updated_on: updatedAt }: JsonRecord): unknown =>
  Number(reopened) > 0 ? updatedAt : (openedAt ?? updatedAt);

/**
 * A record of ServiceNow, as our business rule posts it:
 * <https://www.servicenow.com/docs/bundle/xanadu-api-reference/page/app-store/dev_portal/API_reference/sn_ws-RESTMessageV2/concept/c_RESTMessageV2API.html>.
 * Times are UTC without a zone.
 */
const parse = (request: SourceRequest): Parsed => {
  const body = objectIn(request, 'ServiceNow');
  const key = cleanKey(body.sys_id);
  if (key === undefined) throw new NotUnderstoodError('The message has no "sys_id".');
  const status = STATUS.get(cleanText(body.state, LONGEST_WORD)) ?? statusOfWord(body.state) ?? 'firing';
  const priority = PRIORITY.exec(cleanText(body.priority, LONGEST_WORD) ?? '')?.[1];
  return one(
    signalFrom('servicenow', request, {
      key,
      status,
      statusWord: body.state,
      statusWords: GOES_ON,
      severity: priority === undefined ? body.priority : `P${priority}`,
      title: [body.short_description, body.number],
      description: body.description,
      occurredAt: status === 'firing' ? toldAt(body) : body.sys_updated_on,
      resource: body.cmdb_ci,
      service: body.business_service,
      environment: body.environment,
      labels: [
        { number: body.number, table: body.table, state: body.state, assignment_group: body.assignment_group },
        { correlation_id: body.correlation_id },
      ],
      links: [[body.url, 'ServiceNow']],
    }),
  );
};

export const servicenow: Source = {
  id: 'servicenow',
  parse,
};

export const heading = 'ServiceNow';

export const setup = `1. In ServiceNow open *System Definition → Business Rules → New*: table *Incident*, *Advanced* on, when *async*, on *Insert* and *Update*, with
   a filter for what should reach Muster (for example priority 1 and 2).
2. Paste the script below. It holds the key, \`{{key}}\`: let only administrators read the rule.
3. If something writes from Muster into ServiceNow, let it do so as the user \`muster\`: the script passes over that user's changes, so that
   the two do not answer each other for ever.

Priority 1 is critical, 2 error, 3 warning, 4 and 5 info. The business service of the record names the service. A record is resolved here when
its state is resolved, closed or cancelled (6, 7, 8). A filter on the priority also holds back the end of a record whose priority was lowered:
let the rule run for records that matched before, too (*priority changes from*).`;

export const template = {
  language: 'js',
  text: `(function executeRule(current) {
  if (current.getValue('sys_updated_by') === 'muster') return;
  var message = new sn_ws.RESTMessageV2();
  message.setHttpMethod('post');
  message.setEndpoint('{{url}}/in/servicenow');
  message.setRequestHeader('Authorization', 'Bearer {{key}}');
  message.setRequestHeader('Content-Type', 'application/json');
  message.setRequestBody(JSON.stringify({
    schema: 'servicenow/1', table: current.getTableName(), sys_id: current.getUniqueValue(),
    number: current.getValue('number'), state: current.getValue('state'), priority: current.getValue('priority'),
    short_description: current.getValue('short_description'), description: current.getValue('description'),
    assignment_group: current.getDisplayValue('assignment_group'), cmdb_ci: current.getDisplayValue('cmdb_ci'),
    business_service: current.getDisplayValue('business_service'), sys_updated_on: current.getValue('sys_updated_on'),
    opened_at: current.getValue('opened_at'), reopen_count: current.getValue('reopen_count'),
    correlation_id: current.getValue('correlation_id'),
    url: gs.getProperty('glide.servlet.uri') + current.getLink(true)
  }));
  var answer = message.execute();
  if (answer.getStatusCode() != 202) gs.error('Muster answered ' + answer.getStatusCode() + ': ' + answer.getBody());
})(current);`,
};
