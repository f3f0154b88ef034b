import { readFileSync } from 'node:fs';

/** What a process may be sure of where nothing tells: the limit that most systems begin with. */
const USUAL_LIMIT = 1024;

const fromProc = (): number | undefined => {
  try {
    const soft = /^Max open files\s+(\d+|unlimited)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    return soft === undefined ? undefined : soft === 'unlimited' ? Number.MAX_SAFE_INTEGER : Number(soft);
  } catch {
    return undefined;
  }
};

/** How many files and connections this process may have open at once. */
export const descriptorLimit = (): number => fromProc() ?? USUAL_LIMIT;

const MOST_CONNECTIONS = 10_000;
const LEAST_RESERVE = 64;
const LEAST_CONNECTIONS = 16;

/**
 * How many connections may be taken of so many descriptors: a quarter stays with the database and with the messages that leave. A
 * crowd at the door must not keep a page from going out.
 */
export const connectionsWithin = (descriptors: number): number =>
  Math.max(
    LEAST_CONNECTIONS,
    Math.min(MOST_CONNECTIONS, descriptors - Math.max(LEAST_RESERVE, Math.ceil(descriptors / 4))),
  );
