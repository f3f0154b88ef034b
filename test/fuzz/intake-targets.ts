import fc from 'fast-check';
import { expressionsApart } from '../../adapters/expressions/expressions-apart.ts';
import { mapBody } from '../../intake/message/map-body.ts';
import { isExcessive } from '../../intake/request/read-body.ts';
import { formFields } from '../../intake/request/read-form.ts';
import { checkSnsEnvelope, isSignedBySns } from '../../sources/signature/sns.ts';
import { isSnsEnvelope } from '../../sources/signature/sns-envelope.ts';
import { NotUnderstoodError } from '../../sources/source.ts';
import { FIXTURE_RECEIVED_AT, fixturesOf, integrationOf } from '../fakes/source-fixtures.ts';
import { type Change, change, changes, damaged } from './damage.ts';
import { byteChanges, damagedBytes } from './damage-bytes.ts';
import { frozen, problemsOfReason } from './properties.ts';
import { mustBeSound, type Outcome, PropertyError, readDamaged } from './read-damaged.ts';
import { SIGNED_ENVELOPES } from './signed-envelopes.ts';
import type { Target } from './targets.ts';

const target = <T>(one: Target<T>): Target => one as Target;

const FORMS = [
  `payload=${encodeURIComponent('{"title":"Disk full"}')}&token=x`,
  'monitorID=1&alertType=1&monitorFriendlyName=Shop%20%E2%9C%93',
  '--b\r\nContent-Disposition: form-data; name="data"\r\n\r\n{"msg":"down"}\r\n--b--\r\n',
];

const readForm = (text: string): Outcome => {
  const fields = formFields(text);
  if (fields === undefined) return 'refused';
  const entries = Object.entries(fields);
  mustBeSound(entries.length > 1000 || entries.some(([, value]) => typeof value !== 'string') ? ['no form'] : []);
  return 'understood';
};

const forms = target({
  name: 'forms',
  damage: fc.oneof(
    fc.tuple(fc.constantFrom(...FORMS), byteChanges).map(([form, made]) => damagedBytes(form, made).toString('utf8')),
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc
      .array(fc.constantFrom('--', 'b', '\r\n', '\r\n\r\n', '; name="', '"', '=', '&', '%', '%f', '+', '__proto__'))
      .map((parts) => parts.join('')),
  ),
  understood: 0.1,
  run: readForm,
});

const events = fixturesOf('cloudevents').map(({ body }) => body);

/** All attributes as headers, as binary mode sends them. */
const headersOf = (event: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(typeof event === 'object' && event !== null ? event : {})
      .filter(([name]) => name !== 'data')
      .map(([name, value]) => [`ce-${name.toLowerCase()}`, typeof value === 'string' ? value : JSON.stringify(value)]),
  );

const cloudevents = target({
  name: 'CloudEvents in binary and batched mode',
  damage: fc.tuple(fc.constantFrom(...events), changes, fc.boolean()),
  understood: 0.1,
  run: ([event, made, batched]): Outcome => {
    const body = damaged(event, made);
    if (batched) return readDamaged('cloudevents', [body, event, body]);
    return readDamaged('cloudevents', (body as { data?: unknown } | null)?.data ?? null, { headers: headersOf(body) });
  },
});

const sns = target({
  name: 'SNS envelopes',
  damage: fc.tuple(fc.nat(SIGNED_ENVELOPES.length - 1), changes),
  // Nearly everything in them is signed.
  understood: 0.005,
  run: ([index, made]): Outcome => {
    const { body: sent, certificate, now } = SIGNED_ENVELOPES[index] as (typeof SIGNED_ENVELOPES)[number];
    const body = damaged(sent, made);
    if (!isSnsEnvelope(body)) return 'refused';
    const checked = checkSnsEnvelope(frozen(body), now, undefined);
    if ('refused' in checked) {
      mustBeSound(problemsOfReason(checked.refused));
      return 'refused';
    }
    if (!isSignedBySns(checked.envelope, certificate, now)) return 'refused';
    const { Message, MessageId, Subject, TopicArn, Type, Timestamp } = checked.envelope;
    const isAsSent = Object.entries({
      Message,
      MessageId,
      TopicArn,
      Type,
      Timestamp,
      Subject: Subject ?? undefined,
    }).every(([name, value]) => sent[name] === value);
    if (!isAsSent) throw new PropertyError('what was changed is still signed');
    return 'understood';
  },
});

const MAPPINGS = [
  '{ "title": title, "status": status, "key": key, "labels": labels }',
  'alerts.{ "title": $string(summary), "key": $uppercase(id) & "-" & $string($count(*)) }',
  '$map($, function($v, $i) { {"title": $v.title & $i, "occurred_at": $now()} })',
  '{ "title": $join($keys($), ","), "severity": $lookup({"1":"critical"}, $string(priority)) }',
  '{ "title": $number(title) }',
  '$merge([$, {"title": $substringBefore($string(title), "x")}])',
  '$sort($spread($), function($a, $b) { $string($a) > $string($b) })',
  '**.{ "title": $ }',
];

const expressions = expressionsApart();

const mapped = async (mapping: string, body: unknown): Promise<Outcome> => {
  const integration = { ...integrationOf('generic'), mapping };
  const before = JSON.stringify(body);
  const request = { body, headers: {}, integration, receivedAt: FIXTURE_RECEIVED_AT };
  const made = await mapBody(mapping, request, expressions).catch((error: unknown) => {
    if (error instanceof NotUnderstoodError) return error;
    throw error;
  });
  if (JSON.stringify(body) !== before) throw new PropertyError('the mapping changed what it was given');
  if (made instanceof NotUnderstoodError) {
    mustBeSound(problemsOfReason(made.message));
    return 'refused';
  }
  if (isExcessive(made)) throw new PropertyError('the mapping makes more than may be read');
  return readDamaged('generic', made);
};

const mappings = target({
  name: 'JSONata mappings',
  damage: fc.tuple(
    fc.constantFrom(...MAPPINGS),
    fc.constantFrom(...fixturesOf('generic').map(({ body }) => body)),
    fc.array(change, { minLength: 1, maxLength: 3 }),
  ),
  understood: 0.1,
  run: ([mapping, body, made]: readonly [string, unknown, Change[]]) => mapped(mapping, damaged(body, made)),
});

export const intakeTargets: readonly Target[] = [forms, cloudevents, sns, mappings];
