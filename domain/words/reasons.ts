/** What stands as a reason where whoever declared a major incident gave none. */
export const NO_REASON_GIVEN = { accepted: 'accepted', opened: 'declared by hand' } as const;

/** Why a manager is paged: about a candidate, and about what was declared. */
export const WAITS_FOR_A_DECISION = 'a candidate waits for a decision';
export const NEEDS_A_COMMANDER = 'a major incident was declared and needs a commander';

const GIVEN_BY_NOBODY: ReadonlySet<string> = new Set(Object.values(NO_REASON_GIVEN));

/** Whether it says more than that somebody did it. */
export const saysWhy = (reason: string): boolean => !GIVEN_BY_NOBODY.has(reason);

/** People read what a rule says of itself, not its id. */
export const because = (reason: string): string => reason.replace(/^rule [\w-]+: /, '');
