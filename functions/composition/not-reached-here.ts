import type { Transport } from '../../ports/ports.ts';

/** A channel that this function does not send by; a job that names it fails for good, visibly, instead of crashing. */
export const notReachedHere = (channel: string): Transport => ({
  send: async () => ({ sent: false, retryable: false, reason: `This function does not send by ${channel}.` }),
});
