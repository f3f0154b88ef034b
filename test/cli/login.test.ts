import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { issuerOf } from '../../adapters/openid/issuer-of.ts';
import { bearerOf } from '../../api/bearer.ts';
import { createApi } from '../../api/create-api.ts';
import { run } from '../../cli/program.ts';
import { CALLBACK_URLS } from '../../domain/access/sign-in.ts';
import { parseConfiguration } from '../../domain/configuration/parse-configuration.ts';
import { exampleFile } from '../../simulation/example-configuration.ts';
import { simulatedPorts } from '../../simulation/simulated-ports.ts';
import { principalOfToken } from '../../usecases/tokens/principal-of-token.ts';
import { followed } from '../openid/browser-of-redirects.ts';
import { type StandInOptions, standInIssuer } from '../openid/stand-in-issuer.ts';

const MIA = { email: 'mia@example.com', password: 'correct horse', groups: ['manager'], name: 'Mia' };
const configuration = parseConfiguration({
  ...structuredClone(exampleFile),
  people: exampleFile.people.map((one) => (one.id === 'mia' ? { ...one, email: MIA.email } : one)),
});
const URL_OF_MUSTER = 'https://muster.example.com/';

/** The real command line against the real API, which trusts an issuer as strict as Cognito; only the network between is short. */
const setUp = async (options: StandInOptions = {}, told: { scope?: string; hasIssuer?: boolean } = {}) => {
  const issuer = await standInIssuer({ accounts: [MIA], callbacks: CALLBACK_URLS, ...options });
  const ports = simulatedPorts({ configuration });
  const trusted = issuerOf(
    ...([
      {
        issuer: issuer.url,
        audience: issuer.clientId,
        scope: told.scope ?? 'openid email profile',
        roleClaims: 'cognito:groups',
      },
      { failed: () => {} },
    ] as const),
  );
  const accessTokens = { principalOf: async () => undefined, valueOf: async () => '' };
  const principalOf = principalOfToken({ accessTokens, configuration: ports.configuration, issuer: trusted });
  const app = createApi({
    ports,
    extras: told.hasIssuer === false ? {} : { signIn: trusted.signIn },
    authenticate: async (asked) => {
      const token = bearerOf(asked);
      return token === undefined || ended.has(token) ? undefined : principalOf(token);
    },
  });
  const folder = mkdtempSync(join(tmpdir(), 'muster-login-'));
  const env: Record<string, string> = { MUSTER_PROFILES: join(folder, 'profiles.json'), MUSTER_DATA: folder };
  const clock = { now: Date.now() };
  const bearers: (string | null)[] = [];
  /** Tokens that the API takes no more, by its own clock. */
  const ended = new Set<string>();
  const muster = async (
    args: readonly string[],
    browse?: (address: string) => void,
    said: (text: string) => void = () => {},
  ) => {
    let [out, err] = ['', ''];
    const code = await run(
      {
        env,
        fetch: async (input, init) => {
          const asked = new Request(input as URL, init);
          if (new URL(asked.url).host !== 'muster.example.com') return fetch(input as URL, init);
          bearers.push(asked.headers.get('authorization'));
          return app.request(asked);
        },
        readInput: () => '',
        write: (text) => {
          out += text;
        },
        writeError: (text) => {
          err += text;
          said(text);
        },
        ...(browse ? { openBrowser: browse } : {}),
        colour: false,
        timeZone: 'UTC',
        now: () => clock.now,
      },
      args,
    );
    return { code, out, err };
  };
  /** Signs in as Mia does, and tells what her browser shows at the end. */
  const login = async (form: Record<string, string> = MIA_SIGNS_IN, ...more: string[]) => {
    let ended: ReturnType<typeof followed> | undefined;
    const done = await muster(['login', '--url', URL_OF_MUSTER, ...more], (address) => {
      ended = followed(address, form);
      ended.catch(() => {});
    });
    return { ...done, page: await ended };
  };
  const sessions = () => JSON.parse(readFileSync(join(folder, 'sessions.json'), 'utf8'));
  const stop = async () => {
    await issuer.stop();
    rmSync(folder, { recursive: true });
  };
  return { issuer, folder, env, clock, bearers, ended, muster, login, sessions, stop };
};
const MIA_SIGNS_IN = { email: MIA.email, password: MIA.password };

