import type * as z from 'zod/mini';

/** What a page says, and what a program is told of it. */
export interface ShownPage {
  readonly pageId: string;
  readonly incidentId: string;
  readonly number: string;
  readonly title: string;
  readonly severity: string;
  readonly serviceId: string;
  readonly environment: string;
  readonly personId: string;
  readonly level: number;
  readonly catchAll: boolean;
  readonly purpose: string;
  readonly reason: string;
  /** What it is about, where that is not the beginning of an incident: `news`, `relapse`, `reminder`. */
  readonly occasion?: string;
  readonly pagedAt: string;
  readonly acknowledgeBy: string;
}

/** A headline. What was typed by people or programs stands in its middle, and is what a short place cuts. */
export interface Headline {
  readonly before: string;
  readonly title: string;
  readonly after: string;
}

/** One fact beside a message, in a line of its own. */
export interface LetterFact {
  readonly label: string;
  readonly text: string;
  /** Where it leads, where that is somewhere. */
  readonly url?: string;
}

/** What a message says, for a channel to compose. Plain text of any origin: each channel escapes it for its own place. */
export interface Letter {
  /** BCP 47. */
  readonly language: string;
  readonly headline: Headline;
  /** How the subject of a mail begins, where that is not the headline: `[SEV1] `. */
  readonly subjectBefore?: string;
  /** The number that people say aloud; a subject that has no room for it in its headline closes with it. */
  readonly number?: string;
  /** State, severity, number: in a line above the headline. */
  readonly above: string;
  readonly greeting?: string;
  readonly lead: string;
  /** What is asked of whoever reads it, by when, and what happens otherwise. */
  readonly ask?: string;
  /** The same in a few words, before the link. */
  readonly shortAsk?: string;
  readonly facts: readonly LetterFact[];
  readonly button?: { readonly label: string; readonly url: string };
  /** Who wrote it, whom an answer reaches, why it came. */
  readonly small: readonly string[];
}

/** A page as a channel renders it. */
export interface PageMessage {
  readonly page: ShownPage;
  readonly personName: string;
  readonly serviceName: string;
  readonly acknowledgeUrl: string;
  readonly incidentUrl: string;
  readonly letter: Letter;
}

/** A message to an audience as a channel renders it. */
export interface CommunicationMessage {
  readonly occasion: string;
  readonly audience: string;
  /** The incident as of the event that the message is about. */
  readonly incident: {
    readonly incidentId: string;
    readonly number: string;
    readonly title: string;
    readonly severity: string;
    readonly status: string;
    readonly major: string;
  };
  /** The text of the event: an update's message, the description of a mitigation, a reason. */
  readonly said: string;
  readonly incidentUrl: string;
  readonly letter: Letter;
  /** Where the plan has a template of its own: a part of it, filled in, with every fact escaped for the place it goes to. */
  readonly fill?: (part: 'subject' | 'body', escaped: (text: string) => string) => string;
}

/** What a channel hands to its transport. */
export interface Rendered {
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * How a letter to one person looks in one place, within that place's limits and escaped for it.
 *
 * @param link where it leads; it is never cut
 */
export type RenderLetter = (letter: Letter, link: string) => Omit<Rendered, 'data'>;

/** The same of a page, with what a program is told of it. */
export type RenderPage = (message: PageMessage) => Rendered;

/** How a message to an audience looks in one place. */
export type RenderCommunication = (message: CommunicationMessage) => Rendered;

/**
 * One way of reaching people, described by itself: all that is known of it but how its messages leave, which is for its
 * transport in `adapters/`.
 */
export interface Channel {
  /** As contacts, the ledger and the API name it, and its file. */
  readonly id: string;
  /** As a person would name it. */
  readonly title: string;
  /** What an address of it is; says in words what to write instead. */
  readonly address: z.ZodMiniType<string>;
  /**
   * How much of an address is shown. Left out, an address is a secret of which nobody is shown anything: a channel has to say
   * that it is not.
   */
  readonly shown?: {
    /** Enough to recognise one's own, and not enough to use it. */
    readonly masked: (address: string) => string;
    /** From this role on the whole address is shown. Left out, it is masked for everybody. */
    readonly plainFrom?: 'viewer' | 'responder' | 'manager' | 'admin';
  };
  readonly limits: {
    /** The longest subject that it renders, in characters. */
    readonly subject: number;
    /** The longest text that it renders beside what must not be cut, in characters. Left out: as long as what is told. */
    readonly text?: number;
    /** How many messages to audiences its provider is given at a time; left out, one. Pages do not count, and do not wait. */
    readonly atOnce?: number;
  };
  /** People can be written to by it, and paged. */
  readonly renderLetter?: RenderLetter;
  readonly renderPage?: RenderPage;
  /** Audiences can be told by it. */
  readonly renderCommunication?: RenderCommunication;
}
