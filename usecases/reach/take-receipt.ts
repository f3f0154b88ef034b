import { maskedAddress } from '../../domain/access/shown-address.ts';
import { type Delivery, ERASED_ADDRESS } from '../../domain/delivery/delivery.ts';
import { digestOfDelivery, incidentOfDelivery, type Receipt } from '../../domain/delivery/receipt.ts';
import { DomainError } from '../../domain/failure/domain-error.ts';
import type { CommunicationJob, PageJob } from '../../domain/incident/effects.ts';
import type { NoticeJob } from '../../domain/incident/notices.ts';
import type { Ports } from '../../ports/ports.ts';
import { executeCommand, systemMetadata } from '../incident/execute-command.ts';
import { loadIncident } from '../incident/load-incident.ts';
import { isWaitedFor } from './reached.ts';
import { noteFailedContact } from './untold.ts';

/** What became of a message is known before the ledger knows that it left: the receipt is to be delivered again. */
export class ReceiptTooEarlyError extends Error {
  override readonly name = 'ReceiptTooEarlyError';
  readonly code = 'receipt-too-early';
}

/**
 * What a provider says of a message that it took goes into the ledger. One that nobody will read counts as failed from now on: the next
 * contact is asked at once, the record says who was not reached, and whoever communicates hears which stakeholder was not. Repeating it
 * changes nothing.
 *
 * @throws ReceiptTooEarlyError
 */
export const takeReceipt = async (ports: Ports, receipt: Receipt): Promise<void> => {
  const rows = await rowsOf(ports, receipt);
  for (const row of rows) await takeFor(ports, row, receipt);
  if (rows.length > 0) await ports.stores.durable();
};

const takeFor = async (ports: Ports, row: Delivery, receipt: Receipt): Promise<void> => {
  const { at } = receipt;
  const id = { incidentId: row.incidentId, deliveryId: row.deliveryId };
  // What the provider says may name an address that was erased meanwhile.
  const said = row.address === ERASED_ADDRESS ? undefined : receipt.reason;
  const reason = said?.replaceAll(row.address, maskedAddress(row.channel, row.address)) ?? '';
  switch (receipt.outcome) {
    case 'delivered':
      await ports.stores.deliveries.settle({ ...id, deliveredAt: at });
      break;
    case 'complained':
      await ports.stores.deliveries.settle({ ...id, complainedAt: at });
      break;
    case 'delayed':
      // The first time is enough: whoever is next is asked, and whichever message is first will do.
      if (row.delayedAt === undefined && row.status === 'handed-over') {
        if ('pageId' in row.job && (await isWaitedFor(ports, row.job))) await askNext(ports, row.job);
        await ports.stores.deliveries.settle({ ...id, delayedAt: at });
      }
      break;
    case 'failed':
      if (row.status === 'handed-over') await fail(ports, row, at, reason);
  }
};

/** One row, or those of all pages of a digest; none where the ledger has none, or no more. */
const rowsOf = async ({ stores }: Ports, { deliveryId, providerId }: Receipt): Promise<Delivery[]> => {
  const digest = digestOfDelivery(deliveryId);
  const places =
    digest === undefined
      ? [{ incidentId: incidentOfDelivery(deliveryId), deliveryId }]
      : (await stores.floods.held(digest.recipient, digest.window)).map((held) => ({
          incidentId: held.job.incidentId,
          deliveryId: held.deliveryId,
        }));
  const found: Delivery[] = [];
  for (const place of places) {
    const rows = await stores.deliveries.between(place.incidentId, place.deliveryId, `${place.deliveryId}\uffff`);
    const ours = rows.filter((row) => row.providerId === providerId);
    if (ours.length === 0 && rows.some(({ status }) => status === 'intended' || status === 'held'))
      throw new ReceiptTooEarlyError(`A receipt for ${deliveryId} came before its message was settled.`);
    found.push(...ours);
  }
  return found;
};

const fail = async (ports: Ports, row: Delivery, failedAt: string, failure: string): Promise<void> => {
  const { deliveryId, incidentId, job } = row;
  const isWanted = 'pageId' in job && (await isWaitedFor(ports, job));
  // Before the row settles: if this is all that is done, it is done again.
  if ('noticeId' in job) await tellByNext(ports, job);
  else if (isWanted) await askNext(ports, job);
  await ports.stores.deliveries.settle({ incidentId, deliveryId, status: 'failed', failedAt, failure });
  await ports.stores.durable();
  ports.observer.failed(`reaching ${row.recipientName} by ${row.channel}`, new Error(failure), {
    messageId: row.messageId,
  });
  if ('planId' in job) await sayThatMissed(ports, row, job, failure);
  else if (isWanted) {
    const lookup = await ports.inForce();
    const contact = lookup.person(job.personId)?.contacts[job.contactIndex];
    if (contact) await noteFailedContact(ports, lookup, job, contact, failure);
  }
};

/** The ledger lets no contact be asked twice: one that was asked meanwhile stays as it is. */
const askNext = async (ports: Ports, job: PageJob): Promise<void> => {
  const next = job.contactIndex + 1;
  if ((await ports.inForce()).person(job.personId)?.contacts[next])
    await ports.queues.sendPage({ ...job, contactIndex: next, attempt: 1 });
};

const tellByNext = async (ports: Ports, job: NoticeJob): Promise<void> => {
  const next = job.contactIndex + 1;
  if ((await ports.inForce()).person(job.personId)?.contacts[next])
    await ports.queues.sendNotice({ ...job, contactIndex: next, attempt: 1 });
};

/** As a refusal when it was sent: a line on the timeline, a page to whoever communicates, and the count of those reached put right. */
const sayThatMissed = async (
  ports: Ports,
  { incidentId, messageId, recipientName }: Delivery,
  job: CommunicationJob,
  failure: string,
): Promise<void> => {
  const lookup = await ports.inForce();
  const plan = lookup.configuration.communicationPlans.find(({ id }) => id === job.planId);
  const state = await loadIncident(ports, incidentId);
  if (plan === undefined || state === undefined) return;
  // Nobody works on what is closed: the ledger says it, and nobody is woken for it.
  if (state.status !== 'closed' && state.status !== 'merged') {
    try {
      await executeCommand(ports, lookup, incidentId, {
        type: 'note-missed-stakeholders',
        messageId,
        occasion: job.occasion,
        audience: plan.audience,
        after: 'refusal',
        names: [recipientName],
        failure,
        metadata: systemMetadata(ports, 'system', 'tell-stakeholders'),
      });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      ports.observer.failed(`saying that ${recipientName} was not reached`, error, { messageId });
    }
  }
  await ports.queues.sendCommunication(job);
};
