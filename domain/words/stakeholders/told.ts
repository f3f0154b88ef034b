/** What is known when stakeholders are told. Times are texts already, in the reader's clock; what is unknown is undefined. */
export interface Told {
  /** What people cannot do, while that is true; else the problem by the names of its services. */
  readonly what: string;
  readonly services: string;
  readonly title: string;
  readonly severity: string;
  readonly previous?: string | undefined;
  readonly threshold?: string | undefined;
  /** Typed for this audience, a sentence; a default where nobody has said. */
  readonly impact: string;
  readonly doing: string;
  /** What a person wrote to this audience, word for word. */
  readonly said?: string | undefined;
  readonly by: string;
  readonly reason?: string | undefined;
  readonly engaged: string;
  readonly status: string;
  readonly alerts: string;
  readonly byFix: boolean;
  readonly startedAt?: string | undefined;
  readonly startedAtWhole?: string | undefined;
  readonly mitigatedAt?: string | undefined;
  readonly relapsedAt: string;
  readonly resolvedAt: string;
  readonly watchUntil?: string | undefined;
  readonly promised?: string | undefined;
  readonly promisedClock?: string | undefined;
  readonly lastAt?: string | undefined;
  readonly lastSaid?: string | undefined;
  readonly duration?: string | undefined;
  readonly into?: string | undefined;
  readonly dueAt?: string | undefined;
  readonly owner?: string | undefined;
}

/** A headline before its title, the title, and what follows. */
export interface Words {
  readonly before: string;
  readonly title: string;
  readonly lead: string;
  /** It says itself when the reader hears again. */
  readonly tellsWhen?: true;
}

/** The moments that are told in words of their own; `below`: lower now than the reader wants to hear of. */
export type Moment =
  | 'declared'
  | 'severity-changed'
  | 'below'
  | 'update'
  | 'update-overdue'
  | 'mitigated'
  | 'relapsed'
  | 'resolved'
  | 'demoted'
  | 'merged'
  | 'review-opened'
  | 'review-overdue'
  | 'unanswered';

/** What is added for somebody who asked for worse than it has become. */
export const belowWords = (threshold: string): string =>
  `This is below the level you chose, ${threshold}. You will hear of it when it is over, or if it gets worse.`;

export const belowWordsInGerman = (threshold: string): string =>
  `Die Störung liegt jetzt unter der von Ihnen gewählten Schwelle ${threshold}. Wir melden uns wieder, wenn sie vorbei ist oder höher eingestuft wird.`;

/** The words of an audience in a language, for every moment. */
export type Catalogue = Readonly<Record<Moment, (t: Told) => Words>>;

/** A headline, its title, and the sentences that are known. */
export const words = (before: string, title: string, ...sentences: readonly (string | undefined | false)[]): Words => ({
  before,
  title,
  lead: sentences.filter((s): s is string => typeof s === 'string' && s !== '').join(' '),
});
