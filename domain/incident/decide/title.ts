import type { AlertReference } from '../../alert/alert.ts';
import type { Lookup } from '../../configuration/lookup.ts';
import { kindsFiring } from '../alerts-held.ts';
import type { Draft } from '../draft.ts';
import type { Headline } from '../state.ts';
import { isWorseAlert } from './assess-alerts.ts';

/**
 * People read the title of the worst alert that fires, the first of those that are as bad. It stays while its alert does and
 * nothing is worse, and while nothing fires. What a person opened is called as that person called it.
 *
 * @param said alerts of which the sender has just said more: their titles may be others
 */
export const retitle = (draft: Draft, lookup: Lookup, said: readonly AlertReference[] = []): void => {
  const { state } = draft;
  const { headlines = [] } = state.alerts;
  if (state.origin.kind === 'person') return;
  const isWorse = (a: Headline, b: Headline): boolean => isWorseAlert(a, b, state.environment, lookup);
  const worst = headlines.reduce<Headline | undefined>(
    (kept, one) => (kept === undefined || isWorse(one, kept) ? one : kept),
    undefined,
  );
  if (worst === undefined) return;
  const called = headlines.find(({ alertId }) => alertId === state.titleOf);
  if (called && !isWorse(worst, called)) {
    if (said.some(({ alertId }) => alertId === called.alertId)) nameAfter(draft, called);
    return;
  }
  // Others may be worse: those of before alerts were kept by their titles, and those beyond the ones that are.
  if (state.titleOf === undefined && state.firing > headlines.length) return;
  if (kindsFiring(state).some((kind) => isWorseAlert(kind, worst, state.environment, lookup))) return;
  nameAfter(draft, worst);
};

const nameAfter = (draft: Draft, { alertId, title, words }: Headline): void => {
  const { title: from, titleOf } = draft.state;
  if (title !== from || alertId !== titleOf) {
    draft.raise({ type: 'TitleChanged', from, title, alertId, ...(words && { words }) });
  }
};
