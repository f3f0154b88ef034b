import type { Occasion } from '../configuration/communications.ts';

/** Whose headline comes first where several things are told at once. */
const FIRST: readonly Occasion[] = [
  'unanswered',
  'resolved',
  'relapsed',
  'mitigated',
  'demoted',
  'merged',
  'severity-changed',
  'declared',
  'update-overdue',
  'update',
  'review-overdue',
  'review-opened',
];

/** Of what is told at once, the occasion under which it is told. */
export const foremost = (occasions: readonly Occasion[]): Occasion | undefined =>
  FIRST.find((occasion) => occasions.includes(occasion));
