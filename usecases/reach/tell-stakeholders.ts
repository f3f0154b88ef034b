import { hashOf } from '../../domain/chain/chain.ts';
import { CHANNELS, TELLING_CHANNELS, WAYS_OF_TELLING } from '../../domain/channel/index.ts';
import { messageIdOf, rowsAfter, rowsOf } from '../../domain/communication/message-id.ts';
import { type Recipient, recipientsOf } from '../../domain/communication/recipients.ts';
import { type ToldEvent, toldEventOf } from '../../domain/communication/told-event.ts';
import type { Lookup } from '../../domain/configuration/lookup.ts';
import type { Delivery } from '../../domain/delivery/delivery.ts';
import { COMMUNICATION_RETRIES } from '../../domain/delivery/retries.ts';
import type { CommunicationJob } from '../../domain/incident/effects.ts';
import type { EventOf } from '../../domain/incident/events.ts';
import { toIso, toMs } from '../../domain/instant/instant.ts';
import type { Ports } from '../../ports/ports.ts';
import { executeCommand, systemMetadata } from '../incident/execute-command.ts';
import { stateAt } from '../incident/load-incident.ts';
import { calledIfRead } from '../personal/read-words.ts';
import { deliver, type Outcome, type Outgoing } from './deliver.ts';
import { mailEnvelopeOf } from './mail-envelope.ts';
import { sideBySide } from './side-by-side.ts';
import { type Message, stakeholderMessageOf } from './stakeholder-message.ts';
import { toldTogether } from './told-together.ts';

/** After this long no more are begun in one turn: the rest is another job, so that no turn outlives its function. */
const TURN_MS = 60_000;

/** What has become of it for each recipient so far. */
interface Progress {
  /** Some had been tried before this turn. */
  readonly isRepeat: boolean;
  reached: number;
  failed: number;
  /** When each of those who are left is tried again, in milliseconds. */
  readonly left: number[];
  /** Who was refused for good, or could not be reached for the third time, in this turn. */
  readonly missed: Missed[];
}

interface Missed {
  readonly name: string;
  readonly failure: string;
  readonly after: 'refusal' | 'third-try';
}

/** From this miss on it is no hiccup: somebody is told, while it goes on being tried. */
const TRIES_BEFORE_TOLD = 3;

/**
 * Tells one audience about one event: the list is expanded now, the incident is shown as it was then, each recipient has a
 * row in the ledger, and what was achieved goes on the timeline once. Whoever could not be reached for the moment is tried
 * again by a job of their own, for a day, or until the plan has said something newer.
 *
 * @throws what a store throws; the job is to be run again then
 */
export const tellStakeholders = async (ports: Ports, job: CommunicationJob): Promise<void> => {
  const lookup = await ports.inForce();
  const plan = lookup.configuration.communicationPlans.find((p) => p.id === job.planId);
  if (!plan) return;
  const template = lookup.configuration.templates.find((t) => t.id === plan.template);
  const told = job.told ?? (await toldThen(ports, job));
  if (!told) return;
  const together = await toldTogether(ports, lookup, job, told);
  if (!together) return;
  const { occasion, parts } = together;
  const called = together.told.incident;
  const message: Message = {
    id: messageIdOf(job),
    job: { ...job, occasion },
    told: { ...together.told, incident: await calledIfRead(ports, called, called.words) },
    parts,
    plan,
    template,
  };
  const progress = await sendToAll(ports, lookup, message);
  const failed = progress.failed + progress.left.length;
  await record(ports, lookup, message, progress, failed);
  await sayWhoWasMissed(ports, lookup, message, progress.missed);
  await ports.stores.durable();
  if (progress.left.length === 0) return;
  const seconds = Math.max(0, Math.ceil((Math.min(...progress.left) - ports.clock.now()) / 1000));
  await ports.queues.sendCommunication({ ...job, recorded: { reached: progress.reached, failed } }, seconds);
};

