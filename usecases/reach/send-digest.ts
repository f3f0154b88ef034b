import { maskedAddress } from '../../domain/access/shown-address.ts';
import { hashOf } from '../../domain/chain/chain.ts';
import { WAYS_OF_PAGING } from '../../domain/channel/index.ts';
import { type Lookup, serviceName } from '../../domain/configuration/lookup.ts';
import type { ContactMethod, Person } from '../../domain/configuration/people.ts';
import { afterDigest, type Flood, type HeldPage, isHeldNotice, secondsToDigest } from '../../domain/delivery/flood.ts';
import { deliveryOfDigest } from '../../domain/delivery/receipt.ts';
import { toIso, toMs } from '../../domain/instant/instant.ts';
import { signDigestLink } from '../../domain/link/digest-link.ts';
import { severityNumber } from '../../domain/severity/severity.ts';
import { digestLetterOf } from '../../domain/words/digest.ts';
import type { Ports, SendResult } from '../../ports/ports.ts';
import { calledIfRead } from '../personal/read-words.ts';
import { sendOrTurn } from './deliver.ts';
import { AGAIN_AFTER_SECONDS, goOn } from './go-on.ts';
import { letterWords } from './letter-words.ts';
import { mailEnvelopeOf } from './mail-envelope.ts';
import { deliveriesOfPage, isWaitedFor } from './reached.ts';
import { readerOf } from './reader-of.ts';
import { sideBySide } from './side-by-side.ts';
import { noteFailedContact } from './untold.ts';

/** How many rows are written, and incidents looked at, at a time. */
const AT_ONCE = 16;

/**
 * Tells one person by one channel of all pages that have waited, in one message. Repeating it tells nothing twice, but what a
 * sender that crashed has told and not recorded.
 *
 * @throws what a store throws; the job is to be run again then
 */
export const sendDigest = async (ports: Ports, recipient: string): Promise<void> => {
  const { floods } = ports.stores;
  const flood = await floods.get(recipient);
  if (!flood?.isPending) return;
  const early = secondsToDigest(flood, ports.clock.now());
  if (early > 0) {
    await ports.queues.sendDigest(recipient, early);
    return;
  }
  const lookup = await ports.inForce();
  const wanted: HeldPage[] = [];
  await sideBySide(await floods.held(recipient, flood.window), AT_ONCE, async (page) => {
    if (isHeldNotice(page) || page.atOnce) return;
    if (await isWaitedFor(ports, page.job)) wanted.push(page);
    else await settleUnwanted(ports, page);
  });
  const [first] = wanted;
  const person = first && lookup.person(first.job.personId);
  const contact = first && person?.contacts[first.job.contactIndex];
  if (!person || !contact) {
    await goOn(ports, recipient, flood.window, (now) => afterDigest(now, ports.clock.now(), 0));
    return;
  }
  await tell(ports, lookup, flood, wanted, person, contact);
};

const settleUnwanted = async (ports: Ports, { job, deliveryId }: HeldPage): Promise<void> => {
  const now = ports.clock.now();
  const rows = await deliveriesOfPage(ports, job.incidentId, job.pageId);
  // What a sender that crashed has told, or could not tell, is not what waited for nothing.
  if (rows.find((row) => row.deliveryId === deliveryId)?.status !== 'held') return;
  await ports.stores.deliveries.settle({
    incidentId: job.incidentId,
    deliveryId,
    status: 'superseded',
    supersededAt: toIso(now),
    ageSeconds: Math.round((now - toMs(job.pagedAt)) / 1000),
    failure: 'it was answered, or over, before the digest that it waited for',
  });
};

