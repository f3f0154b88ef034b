import type { DigestWords } from '../digest.ts';
import { counted } from '../lists.ts';

export const DIGEST_IN_ENGLISH: DigestWords = {
  many: (n) => counted(n, 'more incident'),
  since: (many, since) => `${many} since ${since}`,
  worst: (worst) => `worst ${worst}`,
  lead: (n, since, services, worst) =>
    `${counted(n, 'incident')} since ${since} ${n === 1 ? 'waits' : 'wait'} for you, on ${services}. The worst is ${worst.number}, ${worst.severity} ${worst.service}: ${worst.title}.`,
  ask: (n, minutes) =>
    `Acknowledge all ${n} at once. Otherwise whoever is next is paged for each. The next message of this kind comes in ${counted(minutes, 'minute')} at the soonest; what is worse comes at once.`,
  shortAsk: (n) => `Acknowledge all ${n}:`,
  button: (n) => `Acknowledge all ${n}`,
};
