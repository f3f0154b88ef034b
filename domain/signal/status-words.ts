import { alertSeverityNamed } from '../severity/alert-severity-words.ts';
import type { SignalStatus } from './signal.ts';

/** What senders say of a condition, by what they mean: that it fires, that it is over, that somebody has it, or neither. */
const WORDS: ReadonlyMap<string, SignalStatus> = /* @__PURE__ */ (() =>
  new Map(
    (
      [
        [
          'firing',
          'firing fired alerting alert alarm triggered trigger retriggered re_triggered renotify problem open opened reopened active activated created new raised started start down offline unreachable unavailable unhealthy degraded broken failed failing fail failure anomalous breached exceeded true on red yellow orange',
        ],
        [
          'resolved',
          'resolved resolve ok okay up closed close recovered recovery success succeeded successful inactive normal cleared clear fixed healthy restored done pass passed passing operational available dismissed expired cancelled canceled completed complete finished solved back_to_normal online reachable green stopped ended',
        ],
        ['acknowledged', 'acknowledged acknowledge acked ack'],
        [
          'unknown',
          'unknown nodata no_data insufficient_data pending suppressed silenced muted test testing paused maintenance in_maintenance snoozed inhibited unconfirmed',
        ],
      ] as const
    ).flatMap(([status, words]) => words.split(' ').map((word) => [word, status] as const)),
  ))();

/** @returns undefined for a word that says nothing of a state to anybody */
export const signalStatusNamed = (word: string): SignalStatus | undefined =>
  WORDS.get(
    word
      .trim()
      .toLowerCase()
      .replace(/[\s-]+/g, '_'),
  );

/** True for a word that some sender uses for a state or, in its place, for how bad it is ("critical"). */
export const isStatusWord = (word: string): boolean =>
  signalStatusNamed(word) !== undefined || alertSeverityNamed(word) !== undefined;
