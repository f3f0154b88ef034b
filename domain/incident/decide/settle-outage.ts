import type { Draft } from '../draft.ts';
import { isUnresolved } from '../state.ts';

/** After each decision: what is over leads nothing and is a part of nothing, nor is what was declared by itself. */
export const settleOutage = (draft: Draft): void => {
  const { state } = draft;
  const isOver = !isUnresolved(state);
  if (state.partOf !== undefined && (isOver || state.major === 'accepted')) {
    const { incidentId: leadId, number: leadNumber } = state.partOf;
    const reason = isOver ? `it is ${state.status}` : 'it is a major incident itself';
    draft.raise({ type: 'OutageLeft', leadId, leadNumber, reason });
  }
  if (!isOver) return;
  for (const { incidentId, number } of state.parts ?? [])
    draft.raise({
      type: 'PartLeft',
      partId: incidentId,
      partNumber: number,
      reason: `${state.number} is ${state.status}`,
    });
};
