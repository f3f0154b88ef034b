/** `RESOLVED: …`, `[OK] …`, `✅ Recovered - …`: the word alone, set off from what it is about. */
const OVER = /^[^\p{L}\p{N}]{0,8}(?:resolved|recovered|ok)(?:\s*[\])}:|]|\s+[-–—]\s)/iu;

/**
 * Whether a message that its sender sends as a new alert says that it is over. Gatus creates once more, and closes a moment later:
 * where a person has resolved the incident meanwhile, that would page somebody for a recovery.
 */
export const tellsOfRecovery = (title: string): boolean => OVER.test(title);
