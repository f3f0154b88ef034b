import type { ChangeRecord } from '../../domain/change/change.ts';
import type { EpochMs } from '../../domain/instant/instant.ts';
import { SIGNAL_LIMITS, type Signal } from '../../domain/signal/signal.ts';
import type { Parsed } from '../../sources/source.ts';

/** Limits that no domain type names: of names, and of what people read about a message. */
const LONGEST_NAME = 256;
const LONGEST_SCOPE = 2048;
const LONGEST_REASON = 4096;
const LONGEST_ADDRESS = 2048;
const LONGEST_CHANGE_ID = 512;
const LARGEST_LABELS = 65_536;

/** Under what an item of DynamoDB holds (400 KB), with what else is in the row. */
const LARGEST_SIGNAL = 350 * 1024;

const STATUSES = new Set(['firing', 'acknowledged', 'resolved', 'unknown']);
const SEVERITIES = new Set(['critical', 'error', 'warning', 'info']);

const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\0');

const isText = (text: unknown, longest: number): boolean =>
  typeof text === 'string' && text !== '' && text.length <= longest && isStorable(text);

const isOptionalText = (text: unknown, longest: number): boolean => text === undefined || isText(text, longest);

const isAddress = (address: unknown): boolean =>
  isText(address, LONGEST_ADDRESS) && /^https?:\/\//i.test(address as string);

const isInstant = (instant: number, receivedAt: EpochMs): boolean =>
  Number.isInteger(instant) && instant >= 0 && instant <= receivedAt;

const problemsOfLabels = (labels: Readonly<Record<string, string>>): string[] => {
  const entries = Object.entries(labels);
  const problems: string[] = [];
  if (Object.getPrototypeOf(labels) !== Object.prototype) problems.push('labels have another prototype');
  if (entries.length > SIGNAL_LIMITS.labels) problems.push(`${entries.length} labels`);
  let total = 0;
  for (const [name, text] of entries) {
    total += name.length + String(text).length;
    if (!isText(name, LONGEST_NAME) || name === '__proto__') problems.push(`a label is called ${JSON.stringify(name)}`);
    if (!isText(text, SIGNAL_LIMITS.label)) problems.push(`the label ${name} is no text that can be kept`);
  }
  if (total > LARGEST_LABELS) problems.push(`labels of ${total} characters`);
  return problems;
};

const problemsOfSignal = (signal: Signal, source: string, receivedAt: EpochMs): string[] => {
  const problems = problemsOfLabels(signal.labels);
  const mustHold = (holds: boolean, problem: string): void => {
    if (!holds) problems.push(problem);
  };
  mustHold(signal.source === source, 'it names another source');
  mustHold(isText(signal.title, SIGNAL_LIMITS.title), 'its title is no text that can be kept');
  mustHold(isOptionalText(signal.description, SIGNAL_LIMITS.description), 'its description is none');
  mustHold(isText(signal.dedupKey, SIGNAL_LIMITS.dedupKey), 'its key is none');
  mustHold(isText(signal.scope, LONGEST_SCOPE), 'its scope is none');
  mustHold(isOptionalText(signal.groupKey, SIGNAL_LIMITS.dedupKey), 'its group is none');
  mustHold(isOptionalText(signal.sharedGroup?.key, LONGEST_SCOPE), 'its shared group is none');
  mustHold(isOptionalText(signal.resource, SIGNAL_LIMITS.label), 'its resource is none');
  mustHold(isOptionalText(signal.service, LONGEST_NAME), 'its service is none');
  mustHold(isOptionalText(signal.environment, LONGEST_NAME), 'its environment is none');
  mustHold(isOptionalText(signal.nativeSeverity, LONGEST_NAME), 'its own severity is none');
  mustHold(isOptionalText(signal.suppressedBySender, SIGNAL_LIMITS.description), 'its suppression is none');
  mustHold(isOptionalText(signal.delivered?.message, SIGNAL_LIMITS.dedupKey), 'its message id is none');
  mustHold(isOptionalText(signal.delivered?.delivery, SIGNAL_LIMITS.dedupKey), 'its delivery id is none');
  mustHold(STATUSES.has(signal.status), 'its status is unknown');
  mustHold(SEVERITIES.has(signal.severity), 'its severity is unknown');
  mustHold(isInstant(signal.occurredAt, receivedAt), 'it did not happen');
  mustHold(signal.receivedAt === receivedAt, 'it came at another time');
  mustHold(signal.links.length <= SIGNAL_LIMITS.links, 'it has too many links');
  mustHold(
    signal.links.every(({ href, text }) => isAddress(href) && isText(text, LONGEST_NAME)),
    'a link leads nowhere',
  );
  mustHold(Buffer.byteLength(JSON.stringify(signal)) < LARGEST_SIGNAL, 'it is too large to be kept');
  return problems;
};

const problemsOfChange = (told: ChangeRecord, receivedAt: EpochMs): string[] => {
  const problems = problemsOfLabels(told.labels);
  const mustHold = (holds: boolean, problem: string): void => {
    if (!holds) problems.push(problem);
  };
  mustHold(isText(told.id, LONGEST_CHANGE_ID), 'the id of the change is none');
  mustHold(isText(told.title, SIGNAL_LIMITS.title), 'the title of the change is none');
  mustHold(isOptionalText(told.description, SIGNAL_LIMITS.description), 'the description of the change is none');
  mustHold(isOptionalText(told.actor, LONGEST_NAME), 'the actor of the change is none');
  mustHold(isOptionalText(told.resource, SIGNAL_LIMITS.label), 'the resource of the change is none');
  mustHold(isOptionalText(told.service, LONGEST_NAME), 'the service of the change is none');
  mustHold(isOptionalText(told.environment, LONGEST_NAME), 'the environment of the change is none');
  mustHold(told.url === undefined || isAddress(told.url), 'the address of the change leads nowhere');
  mustHold(isInstant(told.at, receivedAt), 'the change did not happen');
  return problems;
};

/** What people are told about a message; part of it is what the sender wrote. */
export const problemsOfReason = (reason: unknown): string[] =>
  isText(reason, LONGEST_REASON) ? [] : ['a reason is no text that can be kept and read'];

/** Everything that is wrong with what a source made of a message; nothing, unless there is a defect. */
export const problemsOf = (parsed: Parsed, source: string, receivedAt: EpochMs): string[] => [
  ...parsed.signals.flatMap((signal) => problemsOfSignal(signal, source, receivedAt)),
  ...(parsed.changes ?? []).flatMap((told) => problemsOfChange(told, receivedAt)),
  ...parsed.rejected.flatMap(({ reason }) => problemsOfReason(reason)),
  ...(parsed.warnings ?? []).flatMap(problemsOfReason),
  ...(parsed.ignored === undefined ? [] : problemsOfReason(parsed.ignored)),
];

/** So that whatever a reader writes into its input is an error there and then. */
export const frozen = <T>(value: T): T => {
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const one = waiting.pop();
    if (typeof one !== 'object' || one === null || Object.isFrozen(one)) continue;
    Object.freeze(one);
    for (const name of Object.keys(one)) waiting.push((one as Record<string, unknown>)[name]);
  }
  return value;
};

const PROTOTYPES = [Object, Array, String, Number, Boolean, Function, Error].map(
  ({ prototype }) => prototype as object,
);
const membersOf = (): number => PROTOTYPES.reduce((sum, one) => sum + Reflect.ownKeys(one).length, 0);
const MEMBERS = membersOf();

/** Whether something has been added to, or taken from, what everything inherits. */
export const isPolluted = (): boolean => membersOf() !== MEMBERS || 'polluted' in {};
