import { RECENT_HOURS } from '../../change/change.ts';
import { DomainError } from '../../failure/domain-error.ts';
import type { CommandOf } from '../commands.ts';
import type { Draft } from '../draft.ts';
import { refuse } from './refuse.ts';
import type { SomeRules } from './rules.ts';

/** Once, when it has just been opened: what was changed afterwards cannot have begun it. */
const noteChanges = (draft: Draft, { changes, total }: CommandOf<'note-changes'>): void => {
  if (changes.length === 0 || draft.state.changesNoted !== undefined) return;
  draft.raise({ type: 'ChangesNoted', changes: [...changes], total, withinHours: RECENT_HOURS });
};

/** Somebody found out which change caused it; there may be several. Also long after it is over, for the review. */
const linkChange = (draft: Draft, { change, changeId, reason }: CommandOf<'link-change'>): void => {
  const { state } = draft;
  if (state.status === 'merged')
    refuse(state, 'No change was linked', `it was merged into ${state.mergedInto?.number}`);
  if (!change) throw new DomainError('invalid-command', `There is no change "${changeId}".`);
  if (state.causes?.some(({ id, serviceId }) => id === change.id && serviceId === change.serviceId)) return;
  draft.raise({ type: 'ChangeLinked', change, reason });
};

/** It was another one. What was said before stays on the timeline. */
const unlinkChange = (draft: Draft, { changeId, reason }: CommandOf<'unlink-change'>): void => {
  const { state } = draft;
  const linked = state.causes?.filter(({ id }) => id === changeId) ?? [];
  if (linked.length === 0) refuse(state, 'No change was unlinked', `no change "${changeId}" is linked to it`);
  for (const change of linked) draft.raise({ type: 'ChangeUnlinked', change, reason });
};

export const changeRules = {
  'note-changes': noteChanges,
  'link-change': linkChange,
  'unlink-change': unlinkChange,
} satisfies SomeRules;
