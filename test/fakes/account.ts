import { ALL_GIVEN_UP, type GivenUp } from '../../domain/failure/given-up.ts';
import type { Account, DeadLetterCount } from '../../ports/account.ts';

const emptied = (holds: GivenUp): DeadLetterCount => ({
  holds,
  messages: 0,
  url: `https://sqs.eu-central-1.amazonaws.com/123456789012/${holds}`,
  arn: `arn:aws:sqs:eu-central-1:123456789012:${holds}`,
});

/** Nothing is given up but so many of these. */
export const givenUp = (messages: Partial<Record<GivenUp, number>>) => async (): Promise<DeadLetterCount[]> =>
  ALL_GIVEN_UP.map((holds) => ({ ...emptied(holds), messages: messages[holds] ?? 0 }));

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
  deadLetters: {
    counts: async () => ALL_GIVEN_UP.map((holds) => emptied(holds)),
    ...said.deadLetters,
  },
});
