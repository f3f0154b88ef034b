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

/** Of what it held back, what still fired when it no longer did. */
export interface LetThroughCommand {
  readonly type: 'let-through';
  readonly alertIds: readonly string[];
}

/** So many are named; the others are counted. */
const NAMED = 50;

export const decideLetThrough = (
  { alertIds }: LetThroughCommand,
  state: SuppressionState | undefined,
): SuppressionEvent[] =>
  state ? [{ type: 'AlertsLetThrough', alertIds: alertIds.slice(0, NAMED), count: alertIds.length }] : [];

export const decideEnd = (command: EndCommand, state: SuppressionState | undefined): SuppressionEvent[] => {
  if (!state || state.ended) return [];
  // Made anew since, while the alert fired again: that one is not over.
  if (command.episode !== undefined && (state.episode ?? 0) > command.episode) return [];
  return [{ type: 'SuppressionEnded', how: command.how }];
};

/** A suppression for the hot path, where a recovery ends it or a repeat finds it over: no recurrence is reckoned. */
export const endingSuppression: Deciding<SuppressionEvent, SuppressionState, EndCommand | LetThroughCommand> = {
  ...suppressionFold,
  decide: (_id, command, state) =>
    command.type === 'end' ? decideEnd(command, state) : decideLetThrough(command, state),
};
