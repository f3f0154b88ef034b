import type { SignalStatus } from '../../domain/signal/signal.ts';
import { statusOfWord } from './plain-alert.ts';
import { cleanText } from './text.ts';

const LONGEST_TYPE = 256;

/** The name of an event, `com.example.disk.full.resolved`: what it is about and, in its last part, what became of it. */
export interface EventType {
  readonly name: string;
  /** Without a last part that is a status, so that the end has the key of the beginning. */
  readonly subject: string;
  readonly status: SignalStatus | undefined;
}

const FIRING = new Set(['firing', 'fired', 'triggered', 'trigger', 'opened', 'failed', 'down', 'alert']);

export const readEventType = (type: unknown): EventType | undefined => {
  const name = cleanText(type, LONGEST_TYPE);
  if (name === undefined) return undefined;
  const dot = name.lastIndexOf('.');
  const last = name.slice(dot + 1);
  const status = statusOfWord(last) ?? (FIRING.has(last.toLowerCase()) ? 'firing' : undefined);
  return { name, status, subject: status === undefined || dot < 0 ? name : name.slice(0, dot) };
};
