import type { Publication } from '../intake/aws/topic-content.ts';

interface SnsAnswer {
  readonly status: number;
  /** XML. */
  readonly body: string;
}

/** Why AWS would refuse a request: the name that its clients know, and what to do. */
export interface AwsRefusal {
  readonly code: string;
  readonly message: string;
}

/** What the protocol needs of the process around it. */
export interface Publishing {
  readonly newId: () => string;
  /** Why whoever asks may not publish at all. */
  readonly refusal?: AwsRefusal | undefined;
  /** Who listens to the topic: whoever signed the request, others only, or nobody. */
  readonly listens: (topicArn: string) => Promise<'signer' | 'others' | 'nobody'>;
  /** Takes what was published; throws when it could not be made durable. */
  readonly accept: (publications: readonly Publication[]) => Promise<unknown>;
}

/** A refusal in SNS' words: <https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors>. */
class SnsRefusal extends Error {
  override readonly name = 'SnsRefusal';
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html */
const MOST_ENTRIES = 10;
const MOST_BYTES = 262_144;

const LONGEST_SUBJECT = 100;

const ENTRY = /^PublishBatchRequestEntries\.(?:member|entry)\.(\d{1,4})\.(Id|Message|Subject|MessageStructure)$/;
const ENTRY_ID = /^[\w-]{1,80}$/;

const XML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Escaped for text of XML 1.0, which can hold no other control characters than tab and line breaks. */
const text = (value: string): string =>
  value
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what XML cannot hold
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"]/g, (sign) => XML[sign] as string);

const NAMESPACE = 'xmlns="http://sns.amazonaws.com/doc/2010-03-31/"';

const answered = (action: string, result: string, requestId: string): SnsAnswer => ({
  status: 200,
  body: `<${action}Response ${NAMESPACE}><${action}Result>${result}</${action}Result><ResponseMetadata><RequestId>${text(requestId)}</RequestId></ResponseMetadata></${action}Response>`,
});

const refused = ({ code, message, status }: SnsRefusal, requestId: string): SnsAnswer => ({
  status,
  body: `<ErrorResponse ${NAMESPACE}><Error><Type>${status >= 500 ? 'Receiver' : 'Sender'}</Type><Code>${text(code)}</Code><Message>${text(message)}</Message></Error><RequestId>${text(requestId)}</RequestId></ErrorResponse>`,
});

/** One message as it was asked to be published. */
interface PublishInput {
  readonly Message?: string;
  readonly Subject?: string;
  readonly MessageStructure?: string;
}

/** With `MessageStructure=json` each protocol has a text of its own; Muster's integrations subscribe over HTTPS. */
const messageFor = ({ Message: message = '', MessageStructure: structure }: PublishInput): string => {
  if (message === '') throw new SnsRefusal('InvalidParameter', 'Invalid parameter: Empty message');
  if (Buffer.byteLength(message) > MOST_BYTES) {
    throw new SnsRefusal('InvalidParameter', 'Invalid parameter: Message too long');
  }
  if (structure !== 'json') return message;
  const none = new SnsRefusal('InvalidParameter', 'Invalid parameter: Message Structure - No default entry in JSON');
  try {
    const texts = JSON.parse(message) as Readonly<Record<string, unknown>> | null;
    const { default: otherwise, https } = texts ?? {};
    if (typeof otherwise !== 'string') throw none;
    return typeof https === 'string' ? https : otherwise;
  } catch (error) {
    if (error === none) throw error;
    throw new SnsRefusal(
      'InvalidParameter',
      'Invalid parameter: Message Structure - JSON message body failed to parse',
    );
  }
};

const publicationOf = (topicArn: string, asked: PublishInput): Publication => {
  const { Subject: subject } = asked;
  if (subject !== undefined && (subject.length > LONGEST_SUBJECT || /[\r\n]/.test(subject))) {
    throw new SnsRefusal('InvalidParameter', 'Invalid parameter: Subject');
  }
  return { topicArn, message: messageFor(asked), subject: subject || undefined };
};

const topicIn = async (form: URLSearchParams, { listens }: Publishing): Promise<string> => {
  const topicArn = form.get('TopicArn') ?? form.get('TargetArn') ?? '';
  if (topicArn === '') {
    throw new SnsRefusal('InvalidParameter', 'Invalid parameter: TopicArn: Muster publishes to topics only');
  }
  if (!topicArn.startsWith('arn:')) throw new SnsRefusal('InvalidParameter', 'Invalid parameter: TopicArn');
  const listener = await listens(topicArn);
  if (listener === 'signer') return topicArn;
  if (listener === 'others') {
    const message = `Not yours: sign with the key pair of an integration that names ${topicArn} in its "topicArns"`;
    throw new SnsRefusal('AuthorizationError', message, 403);
  }
  throw new SnsRefusal('NotFound', `Topic does not exist: name ${topicArn} in "topicArns" of an integration`, 404);
};

const publishOne = async (form: URLSearchParams, publishing: Publishing): Promise<string> => {
  const topicArn = await topicIn(form, publishing);
  const asked: PublishInput = {
    Message: form.get('Message') ?? undefined,
    Subject: form.get('Subject') ?? undefined,
    MessageStructure: form.get('MessageStructure') ?? undefined,
  };
  await publishing.accept([publicationOf(topicArn, asked)]);
  return `<MessageId>${text(publishing.newId())}</MessageId>`;
};

interface Entry extends PublishInput {
  readonly Id?: string;
}

/** @throws SnsRefusal when the batch as a whole is wrong */
const entriesIn = (form: URLSearchParams): Entry[] => {
  const entries = new Map<number, Record<string, string>>();
  for (const [name, value] of form) {
    const match = ENTRY.exec(name);
    if (!match) continue;
    const at = Number(match[1]);
    const entry = entries.get(at) ?? {};
    entry[match[2] as string] = value;
    entries.set(at, entry);
  }
  const list: Entry[] = [...entries].toSorted(([a], [b]) => a - b).map(([, entry]) => entry);
  const refuse = (code: string, message: string): never => {
    throw new SnsRefusal(code, message);
  };
  if (list.length === 0) refuse('EmptyBatchRequest', 'The batch request has no entries.');
  if (list.length > MOST_ENTRIES)
    refuse('TooManyEntriesInBatchRequest', `A batch has at most ${MOST_ENTRIES} entries.`);
  if (!list.every(({ Id: id }) => id !== undefined && ENTRY_ID.test(id))) {
    refuse('InvalidBatchEntryId', 'An Id has 1 to 80 letters, digits, hyphens and underscores.');
  }
  if (new Set(list.map(({ Id: id }) => id)).size < list.length) {
    refuse('BatchEntryIdsNotDistinct', 'Two entries of the batch have the same Id.');
  }
  const bytes = list.reduce((sum, { Message: message = '' }) => sum + Buffer.byteLength(message), 0);
  if (bytes > MOST_BYTES) refuse('BatchRequestTooLong', `The messages of a batch have at most ${MOST_BYTES} bytes.`);
  return list;
};

const publishBatch = async (form: URLSearchParams, publishing: Publishing): Promise<string> => {
  const topicArn = await topicIn(form, publishing);
  const publications: Publication[] = [];
  let successful = '';
  let failed = '';
  for (const entry of entriesIn(form)) {
    const id = `<Id>${text(entry.Id ?? '')}</Id>`;
    try {
      publications.push(publicationOf(topicArn, entry));
      const messageId = `<MessageId>${text(publishing.newId())}</MessageId>`;
      successful += `<member>${id}${messageId}</member>`;
    } catch (error) {
      if (!(error instanceof SnsRefusal)) throw error;
      const why = `<Code>${text(error.code)}</Code><Message>${text(error.message)}</Message>`;
      failed += `<member>${id}${why}<SenderFault>true</SenderFault></member>`;
    }
  }
  if (publications.length > 0) await publishing.accept(publications);
  return `<Failed>${failed}</Failed><Successful>${successful}</Successful>`;
};

/**
 * `Publish` and `PublishBatch` of SNS in the AWS query protocol, so that the CLI, any SDK's client and Alertmanager work
 * against this process with nothing but an endpoint. A message is handed to the integrations that name its topic.
 *
 * @param body the form
 */
export const publish = async (body: Uint8Array, publishing: Publishing): Promise<SnsAnswer> => {
  const requestId = publishing.newId();
  const form = new URLSearchParams(Buffer.from(body).toString('utf8'));
  const action = form.get('Action') ?? '';
  try {
    if (publishing.refusal) throw new SnsRefusal(publishing.refusal.code, publishing.refusal.message, 403);
    if (action === 'Publish') return answered(action, await publishOne(form, publishing), requestId);
    if (action === 'PublishBatch') return answered(action, await publishBatch(form, publishing), requestId);
    throw new SnsRefusal('InvalidAction', `Only Publish and PublishBatch are served here, not "${action}".`);
  } catch (error) {
    if (error instanceof SnsRefusal) return refused(error, requestId);
    return refused(
      new SnsRefusal('InternalError', 'The message could not be stored; publish it again.', 500),
      requestId,
    );
  }
};
