import type { Deciding } from '../stream/stream.ts';
import type { SuppressionEvent } from './events.ts';
import { suppressionFold } from './fold.ts';
import type { SuppressionEnd, SuppressionState } from './state.ts';

/** Ends it. */
export interface EndCommand {
  readonly type: 'end';
  readonly how: SuppressionEnd;
  /** Of a silence that ends with the recovery of its alert: the one that has recovered. */
  readonly episode?: number;
}

export const decideEnd = (command: EndCommand, state: SuppressionState | undefined): SuppressionEvent[] => {
  if (!state || state.ended) return [];
  // Made anew since, while the alert fired again: that one is not over.
  if (command.episode !== undefined && (state.episode ?? 0) > command.episode) return [];
  return [{ type: 'SuppressionEnded', how: command.how }];
};

/** A suppression for whoever only ends it: on the hot path, where a recovery does, no recurrence is reckoned. */
export const endingSuppression: Deciding<SuppressionEvent, SuppressionState, EndCommand> = {
  ...suppressionFold,
  decide: (_id, command, state) => decideEnd(command, state),
};
