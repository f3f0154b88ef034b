import type { GivenUp } from '../domain/failure/given-up.ts';

/** What an account of a provider says of itself: it decides whether messages leave, and Muster can only ask. Each question may fail alone. */
export interface Account {
  readonly mail: MailAccount;
  readonly texts: TextAccount;
  readonly alarms: AlarmTopic;
  readonly limits: AccountLimits;
  readonly deadLetters: DeadLetterQueues;
}

export interface MailAccount {
  standing(): Promise<{
    /** Only verified addresses are sent to. */
    readonly isSandbox: boolean;
    /** False while the provider has paused the account. */
    readonly maySend: boolean;
    readonly mostADay: number;
    readonly sentInADay: number;
  }>;
  /** Whom mail comes from. */
  sender(): Promise<{ readonly identity: string; readonly isVerified: boolean; readonly isSigned: boolean }>;
  /** Addresses that no mail is sent to, because it came back before. */
  suppressed(): Promise<ReadonlySet<string>>;
}

export interface TextAccount {
  /** Only verified numbers are sent to. */
  isSandbox(): Promise<boolean>;
  /** In US dollars a month; undefined where there is none of one's own, and the provider's holds. */
  limit(): Promise<number | undefined>;
  /** In US dollars since the month began. */
  spent(): Promise<number>;
  /** Numbers whose owners have answered STOP. */
  optedOut(): Promise<ReadonlySet<string>>;
}

export interface AlarmTopic {
  /** How many have confirmed that they are told. */
  listeners(): Promise<number>;
}

export interface AccountLimits {
  /** How many functions run at a time, over the whole account and region. */
  concurrency(): Promise<number>;
}

export interface DeadLetterQueues {
  /** Of each queue what is in it that nobody could process. */
  counts(): Promise<readonly DeadLetterCount[]>;
}

export interface DeadLetterCount {
  readonly holds: GivenUp;
  readonly messages: number;
  /** What a command names it by. */
  readonly url: string;
  readonly arn: string;
}
