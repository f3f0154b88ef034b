import type { Lookup } from '../../domain/configuration/lookup.ts';
import type { ContactMethod } from '../../domain/configuration/people.ts';
import type { PageJob } from '../../domain/incident/effects.ts';
import { toIso, toMs } from '../../domain/instant/instant.ts';
import type { Ports } from '../../ports/ports.ts';
import { executeReachCommand, systemMetadata } from '../incident/execute-command.ts';
import { loadIncident } from '../incident/load-incident.ts';
import type { Outgoing } from './deliver.ts';
import { deliveriesOfPage, endsSilence, unreachableLevel } from './reached.ts';

/** The record says who could not be told; where nobody of a level can, the next one does not wait for its turn. */
export const noteFailedContact = async (
  ports: Ports,
  lookup: Lookup,
  { incidentId, pagingId, pageId, personId }: PageJob,
  { address, channel }: ContactMethod,
  reason: string,
): Promise<void> => {
  const state = await loadIncident(ports, incidentId);
  if (!state) return;
  await executeReachCommand(
    ports,
    lookup,
    incidentId,
    {
      type: 'note-failed-contact',
      pagingId,
      pageId,
      personId,
      channel,
      reason,
      ...(ports.providers.isDown(channel, address) && { providerDown: true }),
      unreachableLevel: await unreachableLevel(ports, lookup, state, pagingId),
      metadata: systemMetadata(ports, 'system', 'paging'),
    },
    { known: state },
  );
  await ports.stores.durable();
};

/**
 * A page whose turn comes when nobody wants it any more is not sent. Where its person was told nothing by then, that is no
 * quiet matter: the ledger keeps how late it was, the timeline and a metric say so.
 */
export const supersede = async (ports: Ports, lookup: Lookup, job: PageJob, row: Outgoing['row']): Promise<void> => {
  const { incidentId, pageId, pagingId, personId } = job;
  const known = await deliveriesOfPage(ports, incidentId, pageId);
  if (known.some(({ status }) => status !== 'failed')) return;
  const now = ports.clock.now();
  const intended = await ports.stores.deliveries.intend({ ...row, status: 'intended', intendedAt: toIso(now) }, now);
  if (!intended) return;
  const ageSeconds = Math.round(Math.max(0, now - toMs(job.pagedAt)) / 1000);
  await ports.stores.deliveries.settle({
    incidentId,
    deliveryId: row.deliveryId,
    status: 'superseded',
    supersededAt: toIso(now),
    ageSeconds,
    failure: `its turn came ${ageSeconds} s after it was wanted, when nobody wanted it any more`,
  });
  const { state } = await executeReachCommand(ports, lookup, incidentId, {
    type: 'note-superseded-page',
    pagingId,
    pageId,
    personId,
    ageSeconds,
    metadata: systemMetadata(ports, 'system', 'paging'),
  });
  await ports.stores.durable();
  ports.observer.happened({
    kind: 'page-superseded',
    text: `The page to ${row.recipientName} came ${ageSeconds} s late and was not sent: nobody wanted it any more`,
    at: toIso(now),
    incident: state.number,
    details: { personId, level: job.level, purpose: job.purpose, ageSeconds },
  });
};

/** A page to the catch-all got through where none did: whoever was asked before, and never told, is asked from the start. */
export const startOverAfterSilence = async (
  ports: Ports,
  lookup: Lookup,
  { incidentId, pagingId, pageId }: PageJob,
): Promise<void> => {
  const state = await loadIncident(ports, incidentId);
  const paging = state?.pagings[pagingId];
  if (!paging || !(await endsSilence(ports, incidentId, paging, pageId))) return;
  const metadata = systemMetadata(ports, 'system', 'paging');
  await executeReachCommand(ports, lookup, incidentId, { type: 'start-over', pagingId, metadata }, { known: state });
  await ports.stores.durable();
};
