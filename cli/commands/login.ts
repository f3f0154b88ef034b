import { Command } from 'commander';
import type { ShownPrincipal } from '../../api/routes/whoami.ts';
import { CALLBACK_URLS } from '../../domain/access/sign-in.ts';
import { ApiClient } from '../api-client.ts';
import { type ConnectionOptions, profileInUse, urlOf } from '../connection.ts';
import { invocationOf } from '../context.ts';
import { fields, localTime } from '../present.ts';
import { readProfiles, writeProfiles } from '../profiles.ts';
import type { Told } from '../sign-in/callback.ts';
import type { Tokens } from '../sign-in/issuer.ts';
import { SignInRefused } from '../sign-in/refused.ts';
import { keepSession, readSessions, sessionAt, whileLocked } from '../sign-in/sessions.ts';
import { CommandFailed, EXIT, type Terminal } from '../terminal.ts';

const WAITS_MS = 5 * 60_000;

const DONE: Told = {
  status: 200,
  heading: 'You are signed in',
  text: 'You can close this page and go back to the command line.',
};

const refusedPage = (why: string): Told => ({
  status: 400,
  heading: 'You are not signed in',
  text: `The issuer says: ${why}. The command line says what to do.`,
});

/** Of another attempt, or of a page that means no good: it ends nothing. */
const STRAY: Told = {
  status: 400,
  heading: 'This is not the sign-in that is waited for',
  text: 'Open the address that the command line shows, and sign in there.',
};

/** Under which name it is kept: the profile that is meant, one that leads there already, or the host. */
const nameFor = (terminal: Terminal, connection: ConnectionOptions, url: URL): string => {
  const { profiles } = readProfiles(terminal);
  const leadsThere = Object.entries(profiles).find(([, profile]) => new URL(profile.url).href === url.href);
  return profileInUse(terminal, connection) ?? leadsThere?.[0] ?? url.host;
};

/** `muster login`: signs in with a browser, at the issuer that this Muster trusts. */
export const loginCommand = (terminal: Terminal): Command =>
  new Command('login')
    .description('sign in with a browser; kept as a profile, and renewed by itself')
    .option('--no-browser', 'print the address, and open no browser')
    .action(async ({ browser }: { browser: boolean }, command: Command) => {
      const { answer, connection } = invocationOf(terminal, command);
      const url = urlOf(terminal, connection);
      const name = nameFor(terminal, connection, url);
      // What no other command needs is loaded by this one.
      const { openIssuer, signInOf } = await import('../sign-in/issuer.ts');
      const { waitForBrowser } = await import('../sign-in/callback.ts');
      const signIn = await signInOf(terminal, url);
      const issuer = await openIssuer(terminal, signIn);
      const waiting = await waitForBrowser(WAITS_MS);
      let tokens: Tokens;
      try {
        const attempt = await issuer.attempt(waiting.redirectUri, signIn.scope);
        terminal.writeError(`Sign in here, in a browser on this machine:\n\n  ${attempt.address.href}\n\n`);
        if (terminal.env.SSH_CONNECTION)
          terminal.writeError(
            `Over SSH, let the browser come back first: ssh -L ${new URL(waiting.redirectUri).port}:localhost:${new URL(waiting.redirectUri).port} …\n`,
          );
        if (browser) terminal.openBrowser?.(attempt.address.href);
        const got = await waiting.until<{ readonly tokens: Tokens } | { readonly refused: string }>(
          async (callback) => {
            if (callback.searchParams.get('state') !== attempt.state) return { told: STRAY };
            try {
              return { told: DONE, got: { tokens: await attempt.finish(callback) } };
            } catch (error) {
              if (!(error instanceof SignInRefused)) throw error;
              return { told: refusedPage(error.message), got: { refused: error.message } };
            }
          },
        );
        if ('refused' in got)
          throw new CommandFailed(
            `You are not signed in: the issuer says ${got.refused}.`,
            `Begin again with \`muster login\`. The client ${signIn.clientId} of ${signIn.issuer} must be public, allow the scope "${signIn.scope}" and know the addresses ${CALLBACK_URLS.join(', ')}.`,
          );
        tokens = got.tokens;
      } finally {
        waiting.close();
      }
      const before = readProfiles(terminal);
      await whileLocked(terminal, async () =>
        keepSession(terminal, name, { url: url.href, issuer: signIn.issuer, clientId: signIn.clientId, ...tokens }),
      );
      writeProfiles(terminal, {
        current: before.current ?? name,
        profiles: { ...before.profiles, [name]: { ...before.profiles[name], url: url.href } },
      });
      const me = await new ApiClient(terminal, { ...connection, token: tokens.token }).get<ShownPrincipal>(
        '/v1/whoami',
      );
      answer({ profile: name, url: url.href, ...me }, () =>
        fields(terminal, [
          ['signed in as', me.name],
          ['role', me.role],
          ['person', me.personId ?? 'none of the configuration: its people are known by their e-mail address'],
          ['at', url.href],
          ['profile', name],
          ['until', renewal(terminal, tokens)],
        ]),
      );
    });

/** Until when, and what happens then. */
export const renewal = (
  terminal: Terminal,
  { expiresAt, refreshToken }: Pick<Tokens, 'expiresAt' | 'refreshToken'>,
): string =>
  `${localTime(expiresAt, terminal.timeZone)}${refreshToken === undefined ? '; then sign in again' : ', and renewed by itself'}`;

/** `muster logout`: what this machine keeps is gone, and what it could still get is taken back. */
export const logoutCommand = (terminal: Terminal): Command =>
  new Command('logout')
    .description('sign out: forget the tokens here, and have the issuer take back the one that renews them')
    .action(async (_: unknown, command: Command) => {
      const { answer, connection } = invocationOf(terminal, command);
      const url = urlOf(terminal, connection);
      const name = sessionAt(terminal, connection, url);
      const session = name === undefined ? undefined : readSessions(terminal)[name];
      if (name === undefined || session === undefined) {
        answer({ signedOut: false }, () => `Nobody is signed in at ${url.href}\n`);
        return;
      }
      // Forgotten first: whatever the issuer says, this machine has it no more.
      await whileLocked(terminal, async () => keepSession(terminal, name, undefined));
      let isRevoked = false;
      if (session.refreshToken !== undefined)
        try {
          const { openIssuer } = await import('../sign-in/issuer.ts');
          isRevoked = await (await openIssuer(terminal, session)).revoke(session.refreshToken);
        } catch (error) {
          throw new CommandFailed(
            `You are signed out here. ${session.issuer} was to take back what renews the token, and did not: ${(error as Error).message}`,
            'End the session there, if this machine may be in other hands.',
            EXIT.refused,
          );
        }
      answer({ signedOut: true, profile: name, revoked: isRevoked }, () =>
        isRevoked
          ? `${name} is signed out, here and at the issuer; a token that was copied before counts until ${localTime(session.expiresAt, terminal.timeZone)}\n`
          : `${name} is signed out here\n`,
      );
    });
