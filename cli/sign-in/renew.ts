import { CommandFailed, EXIT, nowOf, type Terminal } from '../terminal.ts';
import { SignInRefused } from './refused.ts';
import { keepSession, readSessions, type Session, whileLocked } from './sessions.ts';

/** So long before its end a token is renewed: a command may take that long. */
const AHEAD_MS = 60_000;

const signInAgain = (name: string, why: string): CommandFailed =>
  new CommandFailed(
    `You are no longer signed in at "${name}": ${why}.`,
    `\`muster login --profile ${name}\` signs you in again.`,
    EXIT.refused,
    'unauthenticated',
  );

const isGood = (terminal: Terminal, { expiresAt }: Session, aheadMs: number): boolean =>
  Date.parse(expiresAt) - nowOf(terminal) > aheadMs;

/**
 * The token of a session, renewed where it is about to end.
 *
 * @param refused a token that the API did not take although it counts by the clock of this machine
 * @throws CommandFailed where nobody is signed in any more
 */
export const tokenOfSession = async (terminal: Terminal, name: string, refused?: string): Promise<string> => {
  const now = readSessions(terminal)[name];
  if (now && now.token !== refused && isGood(terminal, now, AHEAD_MS)) return now.token;
  return whileLocked(terminal, async () => {
    // Another command may have renewed it meanwhile, or ended it.
    const session = readSessions(terminal)[name];
    if (!session) throw signInAgain(name, 'somebody has signed out');
    if (session.token !== refused && isGood(terminal, session, AHEAD_MS)) return session.token;
    if (session.refreshToken === undefined) {
      if (session.token !== refused && isGood(terminal, session, 0)) return session.token;
      throw signInAgain(name, 'the token has ended, and the issuer gave none to renew it with');
    }
    try {
      // Not before it is needed: most commands find a token that counts.
      const { openIssuer } = await import('./issuer.ts');
      const issuer = await openIssuer(terminal, session);
      const renewed = await issuer.refreshed(session.refreshToken);
      keepSession(terminal, name, { ...session, ...renewed });
      return renewed.token;
    } catch (error) {
      if (error instanceof SignInRefused) throw signInAgain(name, `the issuer says ${error.message}`);
      // It cannot be reached: what still counts is used to its end.
      if (session.token !== refused && isGood(terminal, session, 0)) return session.token;
      throw error;
    }
  });
};
