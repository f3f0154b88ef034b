import type { Lookup } from '../../domain/configuration/lookup.ts';
import { outageSlotOf } from '../../domain/correlation/correlation.ts';
import type { AskedElsewhere, CommandOf } from '../../domain/incident/commands.ts';
import type { Effect } from '../../domain/incident/effects.ts';
import { isDecided, leadOf, mayBeInOutage, oneOutageWith, outageReason } from '../../domain/incident/outage.ts';
import type { IncidentState } from '../../domain/incident/state.ts';
import { relatedTo } from '../../domain/service/dependencies.ts';
import type { Ports } from '../../ports/ports.ts';
import { endOfMerges } from './end-of-merges.ts';
import { executeCommand, systemMetadata } from './execute-command.ts';
import { loadIncident } from './load-incident.ts';

/** Slots asked for at once; hundreds of services may depend on one. */
const AT_ONCE = 25;

/** Somebody else may gather the same outage: it is looked at again so often at most. */
const MOST_ROUNDS = 4;

/**
 * Finds what has begun of one outage with this incident, and makes of it one proposal, which the service leads that the others depend on. Each incident first says where it
 * is found and then looks for others, so that of two that begin at once one at least sees the other. May be repeated at any time.
 */
export const gatherOutage = async (ports: Ports, lookup: Lookup, incidentId: string): Promise<void> => {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const state = await current(ports, incidentId);
    if (!state || state.incidentId !== incidentId || !mayBeInOutage(state)) return;
    await register(ports, state);
    const members = await membersWith(ports, lookup, state);
    const lead = members.length > 1 ? leadOf(members, lookup) : undefined;
    if (!lead) return;
    const joining = members.filter((member) => member.incidentId !== lead.incidentId && mayJoin(member, lead));
    // Parts first: what led them until now has none when it becomes a part itself.
    joining.sort((a, b) => (a.parts?.length ?? 0) - (b.parts?.length ?? 0));
    let isWhole = true;
    for (const part of joining) isWhole = (await joinPart(ports, lookup, lead, part)) && isWhole;
    if (isWhole) return;
  }
};

/** What is decided about by itself is no part of another outage. */
const mayJoin = (member: IncidentState, lead: IncidentState): boolean =>
  member.partOf?.incidentId !== lead.incidentId && !(isDecided(member) && member.partOf === undefined);

const current = (ports: Ports, incidentId: string): Promise<IncidentState | undefined> =>
  endOfMerges((id) => loadIncident(ports, id), incidentId);

/** The newest of a service is found; one that is still asked about stays where it is found. */
const register = async (ports: Ports, state: IncidentState): Promise<void> => {
  const slotKey = outageSlotOf(state);
  const { incidentId: holder } = await ports.stores.slots.claim(slotKey, state.incidentId);
  if (holder === state.incidentId) return;
  const held = await current(ports, holder);
  const isAskedAbout = held !== undefined && mayBeInOutage(held) && held.major === 'candidate';
  if (!isAskedAbout || state.major === 'candidate') await ports.stores.slots.replace(slotKey, holder, state.incidentId);
};

/** The incident with everything that has begun of one outage with it, and all that is together with that already. */
const membersWith = async (ports: Ports, lookup: Lookup, state: IncidentState): Promise<IncidentState[]> => {
  const members = new Map([[state.incidentId, state]]);
  const add = async (incidentId: string): Promise<IncidentState | undefined> => {
    const known = members.get(incidentId) ?? (await current(ports, incidentId));
    if (known && mayBeInOutage(known)) members.set(known.incidentId, known);
    return known;
  };
  const addWhole = async (member: IncidentState): Promise<void> => {
    const lead = member.partOf === undefined ? member : await add(member.partOf.incidentId);
    for (const { incidentId } of lead?.parts ?? []) await add(incidentId);
  };
  await addWhole(state);
  const slots = relatedTo(lookup, state.serviceId).map((serviceId) =>
    outageSlotOf({ serviceId, environment: state.environment }),
  );
  const others: IncidentState[] = [];
  for (let from = 0; from < slots.length; from += AT_ONCE) {
    const holders = await Promise.all(slots.slice(from, from + AT_ONCE).map((slot) => ports.stores.slots.holder(slot)));
    for (const holder of holders) {
      const other = holder === undefined ? undefined : await current(ports, holder);
      if (other && mayBeInOutage(other)) others.push(other);
    }
  }
  for (const other of oneOutageWith(state, others, lookup)) {
    members.set(other.incidentId, other);
    await addWhole(other);
  }
  return [...members.values()];
};

