/** Secrets, and contacts of people, that were just told are kept by nobody on the way. */
export const NO_STORE = { 'cache-control': 'no-store' } as const;
