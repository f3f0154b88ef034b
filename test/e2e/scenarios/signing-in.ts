import { createHmac } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { chromiumHere, launchChromium, SCHEMES, SIZES, violationsIn } from '../../browser/chromium.ts';
import { followed } from '../../openid/browser-of-redirects.ts';
import { type Account, standInIssuer } from '../../openid/stand-in-issuer.ts';
import { A_STRANGER, HOUR_SECONDS, MIA, WITHOUT_A_ROLE } from '../accounts.ts';
import { commandLine } from '../command-line.ts';
import type { Talk } from '../talk.ts';

const screenshots = resolve(import.meta.dirname, '../../../.muster/screenshots');

/** As people sign in, without a browser. */
const by =
  ({ email, password }: Account) =>
  (address: string) =>
    followed(address, { email, password });

const withParameter = (address: string, name: string, value: string): string => {
  const changed = new URL(address);
  changed.searchParams.set(name, value);
  return changed.href;
};

/** A token as somebody makes it who knows the public key alone. */
const signedBySecret = (secret: string | Buffer, ...parts: readonly object[]): string => {
  const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
};

/** A page where a sign-in has ended: in every size and scheme as the others of Muster are. */
const looksAsOurs = async (page: Page, name: string): Promise<void> => {
  mkdirSync(screenshots, { recursive: true });
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of SCHEMES) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(screenshots, `${name}-${size}-${colorScheme}.png`), fullPage: true });
      expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(viewport.width);
      expect(await violationsIn(page), `${name}, ${size}, ${colorScheme}`).toEqual([]);
    }
  }
};

