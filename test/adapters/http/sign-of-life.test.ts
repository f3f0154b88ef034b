import { describe, expect, it } from 'vitest';
import { SignOfLifeError, sendSignOfLife } from '../../../adapters/http/sign-of-life.ts';

const SECRET = 'https://ping.example/a-secret-of-theirs';

/** Somebody who answers so. */
const who = (answer: () => Response | Promise<Response>) => {
  const asked: { url: string; init: RequestInit | undefined }[] = [];
  const send: typeof fetch = async (url, init) => {
    asked.push({ url: String(url), init });
    return answer();
  };
  return { asked, send };
};

const unreachable = (code: string) => (): never => {
  throw Object.assign(new TypeError(`fetch failed: ${SECRET}`), { cause: Object.assign(new Error(SECRET), { code }) });
};

describe('A sign of life', () => {
  it.each([200, 201, 202, 204])(
    'is taken with %i: asked for once, no redirect followed, no longer than so',
    async (status) => {
      const { asked, send } = who(() => new Response(null, { status }));
      await sendSignOfLife(SECRET, send);
      expect(asked.map(({ url }) => url)).toEqual([SECRET]);
      expect(asked[0]?.init).toMatchObject({ redirect: 'error' });
      expect(asked[0]?.init?.signal).toBeInstanceOf(AbortSignal);
      expect(asked[0]?.init?.method ?? 'GET').toBe('GET');
    },
  );

  it('leaves no body unread, which would hold the connection', async () => {
    let isCancelled = false;
    const body = new ReadableStream({
      cancel: () => {
        isCancelled = true;
      },
    });
    await sendSignOfLife(SECRET, who(() => new Response(body)).send);
    expect(isCancelled).toBe(true);
  });

  it.each<[what: string, answer: () => Response, text: RegExp]>([
    ['404, for the address is wrong', () => new Response('no', { status: 404 }), /answered with 404/],
    ['500', () => new Response('no', { status: 500 }), /answered with 500/],
    ['no name', unreachable('ENOTFOUND'), /ENOTFOUND/],
    ['nobody there', unreachable('ECONNREFUSED'), /ECONNREFUSED/],
    [
      'no answer in time',
      () => {
        throw new DOMException(`aborted ${SECRET}`, 'TimeoutError');
      },
      /TimeoutError/,
    ],
  ])('that is not taken is an error with its reason and without the address: %s', async (_what, answer, text) => {
    const error = await sendSignOfLife(SECRET, who(answer).send).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SignOfLifeError);
    expect(error).toMatchObject({ code: 'sign-of-life', message: expect.stringMatching(text) });
    expect(String((error as Error).stack)).not.toContain('a-secret-of-theirs');
  });
});