/** For a job of an earlier version, or one found in the ledger, which keeps no copy of the message for each recipient. */
const toldThen = async (
  ports: Ports,
  { incidentId, seq, eventIndex }: CommunicationJob,
): Promise<ToldEvent | undefined> => {
  const [commit] = await ports.stores.commits.read(incidentId, seq - 1, 1);
  const state = await stateAt(ports, incidentId, seq);
  const event = commit?.events[eventIndex];
  return state && commit && event && toldEventOf(state, commit, event);
};

const sendToAll = async (ports: Ports, lookup: Lookup, message: Message): Promise<Progress> => {
  const { job, plan, told } = message;
  const { from, to } = rowsOf(message.id);
  const rows = new Map<string, Delivery>();
  for (const row of await ports.stores.deliveries.between(job.incidentId, from, to)) {
    const key = `${row.recipient}/${row.channel}`;
    if (!wasReached(rows.get(key))) rows.set(key, row);
  }
  const progress: Progress = { isRepeat: rows.size > 0, reached: 0, failed: 0, left: [], missed: [] };
  const isOver = progress.isRepeat && (await isSuperseded(ports, job));
  const began = ports.clock.now();
  const toSend: { recipient: Recipient; row: Delivery | undefined }[] = [];
  for (const recipient of recipientsOf(plan, told.incident, job.occasion, lookup.configuration)) {
    const row = rows.get(`${recipient.id}/${recipient.channel}`);
    const due = row?.nextTryAt === undefined ? began : toMs(row.nextTryAt);
    if (wasReached(row)) progress.reached += 1;
    else if (row?.status === 'failed' && (isOver || (row.nextTryAt === undefined && job.messageId))) {
      progress.failed += 1;
      if (isOver && row.nextTryAt !== undefined) await giveUp(ports, row);
    } else if (due > began) progress.left.push(due);
    else toSend.push({ recipient, row });
  }
  await Promise.all(
    TELLING_CHANNELS.map((channel) =>
      sideBySide(
        toSend.filter(({ recipient }) => recipient.channel === channel),
        CHANNELS[channel].limits.atOnce ?? 1,
        async ({ recipient, row }) => {
          if (ports.clock.now() - began > TURN_MS) {
            progress.left.push(began);
            return;
          }
          let failure = '';
          const outcome = await tell(ports, lookup, message, recipient, row, {
            tryAgain: (seconds) => {
              progress.left.push(ports.clock.now() + seconds * 1000);
            },
            onFailure: async (reason) => {
              failure = reason;
            },
          });
          const tries = (row?.attempts ?? 0) + 1;
          if (outcome === 'failed' && tries <= TRIES_BEFORE_TOLD) {
            progress.missed.push({ name: recipient.name, failure, after: 'refusal' });
          }
          if (outcome === 'again' && tries === TRIES_BEFORE_TOLD) {
            progress.missed.push({ name: recipient.name, failure, after: 'third-try' });
          }
          if (outcome === 'sent') progress.reached += 1;
          if (outcome === 'failed') progress.failed += 1;
        },
      ),
    ),
  );
  return progress;
};

const wasReached = (row: Delivery | undefined): boolean =>
  row !== undefined && row.status !== 'intended' && row.status !== 'failed';

/** Whoever was not reached is not told of what the same plan has meanwhile overtaken. */
const isSuperseded = async (ports: Ports, job: CommunicationJob): Promise<boolean> => {
  if (job.messageId === undefined) return false;
  const { from, to } = rowsAfter(job);
  return (await ports.stores.deliveries.between(job.incidentId, from, to, 1)).length > 0;
};

const giveUp = (ports: Ports, { incidentId, deliveryId, failure }: Delivery): Promise<void> =>
  ports.stores.deliveries.settle({
    incidentId,
    deliveryId,
    status: 'failed',
    failure: `${failure}; not tried again, because the plan has said something newer`,
  });

