import type { Alert } from '../../domain/alert/alert.ts';
import { type Lookup, personName } from '../../domain/configuration/lookup.ts';
import { type Worded, type Words, withSender, withWords } from '../../domain/personal/words.ts';
import type { Signal } from '../../domain/signal/signal.ts';
import type { SealedData } from '../../domain/stream/personal.ts';
import type { Ports } from '../../ports/ports.ts';

type Reads = Pick<Ports, 'stores'>;

/** What rows hold that are referred to by these, as far as it has not been erased. Nothing is read where nothing is referred to. */
export const readRows = async (
  { stores }: Reads,
  sealed: readonly (SealedData | undefined)[],
): Promise<(one: SealedData | undefined) => Readonly<Record<string, string>> | undefined> => {
  const refs = [...new Set(sealed.flatMap((one) => (one ? [one.personal] : [])))];
  const rows = refs.length === 0 ? [] : await stores.personal.get(refs);
  const held = new Map(rows.map((row) => [row?.ref, row?.held?.data]));
  return (one) => one && held.get(one.personal);
};

/** The same of what people wrote. */
export const readWords: (
  ...asked: Parameters<typeof readRows>
) => Promise<(one: SealedData | undefined) => Words | undefined> = readRows;

/** What a person wrote, for a message that does not wait for it: where it cannot be read, it says what that is about. */
export const wordsIfRead = async (
  ports: Pick<Ports, 'stores' | 'observer'>,
  sealed: SealedData | undefined,
): Promise<Words | undefined> => {
  if (sealed === undefined) return undefined;
  try {
    return (await readWords(ports, [sealed]))(sealed);
  } catch (error) {
    ports.observer.failed('reading what was reported; the message leaves without it', error);
    return undefined;
  }
};

/** What it is called, for such a message. */
export const calledIfRead = async <Called extends { readonly title: string }>(
  ports: Pick<Ports, 'stores' | 'observer'>,
  called: Called,
  sealed: SealedData | undefined,
): Promise<Called> => ({
  ...called,
  title: withWords({ title: called.title }, await wordsIfRead(ports, sealed)).title,
});

/** Each with what people wrote in its places. */
export const showWords = async <Shown extends Worded>(ports: Reads, all: readonly Shown[]): Promise<Shown[]> => {
  const words = await readWords(
    ports,
    all.flatMap((one) => [one.words, one.titleWords]),
  );
  return all.map((one) => withWords(one, words(one.words), words(one.titleWords)));
};

/** Alerts with what people wrote, and who they were. */
export const showAlerts = async (ports: Reads, alerts: readonly Alert[]): Promise<Alert[]> => {
  const words = await readWords(
    ports,
    alerts.map((alert) => alert.words),
  );
  return alerts.map((alert) => withSender(withWords(alert, words(alert.words)), words(alert.words)));
};

/** As a person wrote what such an alert was made of; undefined for any other, and once it was erased. */
export const unsealedOf = async (
  ports: Reads,
  alerts: readonly Alert[],
): Promise<(alert: Alert) => Signal['unsealed'] | undefined> => {
  const words = await readWords(
    ports,
    alerts.map((alert) => alert.words),
  );
  return (alert) => {
    const written = words(alert.words);
    if (written?.from === undefined) return undefined;
    const { labels, title } = withSender(withWords(alert, written), written);
    return { labels, title };
  };
};

/** A person of the configuration stands in a chain by the id; whoever reads is told the name. */
export const withReporter = <Shown extends Worded>(shown: Shown, lookup: Pick<Lookup, 'person'>): Shown =>
  shown.origin?.kind === 'person' && shown.origin.reporter !== undefined
    ? { ...shown, origin: { ...shown.origin, reporter: personName(lookup, shown.origin.reporter) } }
    : shown;

export const showWordsOf = async <Shown extends Worded>(ports: Reads, one: Shown): Promise<Shown> =>
  (one.words ?? one.titleWords) === undefined ? one : ((await showWords(ports, [one]))[0] ?? one);