/** Managers who were asked about an incident before it became a part, and whether they have answered. */
const askedAbout = ({ pagings, severity }: IncidentState): AskedElsewhere | undefined => {
  const asked = Object.values(pagings).findLast(
    ({ purpose, level, status }) =>
      purpose === 'major-incident-manager' && (status === 'acknowledged' || (status === 'paging' && level > 0)),
  );
  return asked && { by: asked.acknowledgedBy, level: asked.level, until: asked.acknowledgeBy, severity };
};

const takingPart = (
  lead: IncidentState,
  part: IncidentState,
  lookup: Lookup,
): Omit<CommandOf<'take-part'>, 'metadata'> => {
  const { incidentId, number, serviceId, severity, impact, urgency, candidate, businessImpact } = part;
  return {
    type: 'take-part',
    part: { incidentId, number, serviceId, severity, impact, urgency },
    reason: outageReason(lead.serviceId, [serviceId], lookup),
    candidate: candidate && {
      decideBy: candidate.decideBy,
      escalations: candidate.escalations,
      reason: candidate.reason,
      ruleId: candidate.ruleId,
      businessImpact,
      promotes: candidate.promotes,
    },
    asked: part.major === 'candidate' ? askedAbout(part) : undefined,
    promotedBy: part.lastEvaluation?.action === 'promote' ? part.lastEvaluation : undefined,
  };
};

/** @returns false where one of the two has changed meanwhile, so that they are not one */
const joinPart = async (ports: Ports, lookup: Lookup, lead: IncidentState, part: IncidentState): Promise<boolean> => {
  const metadata = systemMetadata(ports, 'system', 'outage');
  const command = takingPart(lead, part, lookup);
  const led = await executeCommand(ports, lookup, lead.incidentId, { ...command, metadata });
  return isLedBy(led.state, part.incidentId) && becomePart(ports, lookup, led.state, part.incidentId);
};

const isLedBy = ({ parts }: IncidentState, partId: string): boolean =>
  parts?.some(({ incidentId }) => incidentId === partId) === true;

const becomePart = async (ports: Ports, lookup: Lookup, lead: IncidentState, partId: string): Promise<boolean> => {
  const { incidentId: leadId, number: leadNumber } = lead;
  const service = lead.parts?.find(({ incidentId }) => incidentId === partId)?.serviceId;
  const reason = outageReason(lead.serviceId, service === undefined ? [] : [service], lookup);
  const metadata = systemMetadata(ports, 'system', 'outage');
  const command = { type: 'join-outage', leadId, leadNumber, reason, metadata } as const;
  const { state } = await executeCommand(ports, lookup, partId, command);
  if (state.partOf?.incidentId === leadId) return true;
  const why = state.partOf ? `it is a part of ${state.partOf.number}` : `it is ${state.status}`;
  await dropPart(ports, lookup, { leadId, partId, reason: why });
  return false;
};

/** Two incidents say of each other that they are one, or neither does: each commit of one looks after the other. */
export const confirmPart = async (ports: Ports, lookup: Lookup, leadId: string, partId: string): Promise<void> => {
  const [lead, part] = await Promise.all([loadIncident(ports, leadId), loadIncident(ports, partId)]);
  if (!lead || !part) return;
  const isPart = part.partOf?.incidentId === leadId;
  if (isLedBy(lead, partId) === isPart) return;
  if (isPart) await leaveOutage(ports, lookup, partId, leadId, `${lead.number} does not lead it`);
  else await becomePart(ports, lookup, lead, partId);
};

/** The incident that leads an outage hears of a part that has become worse. */
export const tellLead = async (ports: Ports, lookup: Lookup, leadId: string, partId: string): Promise<void> => {
  const [lead, part] = await Promise.all([loadIncident(ports, leadId), loadIncident(ports, partId)]);
  if (!lead || part?.partOf?.incidentId !== leadId) return;
  const metadata = systemMetadata(ports, 'system', 'outage');
  await executeCommand(ports, lookup, leadId, { ...takingPart(lead, part, lookup), metadata });
};

export const leaveOutage = async (
  ports: Ports,
  lookup: Lookup,
  partId: string,
  leadId: string,
  reason: string,
): Promise<void> => {
  const metadata = systemMetadata(ports, 'system', 'outage');
  await executeCommand(ports, lookup, partId, { type: 'leave-outage', leadId, reason, metadata });
};

export const dropPart = async (
  ports: Ports,
  lookup: Lookup,
  {
    leadId,
    partId,
    reason,
    taken,
  }: Pick<Extract<Effect, { kind: 'drop-part' }>, 'leadId' | 'partId' | 'reason' | 'taken'>,
): Promise<void> => {
  const metadata = systemMetadata(ports, 'system', 'outage');
  await executeCommand(ports, lookup, leadId, { type: 'drop-part', partId, reason, taken, metadata });
};
