import { hashOf } from '../../domain/chain/chain.ts';
import { WAYS_OF_TELLING } from '../../domain/channel/index.ts';
import { recipientsOf } from '../../domain/communication/recipients.ts';
import { saidBy } from '../../domain/communication/said.ts';
import { shownIncidentOf } from '../../domain/communication/shown-incident.ts';
import { fillTemplate, type TemplateFacts } from '../../domain/communication/template.ts';
import { lookupIn } from '../../domain/configuration/lookup.ts';
import type { Delivery } from '../../domain/delivery/delivery.ts';
import type { CommunicationJob } from '../../domain/incident/effects.ts';
import type { EventOf } from '../../domain/incident/events.ts';
import { foldCommits } from '../../domain/incident/evolve.ts';
import { toIso } from '../../domain/instant/instant.ts';
import type { Ports, SendResult } from '../../ports/ports.ts';
import { executeCommand, systemMetadata } from '../incident/execute-command.ts';
import { TAKE_OVER_AFTER_MS } from './page-responder.ts';

const MAXIMUM_ATTEMPTS = 3;

/** Some recipients could not be reached now; the queue delivers the job again and only they are tried. */
export class RecipientsLeftError extends Error {
  override readonly name = 'RecipientsLeftError';
  readonly code = 'recipients-left';
}

/**
 * Tells one audience about one event: the list is expanded now, the incident is shown as it was then, each recipient has a
 * row in the ledger, and what was achieved goes on the timeline once.
 *
 * @throws RecipientsLeftError when trying again makes sense
 */
export const tellStakeholders = async (ports: Ports, job: CommunicationJob): Promise<void> => {
  const lookup = lookupIn(await ports.configuration.current());
  const { configuration } = lookup;
  const plan = configuration.communicationPlans.find((p) => p.id === job.planId);
  const template = configuration.templates.find((t) => t.id === plan?.template);
  if (!plan || !template) return;
  const commits = await ports.stores.commits.read(job.incidentId, 0);
  const then = foldCommits(commits.filter((c) => c.seq <= job.seq));
  const event = commits.find((c) => c.seq === job.seq)?.events[job.eventIndex];
  if (!then || !event) return;

  const messageId = `${job.incidentId}.c${job.seq}e${job.eventIndex}.${plan.id}`;
  const earlier = (await ports.stores.deliveries.ofIncident(job.incidentId)).filter((d) => d.messageId === messageId);
  const commander = then.roles['incident-commander']?.personId;
  let reached = 0;
  let failed = 0;
  let again = 0;
  for (const recipient of recipientsOf(plan, then, configuration)) {
    const rows = earlier.filter((d) => d.recipient === recipient.id && d.channel === recipient.channel);
    if (rows.some((d) => d.status === 'handed-over' || d.status === 'delivered')) {
      reached += 1;
      continue;
    }
    const attempt = rows.filter((d) => d.status === 'failed').length + 1;
    if (attempt > MAXIMUM_ATTEMPTS) {
      failed += 1;
      continue;
    }
    const row: Delivery = {
      deliveryId: `${messageId}/${recipient.id}/${recipient.channel}/${attempt}`,
      incidentId: job.incidentId,
      messageId,
      kind: 'communication',
      recipient: recipient.id,
      recipientName: recipient.name,
      channel: recipient.channel,
      address: recipient.address,
      status: 'intended',
      attempts: 0,
      intendedAt: toIso(ports.clock.now()),
      subject: `${job.occasion}, ${plan.audience}`,
      job,
    };
    const intended = await ports.stores.deliveries.intend(row, ports.clock.now() - TAKE_OVER_AFTER_MS);
    if (!intended) continue;
    const facts: TemplateFacts = {
      incident: shownIncidentOf(then),
      occasion: job.occasion,
      audience: plan.audience,
      recipientName: recipient.name,
      said: saidBy(event),
      serviceName: lookup.service(then.serviceId)?.name ?? then.serviceId,
      organisation: configuration.organisation.name,
      commanderName: commander ? lookup.person(commander)?.name : undefined,
      incidentUrl: `${ports.publicUrl}/v1/incidents/${then.number}`,
    };
    const rendered = WAYS_OF_TELLING[recipient.channel].renderCommunication({
      ...facts,
      fill: (part, escaped) => fillTemplate(template[part], facts, escaped),
    });
    await ports.stores.durable();
    const result: SendResult = (await ports.transports[recipient.channel]?.send({
      channel: recipient.channel,
      address: recipient.address,
      idempotencyKey: hashOf([messageId, recipient.id, recipient.channel]).slice(0, 32),
      ...rendered,
    })) ?? { sent: false, retryable: false, reason: `This process does not send by ${recipient.channel}.` };
    const now = toIso(ports.clock.now());
    const key = { incidentId: job.incidentId, deliveryId: intended.deliveryId };
    if (result.sent) {
      reached += 1;
      await ports.stores.deliveries.settle({
        ...key,
        status: 'handed-over',
        handedOverAt: now,
        providerId: result.providerId,
      });
      continue;
    }
    await ports.stores.deliveries.settle({ ...key, status: 'failed', failedAt: now, failure: result.reason });
    ports.observer.failed(`telling ${recipient.name} by ${recipient.channel}`, new Error(result.reason), {
      messageId,
      attempt,
    });
    if (result.retryable && attempt < MAXIMUM_ATTEMPTS) again += 1;
    else failed += 1;
  }
  // Told again when a later try reached more: the last line on the timeline is how it ended.
  const told = commits
    .flatMap((c) => c.events)
    .findLast((e): e is EventOf<'StakeholdersTold'> => e.type === 'StakeholdersTold' && e.messageId === messageId);
  const news = told === undefined ? reached + failed > 0 : told.reached !== reached || told.failed !== failed + again;
  if (news) {
    await executeCommand(ports, lookup, job.incidentId, {
      type: 'record-told',
      messageId,
      occasion: job.occasion,
      audience: plan.audience,
      planId: plan.id,
      reached,
      failed: failed + again,
      metadata: systemMetadata(ports, 'system', 'tell-stakeholders'),
    });
    ports.observer.happened({
      kind: 'stakeholders-told',
      text: `Told ${plan.audience} (${job.occasion}): ${reached} reached${failed + again > 0 ? `, ${failed + again} not reached` : ''}`,
      at: toIso(ports.clock.now()),
      incident: then.number,
      details: { occasion: job.occasion, audience: plan.audience, reached, failed: failed + again },
    });
  }
  await ports.stores.durable();
  if (again > 0) throw new RecipientsLeftError(`${again} recipient(s) of ${messageId} could not be reached yet.`);
};