// Each listens where the issuer sends browsers back to: one after the other.
describe('muster login', () => {
  let at: Awaited<ReturnType<typeof setUp>>;
  const stops: (() => Promise<void>)[] = [];
  const made = async (...args: Parameters<typeof setUp>) => {
    const one = await setUp(...args);
    stops.push(one.stop);
    return one;
  };
  beforeEach(async () => {
    at = await made();
  });
  afterEach(async () => {
    await Promise.all(stops.splice(0).map((stop) => stop()));
  });

  it('signs in through the page of the issuer, as the person with that address, and says until when', async () => {
    const { code, out, page } = await at.login();
    expect([code, page?.status]).toEqual([0, 200]);
    expect(out).toMatch(/signed in as +Mia\nrole +manager\nperson +mia\n.*until .*renewed by itself/s);
    expect(page?.text).toContain('You are signed in');
    expect(page?.url.origin).toMatch(/^http:\/\/localhost:1791[123]$/);
    const whoami = await at.muster(['whoami']);
    expect(whoami.out).toMatch(/you are +Mia\n.*until .*renewed by itself\nat +https:\/\/muster\.example\.com\//s);
    expect((await at.muster(['profile', 'list'])).out).toMatch(/\* +muster\.example\.com +https:\S+ +signed in/);
  });

  it('keeps its tokens where their owner alone can read them, and shows none', async () => {
    const { out, err } = await at.login();
    expect(statSync(join(at.folder, 'sessions.json')).mode & 0o777).toBe(0o600);
    const { token, refreshToken } = at.sessions()['muster.example.com'];
    for (const secret of [token, refreshToken]) expect(out + err).not.toContain(secret);
  });

  it('prints the address where no browser opens, and goes on waiting whatever strays by', async () => {
    const printed = Promise.withResolvers<string>();
    const going = at.muster(
      ['login', '--url', URL_OF_MUSTER, '--no-browser'],
      () => expect.unreachable(),
      (text) => {
        const [address] = /http\S+/.exec(text) ?? [];
        if (address !== undefined) printed.resolve(address);
      },
    );
    const address = await printed.promise;
    const callback = new URL(address).searchParams.get('redirect_uri');
    const stray = await followed(`${callback}?code=x&state=guessed`);
    expect([stray.status, stray.text]).toEqual([400, expect.stringContaining('not the sign-in that is waited for')]);
    await followed(address, MIA_SIGNS_IN);
    expect((await going).code).toBe(0);
  });

  it('ends with what the issuer refuses, on the page and in the command', async () => {
    const { code, err, page } = await at.login({ cancel: 'yes' });
    expect(code).toBe(1);
    expect(err).toContain('The user cancelled');
    expect(page?.status).toBe(400);
    expect(page?.text).toContain('&lt;b&gt;the sign-in&lt;/b&gt;');
    expect(page?.text).not.toContain('<b>the');
    expect((await at.muster(['whoami'])).code).toBe(1);
  });

  it('says what the client must allow where the issuer refuses a scope', async () => {
    const strict = await made({}, { scope: 'openid offline_access' });
    const { code, err } = await strict.login();
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/invalid_scope.*must be public, allow the scope "openid offline_access"/s),
    ]);
  });

  it('does not send a person to an issuer through a Muster that is not https', async () => {
    const { code, err } = await at.muster(['login', '--url', 'http://muster.example.com']);
    expect([code, err]).toEqual([1, expect.stringContaining('is not https')]);
  });

  it('says what to do where nobody signs in', async () => {
    const without = await made({}, { hasIssuer: false });
    expect(await without.muster(['login', '--url', URL_OF_MUSTER])).toMatchObject({
      code: 1,
      err: expect.stringContaining('muster token create'),
    });
  });

  it('renews its token by itself before it ends, once for commands that run at the same time', async () => {
    await at.login();
    const first = at.sessions()['muster.example.com'].token;
    at.clock.now += 3_590_000;
    at.issuer.issueFor(7200);
    const before = at.issuer.asked['/oauth2/token'] ?? 0;
    const many = await Promise.all([1, 2, 3].map(() => at.muster(['whoami'])));
    expect(many.map(({ code, err }) => [code, err])).toEqual([1, 2, 3].map(() => [0, '']));
    expect((at.issuer.asked['/oauth2/token'] ?? 0) - before).toBe(1);
    expect(at.bearers.at(-1)).not.toBe(`Bearer ${first}`);
  });

  it('renews it where the API says that it has ended, whatever the clock of this machine says', async () => {
    await at.login();
    const { token } = at.sessions()['muster.example.com'];
    at.ended.add(token);
    expect((await at.muster(['whoami'])).code).toBe(0);
    expect(at.bearers.slice(-2)).toEqual([`Bearer ${token}`, `Bearer ${at.sessions()['muster.example.com'].token}`]);
  });

  it('uses a token to its end while the issuer cannot be reached', async () => {
    await at.login();
    at.clock.now += 3_570_000;
    at.issuer.goDown(true);
    expect((await at.muster(['whoami'])).code).toBe(0);
    at.clock.now += 60_000;
    expect(await at.muster(['whoami'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('Try again in a moment'),
    });
  });

  it('says that the sign-in is over where the issuer has ended it', async () => {
    await at.login();
    at.issuer.revokeAll();
    at.clock.now += 3_590_000;
    const { code, err } = await at.muster(['whoami']);
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/no longer signed in.*invalid_grant.*muster login --profile/s),
    ]);
  });

  it('goes to no other Muster', async () => {
    await at.login();
    await at.muster(['--url', 'https://muster.example.com/other', 'incident', 'list']);
    expect(at.bearers.at(-1)).toBeNull();
  });

  it('stands behind a token that is given with the command', async () => {
    await at.login();
    await at.muster(['--token', 'mst_given', 'whoami']);
    expect(at.bearers.at(-1)).toBe('Bearer mst_given');
  });
});

