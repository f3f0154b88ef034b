import type { Account } from '../../ports/account.ts';

/** What an account says that is as it should be, and what is said otherwise. */
export const accountThatSays = (
  said: {
    readonly [Part in keyof Account]?: Partial<Account[Part]>;
  } = {},
): Account => ({
  mail: {
    standing: async () => ({ isSandbox: false, maySend: true, mostADay: 50_000, sentInADay: 12 }),
    sender: async () => ({ identity: 'example.com', isVerified: true, isSigned: true }),
    suppressed: async () => new Set(),
    ...said.mail,
  },
  texts: {
    isSandbox: async () => false,
    limit: async () => 100,
    spent: async () => 3.5,
    optedOut: async () => new Set(),
    ...said.texts,
  },
  alarms: { listeners: async () => 1, ...said.alarms },
  limits: { concurrency: async () => 1_000, ...said.limits },
});
