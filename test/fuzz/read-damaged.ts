import { sourceById } from '../../sources/index.ts';
import { NotUnderstoodError, type Parsed, type SourceRequest } from '../../sources/source.ts';
import { FIXTURE_RECEIVED_AT, integrationOf } from '../fakes/source-fixtures.ts';
import { frozen, isPolluted, problemsOf, problemsOfReason } from './properties.ts';

/** Whether anything came of a request, so that a run can tell whether its damage leaves something to understand. */
export type Outcome = 'understood' | 'refused';

export class PropertyError extends Error {
  override readonly name = 'PropertyError';
}

/** @throws PropertyError naming everything that does not hold */
export const mustBeSound = (problems: readonly string[]): void => {
  const all = isPolluted() ? [...problems, 'a prototype has been changed'] : problems;
  if (all.length > 0) throw new PropertyError([...new Set(all)].join('; '));
};

const parsedOrReason = (read: () => Parsed): Parsed | NotUnderstoodError => {
  try {
    return read();
  } catch (error) {
    if (error instanceof NotUnderstoodError) return error;
    throw error;
  }
};

/**
 * Reads a body twice, as no source may be caught: it understands it or refuses it in words, changes nothing, says the same
 * again, and lets nothing through that cannot be kept.
 *
 * @throws PropertyError, and whatever the source throws beside its refusal
 */
export const readDamaged = (id: string, body: unknown, changes: Partial<SourceRequest> = {}): Outcome => {
  const source = sourceById(id);
  if (!source) throw new Error(`There is no source "${id}".`);
  const request = frozen({
    body,
    headers: {},
    integration: integrationOf(id),
    receivedAt: FIXTURE_RECEIVED_AT,
    ...changes,
  });
  const parsed = parsedOrReason(() => source.parse(request));
  const again = parsedOrReason(() => source.parse(request));
  if (parsed instanceof NotUnderstoodError) {
    mustBeSound(problemsOfReason(parsed.message));
    if (!(again instanceof NotUnderstoodError) || again.message !== parsed.message) {
      throw new PropertyError('it is refused once and not again');
    }
    return 'refused';
  }
  mustBeSound(problemsOf(parsed, id, request.receivedAt));
  if (JSON.stringify(again) !== JSON.stringify(parsed))
    throw new PropertyError('it says something else the second time');
  return parsed.signals.length + (parsed.changes?.length ?? 0) > 0 || parsed.ignored !== undefined
    ? 'understood'
    : 'refused';
};
