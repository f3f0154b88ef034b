import { expect, test } from 'vitest';
import { createApi } from '../../api/create-api.ts';
import type { ApiComposition } from '../../api/serve-route.ts';
import { lateApi } from '../../embedded/late-api.ts';

/** Nothing of it is asked for what is not there. */
const composition = {} as ApiComposition;

test.each([
  ['GET', '/v1/nothing', 404],
  ['PATCH', '/v1/incidents', 405],
])(
  'the API that is made with its first request answers %s %s as one that was there: %i',
  async (method, path, status) => {
    const asked = () => new Request(`http://localhost${path}`, { method });
    const late = lateApi(composition);
    const [first, second] = await Promise.all([late.fetch(asked()), late.fetch(asked())]);
    const answer = await createApi(composition).fetch(asked());
    expect([first.status, second.status, answer.status]).toEqual([status, status, status]);
    expect(Object.fromEntries(first.headers)).toEqual(Object.fromEntries(answer.headers));
    expect(await first.text()).toBe(await answer.text());
  },
);
