import type { SignalStatus } from '../domain/signal/signal.ts';
import { recordOr } from './reading/record.ts';
import { objectIn, one, signalFrom } from './reading/signal.ts';
import { tagsIn } from './reading/tags.ts';
import { cleanKey, cleanText } from './reading/text.ts';
import { NotUnderstoodError, type Parsed, type Source, type SourceRequest } from './source.ts';

const LONGEST_WORD = 64;

/** Uptime checks are UP and DOWN, transaction checks succeed and fail; every other word fires. */
const STATUS: ReadonlyMap<string | undefined, SignalStatus> = new Map([
  ['UP', 'resolved'],
  ['SUCCESS', 'resolved'],
  ['SUCCESSFUL', 'resolved'],
  ['UNKNOWN', 'unknown'],
  ['UNCONFIRMED_DOWN', 'unknown'],
  ['PAUSED', 'unknown'],
]);

/** The webhook of a check of Pingdom: <https://www.pingdom.com/resources/webhooks/>. It cannot be signed. */
const parse = (request: SourceRequest): Parsed => {
  const body = objectIn(request, 'Pingdom');
  const key = cleanKey(body.check_id);
  const state = cleanText(body.current_state, LONGEST_WORD)?.toUpperCase();
  if (key === undefined || state === undefined) {
    throw new NotUnderstoodError('The message has no "check_id" or no "current_state".');
  }
  const { hostname, full_url: url } = recordOr(body.check_params);
  return one(
    signalFrom('pingdom', request, {
      key,
      status: STATUS.get(state) ?? 'firing',
      statusWord: STATUS.has(state) ? undefined : state,
      severity: body.importance_level,
      title: [body.check_name, hostname],
      description: body.long_description ?? body.description,
      occurredAt: body.state_changed_timestamp ?? body.state_changed_utc_time,
      resource: hostname ?? url,
      labels: [tagsIn(body.tags), { check_type: body.check_type, previous_state: body.previous_state }],
      links: [[url, 'Checked page']],
    }),
  );
};

export const pingdom: Source = {
  id: 'pingdom',
  parse,
};

export const heading = 'Pingdom';

export const setup = `1. In Pingdom open *Settings → Integrations → Add integration*, type *Webhook*, URL \`{{url}}/in/pingdom/{{key}}\`. Pingdom can neither sign
   nor set headers, so the key is part of the address.
2. In each uptime and transaction check turn the integration on.

DOWN and FAILING fire, UP and SUCCESS resolve; an unconfirmed or unknown state changes nothing. The importance is the severity: HIGH is an
error, LOW is info. The tags \`service:…\` and \`env:…\` of a check name the service and the environment.`;