describe('muster logout', () => {
  it('forgets the tokens here, and has the issuer take back the one that renews them', async () => {
    const at = await setUp();
    try {
      await at.login();
      const { refreshToken } = at.sessions()['muster.example.com'];
      const { code, out } = await at.muster(['logout']);
      expect([code, out]).toEqual([0, expect.stringContaining('signed out, here and at the issuer')]);
      expect(at.sessions()).toEqual({});
      const again = await fetch(`${at.issuer.url}/oauth2/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'refresh_token',
          client_id: at.issuer.clientId,
          refresh_token: refreshToken,
        }),
      });
      expect(await again.json()).toEqual({ error: 'invalid_grant' });
      expect((await at.muster(['whoami'])).code).toBe(1);
    } finally {
      await at.stop();
    }
  });

  it('forgets them also where the issuer does not answer, and says so', async () => {
    const at = await setUp();
    try {
      await at.login();
      at.issuer.goDown(true);
      expect(await at.muster(['logout'])).toMatchObject({
        code: 1,
        err: expect.stringContaining('You are signed out here'),
      });
      expect(at.sessions()).toEqual({});
    } finally {
      await at.stop();
    }
  });
});

/** As a page of another site asks that has found the port. */
const askedAs = (host: string, port: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path: '/callback?code=x', headers: { host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    sent.on('error', reject);
    sent.end();
  });

describe('where the browser comes back to', () => {
  it('answers nobody who asks under another name', async () => {
    const at = await setUp();
    try {
      const asked: Promise<number>[] = [];
      const { code } = await at.muster(['login', '--url', URL_OF_MUSTER], (address) => {
        const { port } = new URL(new URL(address).searchParams.get('redirect_uri') as string);
        const stranger = askedAs(`evil.example:${port}`, port);
        asked.push(stranger);
        stranger.then(() => followed(address, MIA_SIGNS_IN)).catch(() => {});
      });
      expect([code, await asked[0]]).toEqual([0, 404]);
    } finally {
      await at.stop();
    }
  });
});
