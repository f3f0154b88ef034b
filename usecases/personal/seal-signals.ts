import { alertIdOf, isKnown } from '../../domain/alert/alert.ts';
import { toIso } from '../../domain/instant/instant.ts';
import { withoutSender, wordsOf } from '../../domain/personal/words.ts';
import type { Signal } from '../../domain/signal/signal.ts';
import type { Ports } from '../../ports/ports.ts';
import { keepData } from './keep-words.ts';

/**
 * Takes what people wrote out of messages and keeps it in rows of their own, before anything else is kept of them: alerts, chains,
 * queues and messages about them get what the words are about. Of a repeat nothing is kept, as the alert has the words of the first.
 */
export const sealSignals = async (
  ports: Pick<Ports, 'stores' | 'ids'>,
  signals: readonly Signal[],
): Promise<readonly Signal[]> => {
  if (!signals.some(({ writtenBy }) => writtenBy)) return signals;
  const sealed: Signal[] = [];
  for (const signal of signals) sealed.push(await seal(ports, signal));
  return sealed;
};

const seal = async (ports: Pick<Ports, 'stores' | 'ids'>, signal: Signal): Promise<Signal> => {
  const { writtenBy, description: _, ...rest } = signal;
  if (!writtenBy) return signal;
  const { about, isJudged, person } = writtenBy;
  const { labels, title } = signal;
  const bare: Signal = {
    ...rest,
    title: about,
    labels: withoutSender(labels),
    ...(isJudged && { unsealed: { title, labels } }),
  };
  if (signal.status !== 'firing') return bare;
  const [known] = await ports.stores.alerts.states([alertIdOf(signal.scope, signal.dedupKey)]);
  if (isKnown(known)) return bare;
  const at = toIso(signal.receivedAt);
  return { ...bare, words: await keepData(ports, 'words', person, at, wordsOf(signal, about)) };
};
