import { LABELS_OF_SENDER } from '../mail/labels-of-sender.ts';
import type { Signal } from '../signal/signal.ts';
import type { SealedData } from '../stream/personal.ts';

/** What people wrote, as their row holds it: by what each of it is shown as. */
export interface Words {
  /** Shown in place of `about`, which tells in a chain what the words are about. */
  readonly title?: string;
  readonly about?: string;
  readonly description?: string;
  /** Who reported it, as whoever opened the incident put it. */
  readonly reporter?: string;
  readonly note?: string;
  /** Of a mail: what its alert has as labels. */
  readonly from?: string;
  readonly from_name?: string;
  readonly attachments?: string;
}

const ofSender = (labels: Readonly<Record<string, string>>, wanted: boolean): Record<string, string> =>
  Object.fromEntries(Object.entries(labels).filter(([name]) => LABELS_OF_SENDER.includes(name) === wanted));

/** Labels without those that are a person's. */
export const withoutSender = (labels: Signal['labels']): Record<string, string> => ofSender(labels, false);

/** What a person wrote, of whose message this is, as its row holds it. */
export const wordsOf = (
  { title, description, labels }: Pick<Signal, 'title' | 'description' | 'labels'>,
  about: string,
): Record<string, string> => ({
  about,
  title,
  ...(description !== undefined && { description }),
  ...ofSender(labels, true),
});

/** Labels with those that a person's row holds. */
export const withSender = <Shown extends Pick<Signal, 'labels'>>(shown: Shown, words: Words | undefined): Shown =>
  words?.from === undefined ? shown : { ...shown, labels: { ...shown.labels, ...ofSender({ ...words }, true) } };

/** What may be shown with the words of people in it. */
export interface Worded {
  readonly title: string;
  readonly description?: string;
  readonly words?: SealedData;
  /** Where the words stand by which it is called, where those are others. */
  readonly titleWords?: SealedData;
  readonly origin?: { readonly kind: string; readonly reporter?: string };
}

/** The same as its reader sees it: with what people wrote in its places, as far as it has not been erased. */
export const withWords = <Shown extends Worded>(shown: Shown, words: Words | undefined, titled?: Words): Shown => {
  if ((words ?? titled) === undefined) return shown;
  const { description, reporter } = words ?? {};
  const { about, title } = (shown.titleWords === undefined ? words : titled) ?? {};
  return {
    ...shown,
    // By the time it may be called after something else.
    ...(title !== undefined && shown.title === about && { title }),
    ...(description !== undefined && shown.description === undefined && { description }),
    ...(reporter !== undefined && shown.origin?.kind === 'person' && { origin: { ...shown.origin, reporter } }),
  };
};