/** People sign in by the real command line at an issuer as strict as Cognito, and what is refused there or here is refused. */
export const signingIn = (talk: Talk): void => {
  const place = () => {
    const { signIn } = talk().target;
    if (!signIn) throw new Error('This target has an issuer of its own.');
    return signIn;
  };
  const aCommandLine = () => {
    const line = commandLine();
    onTestFinished(line.remove);
    return line;
  };

  // The issuer knows three ports to come back to, and what one test makes of its tokens would be seen by the next.
  describe('signing in', { concurrent: false }, () => {
    // Of a deployed Muster the issuer is somebody else's.
    beforeEach((context) => {
      if (!talk().target.signIn) context.skip();
    });

    test('a person signs in, is known by the address, works as themselves, is renewed and signs out', async () => {
      const { issuer, url } = place();
      const line = aCommandLine();
      // Each token counts for half a minute, and is renewed a minute before it ends: by each command.
      issuer.issueFor(30);
      const { code, out, err, shown } = await line.login(url, by(MIA));
      expect([code, shown.status, shown.text]).toEqual([0, 200, expect.stringContaining('You are signed in')]);
      expect(out).toMatch(/signed in as +Mia Manager\nrole +manager\nperson +manager\n.*renewed by itself/s);
      const [session] = Object.values(line.sessions());
      for (const secret of [session?.token, session?.refreshToken])
        expect(out + err + shown.text).not.toContain(secret);
      expect((await line.muster(['whoami'])).out).toMatch(/you are +Mia Manager\nrole +manager\nperson +manager\n/);

      const paged = await line.muster(['doctor', '--page-me']);
      expect([paged.code, paged.err, paged.out]).toEqual([
        ...[0, ''],
        expect.stringMatching(
          /^A test page to Mia Manager:\nok {7}webhook \S+: It left after \S+ s, and its receiver has taken it\.\n$/,
        ),
      ]);

      const opened = await line.muster([
        'incident',
        'open',
        '--service',
        'accounts',
        '--title',
        'Nobody can sign up',
        '--json',
      ]);
      expect([opened.code, opened.err]).toEqual([0, '']);
      const { incidentId } = await talk().incidentOf('accounts');
      const { items } = await talk().get<{ items: { actor?: unknown; text: string }[] }>(
        `/v1/incidents/${incidentId}/timeline`,
      );
      expect(items[0]?.text).toContain('Mia Manager');
      const refused = await line.muster(['token', 'create', 'mine', '--role', 'viewer']);
      expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('admin')]);

      const [renewed] = Object.values(line.sessions());
      expect(renewed?.token).not.toBe(session?.token);
      expect(renewed?.refreshToken).toBe(session?.refreshToken);

      const left = await line.muster(['logout']);
      expect([left.code, left.out]).toEqual([0, expect.stringContaining('signed out, here and at the issuer')]);
      expect(line.sessions()).toEqual({});
      expect((await line.muster(['whoami'])).code).toBe(1);
      const spent = await fetch(`${issuer.url}/oauth2/token`, {
        method: 'POST',
        body: new URLSearchParams({
          ...{ grant_type: 'refresh_token', client_id: issuer.clientId, refresh_token: renewed?.refreshToken ?? '' },
        }),
      });
      expect(await spent.json()).toEqual({ error: 'invalid_grant' });
      issuer.issueFor(HOUR_SECONDS);
    });

    test('whoever was signed out everywhere is told so by the next command', async () => {
      const { issuer, url } = place();
      const line = aCommandLine();
      issuer.issueFor(30);
      expect((await line.login(url, by(MIA))).code).toBe(0);
      issuer.revokeAll();
      const { code, err } = await line.muster(['whoami']);
      expect([code, err]).toEqual([1, expect.stringMatching(/no longer signed in.*invalid_grant.*muster login/s)]);
      issuer.issueFor(HOUR_SECONDS);
    });

    test('whom the configuration does not know has the role and is nobody; whoever has no role may do nothing', async () => {
      const { url } = place();
      const stranger = aCommandLine();
      const { code, out } = await stranger.login(url, by(A_STRANGER));
      expect([code, out]).toEqual([0, expect.stringMatching(/role +viewer\nperson +none of the configuration/)]);
      const asked = await stranger.muster(['incident', 'open', '--service', 'accounts', '--title', 'Not allowed']);
      expect([asked.code, asked.err]).toEqual([1, expect.stringContaining('responder')]);

      const gardener = aCommandLine();
      const without = await gardener.login(url, by(WITHOUT_A_ROLE));
      expect([without.code, without.err]).toEqual([1, expect.stringMatching(/role/)]);
    });

    test.for<readonly [what: string, changed: (address: string) => string, err: RegExp]>([
      ['a nonce that was not asked for', (address) => withParameter(address, 'nonce', 'guessed'), /nonce/],
      [
        'a proof that is not of this command',
        (address) => withParameter(address, 'code_challenge', 'A'.repeat(43)),
        /invalid_grant/,
      ],
      [
        'a scope that the client may not have',
        (address) => withParameter(address, 'scope', 'openid admin'),
        /invalid_scope/,
      ],
    ])('%s ends without a session', async ([, changed, err]) => {
      const line = aCommandLine();
      const ended = await line.login(place().url, (address) => by(MIA)(changed(address)));
      expect([ended.code, ended.err]).toEqual([1, expect.stringMatching(err)]);
      expect([ended.shown.status, ended.shown.text]).toEqual([400, expect.stringContaining('You are not signed in')]);
      expect((await line.muster(['whoami'])).code).toBe(1);
    });

    test('a code that somebody else has used counts no more, and another state ends nothing', async () => {
      const { issuer, url } = place();
      const line = aCommandLine();
      const ended = await line.login(url, async (address) => {
        const callback = new URL(address).searchParams.get('redirect_uri') ?? '';
        const stray = await followed(`${callback}?code=x&state=guessed`);
        expect([stray.status, stray.text]).toEqual([
          400,
          expect.stringContaining('not the sign-in that is waited for'),
        ]);
        // Somebody on the way has the code and not its proof: the try spends it.
        const form = new URLSearchParams({ email: MIA.email, password: MIA.password });
        const sent = await fetch(address, { method: 'POST', body: form, redirect: 'manual' });
        const back = new URL(sent.headers.get('location') ?? '');
        const stolen = await fetch(`${issuer.url}/oauth2/token`, {
          method: 'POST',
          body: new URLSearchParams({
            ...{ grant_type: 'authorization_code', client_id: issuer.clientId, redirect_uri: callback },
            ...{ code: back.searchParams.get('code') ?? '', code_verifier: 'guessed' },
          }),
        });
        expect(await stolen.json()).toEqual({ error: 'invalid_grant' });
        return followed(back.href);
      });
      expect([ended.code, ended.err]).toEqual([1, expect.stringContaining('invalid_grant')]);
      expect(ended.shown.status).toBe(400);
    });

    test('tokens that count elsewhere, no more, or for nobody are refused with why', async () => {
      const { issuer } = place();
      const other = await standInIssuer({ accounts: [MIA], clientId: issuer.clientId });
      onTestFinished(other.stop);
      const now = Math.floor(Date.now() / 1000);
      const mia = { aud: issuer.clientId, token_use: 'id', email: MIA.email, email_verified: true, groups: ['admin'] };
      const tokens: Readonly<Record<string, readonly [token: string, status: number]>> = {
        'of another audience': [issuer.signed({ ...mia, aud: 'another-application' }), 401],
        'that has ended': [issuer.signed({ ...mia, exp: now - 120 }), 401],
        'that never ends': [issuer.signed({ ...mia, exp: undefined }), 401],
        'that does not count yet': [issuer.signed({ ...mia, nbf: now + 600 }), 401],
        'of another issuer': [other.signed(mia), 401],
        'of another issuer that says it is ours': [other.signed({ ...mia, iss: issuer.url }), 401],
        'that nobody has signed': [
          `${Buffer.from('{"alg":"none"}').toString('base64url')}.${issuer.signed(mia).split('.')[1]}.`,
          401,
        ],
        'signed with the public key as if it were a secret': [
          signedBySecret(
            issuer.publicKey().export({ type: 'spki', format: 'pem' }),
            { alg: 'HS256', kid: issuer.kid() },
            { iss: issuer.url, ...mia, exp: now + 60 },
          ),
          401,
        ],
        'without a role': [issuer.signed({ ...mia, groups: ['Domain admin'] }), 403],
        'that counts': [issuer.signed(mia), 200],
      };
      const answered = Object.entries(tokens).map(async ([what, [token]]) => {
        const { status } = await talk().target.http({
          method: 'GET',
          path: '/v1/whoami',
          headers: { authorization: `Bearer ${token}` },
        });
        return [what, status];
      });
      expect(Object.fromEntries(await Promise.all(answered))).toEqual(
        Object.fromEntries(Object.entries(tokens).map(([what, [, status]]) => [what, status])),
      );
    });

    test('in a browser: the page that one comes back to looks as ours and holds no token', async (context) => {
      if (chromiumHere() === undefined) return context.skip();
      const { url } = place();
      const browser = await launchChromium();
      onTestFinished(() => browser.close());
      const line = aCommandLine();
      const signsIn = (button: string) => async (address: string) => {
        const page = await browser.newPage({ bypassCSP: true, viewport: SIZES.phone });
        await page.goto(address);
        await page.getByLabel('Email').fill(MIA.email);
        await page.getByLabel('Password').fill(MIA.password);
        await page.getByRole('button', { name: button }).click();
        await page.waitForURL(/^http:\/\/localhost:1791[123]\/callback/);
        return page;
      };
      const ended = await line.login(url, signsIn('Sign in'));
      expect([ended.code, ended.err]).toEqual([0, expect.any(String)]);
      const page = ended.shown;
      expect(await page.getByRole('status').textContent()).toContain('go back to the command line');
      const [session] = Object.values(line.sessions());
      const held = `${page.url()}\n${await page.content()}`;
      for (const secret of [session?.token, session?.refreshToken]) expect(held).not.toContain(secret);
      expect(await page.evaluate('document.cookie + localStorage.length + sessionStorage.length')).toBe('00');
      await looksAsOurs(page, 'signed-in');
      expect((await line.muster(['whoami'])).out).toContain('Mia Manager');

      const cancelled = await line.login(url, signsIn('Cancel'));
      expect([cancelled.code, cancelled.err]).toEqual([1, expect.stringContaining('cancelled')]);
      await looksAsOurs(cancelled.shown, 'not-signed-in');
    });
  });
};
