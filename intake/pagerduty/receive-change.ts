import { changeOf } from '../../sources/reading/change.ts';
import { isRecord, recordOr } from '../../sources/reading/record.ts';
import { cleanText } from '../../sources/reading/text.ts';
import { recordChanges } from '../../usecases/changes/record-change.ts';
import { atAddress } from '../doors.ts';
import { overrideFields } from '../message/override-fields.ts';
import { jsonAnswer } from '../request/received-request.ts';
import { answerPagerDuty, eventIn, invalidEvent, routingKeyOf, senderOfEvent } from './receive-event.ts';

/**
 * `POST /v2/change/enqueue`: PagerDuty's change events, kept as changes of the service that the integration has, or that
 * the custom details name: <https://developer.pagerduty.com/docs/send-change-event>.
 */
export const receivePagerDutyChange = atAddress('v2/change/enqueue', (ports, keys, request) =>
  answerPagerDuty(ports, keys, request, async () => {
    const event = eventIn(request);
    const payload = recordOr(event.payload);
    const missing = cleanText(payload.summary, 16) === undefined ? ["'payload.summary' is missing or blank"] : [];
    const sender = await senderOfEvent(ports, keys, routingKeyOf(event, request), missing, request);
    if ('errors' in sender) return invalidEvent(sender.errors);
    const details = recordOr(payload.custom_details);
    const [link] = Array.isArray(event.links) ? event.links : [];
    const id = ports.ids.next();
    const { receivedAt } = request;
    const change = changeOf(
      'pagerduty',
      { ...sender, body: event, headers: {}, receivedAt },
      {
        id: [id],
        kind: 'deployment',
        title: cleanText(payload.summary, 1024) ?? 'Change',
        description:
          cleanText(payload.custom_details, 8192) ??
          (isRecord(payload.custom_details) ? JSON.stringify(details) : undefined),
        at: payload.timestamp,
        url: recordOr(link).href,
        actor: details.user ?? details.author ?? details.deployed_by,
        resource: payload.source,
        service: details.service,
        environment: details.environment,
        labels: details,
      },
    );
    const told = { signals: [], rejected: [], changes: [change] };
    const { changes = [] } = overrideFields(told, { ...sender, body: { ...payload, ...event } });
    await recordChanges(ports, changes);
    return jsonAnswer(202, { status: 'success', message: 'Change event processed', dedup_key: id });
  }),
);