const tell = async (
  ports: Ports,
  lookup: Lookup,
  flood: Flood,
  wanted: readonly HeldPage[],
  person: Person,
  contact: ContactMethod,
): Promise<void> => {
  const { recipient, window } = flood;
  const { digestSeconds } = lookup.configuration.paging;
  // The link answers what had left at once, too.
  if (flood.lead) await ports.stores.floods.hold(recipient, window, flood.lead);
  const idempotencyKey = hashOf([recipient, window]).slice(0, 32);
  const next = person.contacts.indexOf(contact) + 1;
  const [content] = await Promise.all([
    rendered(ports, lookup, flood, wanted, person, contact),
    ports.providers.look(),
  ]);
  const { result, turned } = await sendOrTurn(
    ports,
    {
      channel: contact.channel,
      address: contact.address,
      idempotencyKey,
      deliveryId: deliveryOfDigest(recipient, window),
      ...content,
      // All digests of a person are one thread.
      mail: mailEnvelopeOf(lookup, { incidentId: `digest-${recipient}`, audience: 'pages', idempotencyKey }),
    },
    person.contacts[next] &&
      (() =>
        sideBySide(wanted, AT_ONCE, ({ job }) => ports.queues.sendPage({ ...job, contactIndex: next, attempt: 1 }))),
  );
  if (!result.sent) {
    await keepFailure(ports, lookup, wanted, person, contact, result);
    await turned;
    if (result.retryable) {
      await goOn(ports, recipient, window, (now) => ({
        ...now,
        version: now.version + 1,
        until: toIso(ports.clock.now() + AGAIN_AFTER_SECONDS * 1000),
      }));
      await ports.queues.sendDigest(recipient, AGAIN_AFTER_SECONDS);
      return;
    }
  }
  const at = toIso(ports.clock.now());
  if (result.sent) {
    await sideBySide(wanted, AT_ONCE, ({ job: { incidentId }, deliveryId }) =>
      ports.stores.deliveries.settle({
        ...{ incidentId, deliveryId, status: 'handed-over', handedOverAt: at },
        providerId: result.providerId,
      }),
    );
  }
  await goOn(ports, recipient, window, (now) => afterDigest(now, ports.clock.now(), digestSeconds));
  await turned;
  if (!result.sent) return;
  ports.observer.happened({
    kind: 'digest-sent',
    text: `Told ${person.name} by ${contact.channel} of ${wanted.length} page(s) that waited`,
    at,
    details: { personId: person.id, channel: contact.channel, pages: wanted.length },
  });
};

/** As of any page: the ledger and the record say who could not be told, and where nobody of a level can, the next one is asked. */
const keepFailure = async (
  ports: Ports,
  lookup: Lookup,
  wanted: readonly HeldPage[],
  { name }: Person,
  contact: ContactMethod,
  { reason, retryable }: Extract<SendResult, { sent: false }>,
): Promise<void> => {
  const { address, channel } = contact;
  const failure = reason.replaceAll(address, maskedAddress(channel, address));
  const now = ports.clock.now();
  ports.observer.failed(`telling ${name} by ${channel} what waited`, new Error(failure));
  await sideBySide(wanted, AT_ONCE, async ({ job, deliveryId }) => {
    const { incidentId, pageId } = job;
    const row = (await deliveriesOfPage(ports, incidentId, pageId)).find((one) => one.deliveryId === deliveryId);
    await ports.stores.deliveries.settle({
      ...{ incidentId, deliveryId, status: 'failed', failedAt: toIso(now), failure },
      nextTryAt: retryable ? toIso(now + AGAIN_AFTER_SECONDS * 1000) : undefined,
    });
    if (row?.status !== 'failed') await noteFailedContact(ports, lookup, job, contact, failure);
  });
};

const rendered = async (
  ports: Ports,
  lookup: Lookup,
  { recipient, window, since }: Flood,
  wanted: readonly HeldPage[],
  person: Person,
  { channel }: ContactMethod,
) => {
  const [worst] = wanted.map(({ job }) => job).sort((a, b) => severityNumber(a.severity) - severityNumber(b.severity));
  if (!worst) throw new Error('a digest of nothing');
  const { title } = await calledIfRead(ports, { title: worst.title }, worst.about?.words);
  const named = (id: string): string => serviceName(lookup, id);
  const url = `${ports.publicUrl}/all/${signDigestLink(await ports.secrets.linkKey(), { recipient, window })}`;
  const incidents = new Set(wanted.map(({ job }) => job.incidentId)).size;
  const reader = readerOf(lookup, person);
  const { language, words } = await letterWords(reader.language);
  const facts = {
    personName: person.name,
    reader: { ...reader, language },
    now: ports.clock.now(),
    since,
    incidents,
    worst: { number: worst.number, severity: worst.severity, service: named(worst.serviceId), title },
    services: [...new Set(wanted.map(({ job }) => named(job.serviceId)))],
    url,
    minutes: Math.max(1, Math.round(lookup.configuration.paging.digestSeconds / 60)),
  };
  const letter = digestLetterOf(facts, words.digest);
  const message = WAYS_OF_PAGING[channel].renderLetter(letter, url);
  const data = {
    type: 'muster.page-digest',
    text: message.text,
    person: { id: person.id, name: person.name },
    since,
    incidents,
    pages: wanted.length,
    worst: { id: worst.incidentId, number: worst.number, title, severity: worst.severity },
    acknowledgeAllUrl: url,
  };
  return { ...message, data };
};
