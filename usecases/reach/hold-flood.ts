import { hashOf } from '../../domain/chain/chain.ts';
import {
  admit,
  admitNotice,
  type Flood,
  type HeldMessage,
  type HeldPage,
  secondsToDigest,
} from '../../domain/delivery/flood.ts';
import type { PageJob } from '../../domain/incident/effects.ts';
import type { NoticeJob } from '../../domain/incident/notices.ts';
import { toIso } from '../../domain/instant/instant.ts';
import type { Ports } from '../../ports/ports.ts';
import { isWaitedFor } from './reached.ts';

/** Nine bytes, in hexadecimal digits: it stands in links. */
export const recipientKey = (personId: string, channel: string): string =>
  hashOf(['recipient', personId, channel]).slice(0, 18);

/** What left at once before this did is answered by the link of the digest, too. */
const keepLead = async ({ stores }: Ports, before: Flood | undefined, after: Flood): Promise<void> => {
  if (before?.lead && before.window === after.window && before.lead !== after.lead)
    await stores.floods.hold(after.recipient, after.window, before.lead);
};

/**
 * Whether a page may leave now. Where it may not, it is among what the next digest tells, durably, and that digest is on
 * its way. Asking again for the same page leads to the same.
 *
 * @param seconds between two digests
 */
export const mayLeave = async (
  ports: Ports,
  job: PageJob,
  deliveryId: string,
  channel: string,
  seconds: number,
): Promise<boolean> => {
  const { floods } = ports.stores;
  const recipient = recipientKey(job.personId, channel);
  for (;;) {
    const now = ports.clock.now();
    const page: HeldPage = { job, deliveryId, heldAt: toIso(now) };
    const flood = await floods.get(recipient);
    let verdict = admit(flood, recipient, page, seconds, false);
    // Whether it was answered is looked up only where something would wait for that.
    if (verdict.goes !== 'at-once' && flood?.lead && !(await isWaitedFor(ports, flood.lead.job))) {
      verdict = admit(flood, recipient, page, seconds, true);
    }
    if (verdict.goes === 'at-once') {
      if (verdict.flood !== flood && !(await floods.put(verdict.flood))) continue;
      await keepLead(ports, flood, verdict.flood);
      return true;
    }
    if (await holdBack(ports, verdict.flood, page)) return false;
  }
};

/** Into the digest of this window, durably, and that digest is on its way; false where it has left meanwhile, and all is decided again. */
const holdBack = async (ports: Ports, { recipient, window }: Flood, held: HeldMessage): Promise<boolean> => {
  const { floods } = ports.stores;
  await floods.hold(recipient, window, held);
  const after = await floods.get(recipient);
  if (after?.window !== window) return false;
  if (!after.isPending) {
    if (!(await floods.put({ ...after, version: after.version + 1, isPending: true }))) return false;
    await ports.queues.sendDigest(recipient, secondsToDigest(after, ports.clock.now()), after.of);
  }
  await ports.stores.durable();
  return true;
};

/** The same of a notice: the first leaves at once, what follows within `seconds` is told in one message. */
export const noticeMayLeave = async (
  ports: Ports,
  notice: NoticeJob,
  deliveryId: string,
  channel: string,
  seconds: number,
): Promise<boolean> => {
  const { floods } = ports.stores;
  const { contactIndex, incidentId, noticeId, personId } = notice;
  const recipient = recipientKey(personId, `${channel} notices`);
  for (;;) {
    const now = ports.clock.now();
    const flood = await floods.get(recipient);
    const begun = admitNotice(flood, recipient, now, seconds);
    if (begun) {
      if (await floods.put(begun)) return true;
      continue;
    }
    const job = { pageId: noticeId, incidentId, personId, contactIndex };
    if (flood && (await holdBack(ports, flood, { job, notice, deliveryId, heldAt: toIso(now) }))) return false;
  }
};
