/** What stands as a reason where whoever declared a major incident gave none. */
export const NO_REASON_GIVEN = { accepted: 'accepted', opened: 'declared by hand' } as const;

const GIVEN_BY_NOBODY: ReadonlySet<string> = new Set(Object.values(NO_REASON_GIVEN));

/** Whether it says more than that somebody did it. */
export const saysWhy = (reason: string): boolean => !GIVEN_BY_NOBODY.has(reason);

/** People read what a rule says of itself, not its id. */
export const because = (reason: string): string => reason.replace(/^rule [\w-]+: /, '');
