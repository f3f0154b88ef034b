import { maskedAddress } from '../../domain/access/shown-address.ts';
import { hashOf } from '../../domain/chain/chain.ts';
import { WAYS_OF_PAGING } from '../../domain/channel/index.ts';
import type { Lookup } from '../../domain/configuration/lookup.ts';
import type { ContactMethod, Person } from '../../domain/configuration/people.ts';
import {
  afterDigest,
  type Flood,
  type HeldNotice,
  isHeldNotice,
  secondsToDigest,
} from '../../domain/delivery/flood.ts';
import { deliveryOfDigest } from '../../domain/delivery/receipt.ts';
import { NOTICE_RETRIES } from '../../domain/delivery/retries.ts';
import { toIso, toMs } from '../../domain/instant/instant.ts';
import { noticesLetterOf } from '../../domain/words/notice.ts';
import type { Ports } from '../../ports/ports.ts';
import { sendOrTurn } from './deliver.ts';
import { AGAIN_AFTER_SECONDS, goOn } from './go-on.ts';
import { mailEnvelopeOf } from './mail-envelope.ts';
import { noticeFactsOf } from './notice-facts.ts';
import { sideBySide } from './side-by-side.ts';

const AT_ONCE = 16;

/**
 * Tells one person by one channel of all notices that have waited, in one message, exactly counted. As of a notice by itself, whoever
 * cannot be told by this contact is told by the next one, and nobody is asked in their place.
 *
 * @throws what a store throws; the job is to be run again then
 */
export const sendNotices = async (ports: Ports, recipient: string): Promise<void> => {
  const { floods } = ports.stores;
  const flood = await floods.get(recipient);
  if (!flood?.isPending) return;
  const { window } = flood;
  const early = secondsToDigest(flood, ports.clock.now());
  if (early > 0) {
    await ports.queues.sendDigest(recipient, early, 'notices');
    return;
  }
  const [lookup, held] = await Promise.all([ports.inForce(), floods.held(recipient, window)]);
  const notices = held.filter(isHeldNotice).toSorted((a, b) => (a.heldAt < b.heldAt ? -1 : 1));
  const [first] = notices;
  const person = first && lookup.person(first.job.personId);
  const contact = first && person?.contacts[first.job.contactIndex];
  if (!person || !contact) {
    await goOn(ports, recipient, window, (now) => afterDigest(now, ports.clock.now(), 0));
    return;
  }
  const { contactIndex } = first.job;
  const next = person.contacts[contactIndex + 1];
  const idempotencyKey = hashOf([recipient, window]).slice(0, 32);
  const { channel, address } = contact;
  const [content] = await Promise.all([
    rendered(ports, lookup, flood, notices, person, contact),
    ports.providers.look(),
  ]);
  const { result, turned } = await sendOrTurn(
    ports,
    {
      ...{ channel, address, idempotencyKey, deliveryId: deliveryOfDigest(recipient, window), ...content },
      mail: mailEnvelopeOf(lookup, { incidentId: `digest-${recipient}`, audience: 'pages', idempotencyKey }),
    },
    next &&
      (() =>
        sideBySide(notices, AT_ONCE, ({ notice }) =>
          ports.queues.sendNotice({ ...notice, contactIndex: contactIndex + 1, attempt: 1 }),
        )),
  );
  const now = ports.clock.now();
  const age = (now - toMs(first.heldAt)) / 1000;
  const again = !result.sent && result.retryable && next === undefined && age < NOTICE_RETRIES.within;
  const failure = result.sent ? '' : result.reason.replaceAll(address, maskedAddress(channel, address));
  await sideBySide(notices, AT_ONCE, ({ deliveryId, job: { incidentId } }) =>
    ports.stores.deliveries.settle({
      ...{ incidentId, deliveryId },
      ...(result.sent
        ? { status: 'handed-over' as const, handedOverAt: toIso(now), providerId: result.providerId }
        : { status: 'failed' as const, failedAt: toIso(now), failure }),
    }),
  );
  await turned;
  if (!result.sent) ports.observer.failed(`telling ${person.name} by ${channel} what waited`, new Error(failure));
  if (again) {
    const until = toIso(now + AGAIN_AFTER_SECONDS * 1000);
    await goOn(ports, recipient, window, (one) => ({ ...one, version: one.version + 1, until }));
    await ports.queues.sendDigest(recipient, AGAIN_AFTER_SECONDS, 'notices');
    return;
  }
  await goOn(ports, recipient, window, (one) =>
    afterDigest(one, ports.clock.now(), lookup.configuration.paging.digestSeconds),
  );
  if (!result.sent) return;
  ports.observer.happened({
    kind: 'notice-sent',
    text: `Told ${person.name} by ${channel} of ${notices.length} notice(s) that waited`,
    at: toIso(now),
    details: { personId: person.id, channel, notices: notices.length },
  });
};

const rendered = async (
  ports: Ports,
  lookup: Lookup,
  { since }: Flood,
  notices: readonly HeldNotice[],
  person: Person,
  { channel }: ContactMethod,
) => {
  const all = await Promise.all(notices.map(({ notice }) => noticeFactsOf(ports, lookup, notice, person)));
  const [first] = all as [(typeof all)[number]];
  const letter = noticesLetterOf(
    all.map(({ facts }) => facts),
    since,
    first.words,
  );
  const message = WAYS_OF_PAGING[channel].renderLetter(letter, first.facts.url);
  const data = {
    type: 'muster.notice-digest',
    text: message.text,
    person: { id: person.id, name: person.name },
    since,
    notices: all.map(({ facts: { kind, number, severity, title, url } }) => ({ kind, number, severity, title, url })),
  };
  return { ...message, data };
};