const tell = (
  ports: Ports,
  lookup: Lookup,
  message: Message,
  recipient: Recipient,
  row: Delivery | undefined,
  then: Pick<Outgoing, 'tryAgain' | 'onFailure'>,
): Promise<Outcome> => {
  const { id: messageId, job, plan, told } = message;
  const { recorded: _, told: __, ...bare } = job;
  const attempts = row?.attempts ?? 0;
  const idempotencyKey = hashOf([messageId, recipient.id, recipient.channel]).slice(0, 32);
  return deliver(ports, {
    row: {
      // One row for all tries: a provider may be gone for a day.
      deliveryId: row?.deliveryId ?? `${messageId}/${recipient.id}/${recipient.channel}/1`,
      incidentId: job.incidentId,
      messageId,
      kind: 'communication',
      recipient: recipient.id,
      recipientName: recipient.name,
      channel: recipient.channel,
      address: recipient.address,
      attempts,
      subject: `${job.occasion}, ${plan.audience}`,
      job: bare,
    },
    what: `telling ${recipient.name} by ${recipient.channel}`,
    idempotencyKey,
    render: async () => ({
      ...WAYS_OF_TELLING[recipient.channel].renderCommunication(
        await stakeholderMessageOf(ports, lookup, message, recipient),
      ),
      mail: mailEnvelopeOf(lookup, { incidentId: job.incidentId, audience: plan.audience, idempotencyKey }),
    }),
    retries: COMMUNICATION_RETRIES,
    tries: attempts + 1,
    since: told.at,
    ...then,
  });
};

/** After its event: what was achieved is recorded within a turn, and a storm may come between. */
const MOST_COMMITS_BETWEEN = 500;

/** For a job that was delivered again, or found in the ledger: the timeline itself knows what it says. */
const recordedBefore = async (
  ports: Ports,
  { incidentId, seq }: CommunicationJob,
  messageId: string,
): Promise<EventOf<'StakeholdersTold'> | undefined> =>
  (await ports.stores.commits.read(incidentId, seq, MOST_COMMITS_BETWEEN))
    .flatMap((commit) => commit.events)
    .findLast((e): e is EventOf<'StakeholdersTold'> => e.type === 'StakeholdersTold' && e.messageId === messageId);

/** Once for each message and each way of missing: whoever communicates is told, and need not look it up. */
const sayWhoWasMissed = async (
  ports: Ports,
  lookup: Lookup,
  { id: messageId, job, plan }: Message,
  missed: readonly Missed[],
): Promise<void> => {
  for (const after of ['refusal', 'third-try'] as const) {
    const [first, ...rest] = missed.filter((one) => one.after === after);
    if (!first) continue;
    await executeCommand(ports, lookup, job.incidentId, {
      type: 'note-missed-stakeholders',
      messageId,
      occasion: job.occasion,
      audience: plan.audience,
      after,
      names: [first, ...rest].map(({ name }) => name),
      failure: first.failure,
      metadata: systemMetadata(ports, 'system', 'tell-stakeholders'),
    });
  }
};

/** Told again when a later try reached more: the last line on the timeline is how it ended. */
const record = async (
  ports: Ports,
  lookup: Lookup,
  { id: messageId, job, plan, told }: Message,
  { reached, isRepeat }: Progress,
  failed: number,
): Promise<void> => {
  const before = job.recorded ?? (isRepeat ? await recordedBefore(ports, job, messageId) : undefined);
  if (reached === (before?.reached ?? 0) && failed === (before?.failed ?? 0)) return;
  await executeCommand(ports, lookup, job.incidentId, {
    type: 'record-told',
    messageId,
    occasion: job.occasion,
    audience: plan.audience,
    planId: plan.id,
    reached,
    failed,
    metadata: systemMetadata(ports, 'system', 'tell-stakeholders'),
  });
  ports.observer.happened({
    kind: 'stakeholders-told',
    text: `Told ${plan.audience} (${job.occasion}): ${reached} reached${failed > 0 ? `, ${failed} not reached` : ''}`,
    at: toIso(ports.clock.now()),
    incident: told.incident.number,
    details: { occasion: job.occasion, audience: plan.audience, reached, failed },
  });
};
