import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { keyOf, sendTo } from '../fakes/intake.ts';
import { portsWith } from '../fakes/intake-of-sources.ts';
import { fixture } from '../fakes/source-fixtures.ts';

const BODY = JSON.stringify(fixture('github', 'firing.workflow-run').body);
const KEY = keyOf('github-1');

const signed = (key: string, body = BODY): Record<string, string> => ({
  'x-hub-signature-256': `sha256=${createHmac('sha256', key).update(body).digest('hex')}`,
});

const send = async (path: string, headers: Record<string, string>, body: string | Uint8Array = BODY) =>
  (await sendTo(portsWith('github', 'jira', 'honeycomb'), path, body, { headers })).status;

describe('signed requests', () => {
  it('prove their integration without a key', async () => {
    expect(await send('/in/github/github-1', signed(KEY))).toBe(202);
    expect(await send('/in/github/github-1', signed(KEY), Buffer.from(BODY))).toBe(202);
  });

  it.each([
    ['no signature', {}],
    ['the signature of another key', signed(keyOf('jira-1'))],
    ['the signature of another body', signed(KEY, '{}')],
  ])('do not with %s', async (_what, headers) => {
    expect(await send('/in/github/github-1', headers)).toBe(401);
  });

  it('are refused when the signature is wrong, even where the key in the address is right', async () => {
    expect(await send(`/in/github/${KEY}`, signed('wrong'))).toBe(401);
    expect(await send(`/in/github/${KEY}`, signed(KEY))).toBe(202);
    expect(await send(`/in/github/${KEY}`, {})).toBe(202);
  });

  it('are those of an integration of that source only', async () => {
    const headers = { 'x-hub-signature': signed(KEY)['x-hub-signature-256'] ?? '' };
    expect(await send('/in/jira/github-1', headers)).toBe(404);
    expect(await send('/in/jira/jira-1', headers)).toBe(401);
    expect(await send('/in/github/nobody', signed(KEY))).toBe(401);
    expect(await send('/in/github', signed(KEY))).toBe(401);
  });

  it('do not name an integration to a source that cannot verify', async () => {
    expect((await sendTo(portsWith(), '/in/generic/scripts', { title: 'x' })).status).toBe(401);
  });

  it('are proven by either key while keys are rotated', async () => {
    const ports = portsWith('github');
    const [integration] = ports.configured.current.integrations.filter(({ id }) => id === 'github-1');
    Object.assign(integration as object, { keyGenerations: [2, 1] });
    for (const generation of [1, 2]) {
      const headers = signed(keyOf('github-1', generation));
      expect((await sendTo(ports, '/in/github/github-1', BODY, { headers })).status).toBe(202);
    }
    expect((await sendTo(ports, '/in/github/github-1', BODY, { headers: signed(keyOf('github-1', 3)) })).status).toBe(
      401,
    );
  });

  it('may carry the shared secret itself, where that is all the sender can do', async () => {
    const body = JSON.stringify(fixture('honeycomb', 'firing').body);
    const token = { 'x-honeycomb-webhook-token': keyOf('honeycomb-1') };
    expect(await send('/in/honeycomb/honeycomb-1', token, body)).toBe(202);
    const wrong = { 'x-honeycomb-webhook-token': 'would you like to play a game' };
    expect(await send(`/in/honeycomb/${keyOf('honeycomb-1')}`, wrong, body)).toBe(401);
  });
});
