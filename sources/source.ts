import type { ChangeRecord } from '../domain/change/change.ts';
import type { Integration } from '../domain/configuration/integration.ts';
import type { EpochMs } from '../domain/instant/instant.ts';
import type { Signal } from '../domain/signal/signal.ts';
import type { JsonRecord } from './reading/record.ts';
import { cleanText } from './reading/text.ts';
import type { Verify } from './signature/signed-request.ts';

/** An authenticated request, as far as a source needs it. `headers` are lower-cased. */
export interface SourceRequest {
  /** The body as parsed JSON; already known to be syntactically JSON. */
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly integration: Integration;
  readonly receivedAt: EpochMs;
}

/** What a request means. Entries that could not be understood are named, so that one bad entry costs only itself. */
export interface Parsed {
  readonly signals: readonly Signal[];
  /** `entry` is a body of its own, which the same source can parse again when it is replayed. */
  readonly rejected: readonly { readonly reason: string; readonly entry: unknown }[];
  /**
   * Where in the body each of the signals stands, for messages of several alerts and bodies that wrap one. Fields that an
   * integration names are looked for there first, then in the body.
   */
  readonly places?: readonly unknown[];
  /** What the people who run this integration should know: the sender leaves something out. */
  readonly warnings?: readonly string[];
  /** What was done or found out, where the message tells of that and not, or not only, of a condition. */
  readonly changes?: readonly ChangeRecord[];
  /** Why nothing follows from a message that was understood. */
  readonly ignored?: string;
}

/** A reason may quote the sender, and what is quoted may be of any size. */
const LONGEST_REASON = 1024;

/** The body is JSON but nothing in it is what this source sends: it is quarantined with this reason. */
export class NotUnderstoodError extends Error {
  override readonly name = 'NotUnderstoodError';
  readonly code = 'not-understood';

  constructor(reason: string) {
    super(cleanText(reason, LONGEST_REASON) ?? 'It was not understood.');
  }
}

/** Where else than in a JSON body a sender may put its message. JSON is always tried first, whatever the content type. */
export interface OtherInput {
  /** A form, url-encoded or multipart; these of its fields may hold the whole message as JSON. */
  readonly form?: readonly string[];
  /** The query of the address, where there is no body. */
  readonly query?: true;
}

/**
 * What the file of a source exports beside it, for `docs/sources/` and for people: apart from it, so that no function
 * carries prose.
 */
export interface SourceDocumentation {
  /** What people call the sender: the title of its page. */
  readonly heading: string;
  /** Why this sender never says that a condition is over, where it does not. */
  readonly neverResolves?: string;
  /** Markdown: what to click or paste in that product. `{{url}}` and `{{key}}` stand for the integration's own. */
  readonly setup: string;
  /** For a source of AWS: who forwards its events. Unless said, whoever deploys asks for it by `eventSources`. */
  readonly forwarding?: 'always' | 'never';
  /** Lines that stand in place of the usual limits, where the source has a door of its own. */
  readonly limits?: readonly string[];
  /** What to paste in that product, in its own placeholders; `{{url}}` and `{{key}}` are still ours. */
  readonly template?: { readonly language: string; readonly text: string };
}

/**
 * One kind of sender. A source is one file in this folder, one line in `index.ts` (in `event-sources.ts` and `event-readers.ts`
 * where it reads events of AWS), one in `readers.ts`, and recorded fixtures in
 * `test/fixtures/sources/<id>/`; the contract test fails where one of the three is missing.
 */
export interface Source {
  readonly id: string;
  /** Which EventBridge events are this source's, where it is one of AWS. */
  readonly awsEvent?: { readonly source: string; readonly detailTypes: readonly string[] };
  /** Knows the same message in the other shapes that AWS delivers it in: to a Lambda function, through a topic. */
  readonly knowsShape?: (body: JsonRecord) => boolean;
  readonly otherInput?: OtherInput;
  /** An API of the product whose messages these are, for clients that speak to it: they take nothing but 200 for success. */
  readonly ownApi?: {
    /** What such clients add to an address that they are given. */
    readonly addresses: readonly string[];
    /** Tells a message of that API where it comes to the address of the source itself. */
    readonly isAsked: (body: unknown) => boolean;
  };
  /** Its messages arrive as mail, and the key is a part of the address. */
  readonly byMail?: true;
  /**
   * Where the sender can sign and the user chooses the secret, which is then the integration's key. A signature that is
   * there and wrong is refused; one that is right needs no key beside it.
   */
  readonly verify?: Verify;
  /**
   * The alerts in a body that is a list of them, where none has to do with another: a bare list of some of them is a body as well,
   * so a long one is read in parts.
   */
  readonly entries?: (body: unknown) => readonly unknown[] | undefined;
  /** The list `alerts` of a body may be read in parts, each with the rest of the body. */
  readonly groups?: true;
  /** @throws NotUnderstoodError; never anything else, whatever the body holds */
  readonly parse: (request: SourceRequest) => Parsed;
}
