import type { SignalStatus } from '../../domain/signal/signal.ts';

/** Subjects that programs write by a form of their own, which no grammar tells from other subjects. */
export interface Shaped {
  readonly status: SignalStatus;
  readonly about: string;
}

/**
 * `monit alert -- Status failed queue`: what was checked, how, and the service
 * (<https://mmonit.com/monit/documentation/monit.html#ALERT-MESSAGES>). That monit itself started or was reloaded is no alert.
 */
const MONIT = /^monit alert\s+--\s+(.{1,200})$/i;

const MONIT_EVENTS: readonly (readonly [RegExp, SignalStatus, about?: string])[] = [
  [/^(?:monit instance changed|action done)\s+/i, 'unknown'],
  [/^does not exist\s+/i, 'firing', 'existence'],
  [/^exists\s+/i, 'resolved', 'existence'],
  [/^invalid type\s+/i, 'firing', 'type'],
  [/^timeout recovery\s+/i, 'resolved', 'timeout'],
  [/^timeout\s+/i, 'firing', 'timeout'],
  [/^(.{1,40}?)\s+(?:succeeded|ok|up|not changed|not match|doesn't match)\s+/i, 'resolved'],
  [/^(.{1,40}?)\s+(?:failed|error|exceeded|matched|match|down|changed)\s+/i, 'firing'],
];

const monit = (title: string): Shaped | undefined => {
  const [, event = ''] = MONIT.exec(title) ?? [];
  if (event === '') return undefined;
  for (const [pattern, status, about] of MONIT_EVENTS) {
    const found = pattern.exec(`${event} `);
    if (!found) continue;
    const what = about ?? found[1] ?? 'monit';
    return { status, about: `monit ${what} ${event.slice(Math.min(found[0].length, event.length))}` };
  }
  return undefined;
};

/** `[Shop] [🔴 Down] connect ECONNREFUSED`: behind the state stands its reason. A state in capitals is another form: `[prod] [DOWN] web-1`. */
const UPTIME_KUMA = /^\[([^\]]{1,200})\] \[[^\p{L}\p{N}\]]{0,6}(Down|Up)\](?:\s|$)/u;

const uptimeKuma = (title: string): Shaped | undefined => {
  const [, name, state] = UPTIME_KUMA.exec(title) ?? [];
  return name === undefined ? undefined : { status: state === 'Up' ? 'resolved' : 'firing', about: `[${name}]` };
};

export const readShape = (title: string): Shaped | undefined => monit(title) ?? uptimeKuma(title);
