import { describe, expect, it } from 'vitest';
import { toIso } from '../../domain/instant/instant.ts';
import { leaveTrace } from '../../intake/message/trace.ts';
import { cliOnFakes } from './cli-on-fakes.ts';

const KEY = 'k3y0'.repeat(8);
const PASSWORD = 'correct horse, battery';

/** As a sender wrote it: plain, and as JSON inside of a text. */
const body = JSON.stringify({
  routing_key: KEY,
  note: `see /in/generic/${KEY}`,
  login: { password: PASSWORD },
  wrapped: JSON.stringify({ apiKey: PASSWORD }),
  title: 'Disk full',
});

describe('keys and passwords in what was not understood', () => {
  const filled = async () => {
    const cli = cliOnFakes();
    const { ports } = cli.api;
    const at = ports.time.now;
    const of = { integrationId: 'scripts', source: 'generic', reason: 'It is not understood.' };
    await ports.stores.quarantine.put({ ...of, id: 'q-1', receivedAt: toIso(at), body });
    await leaveTrace(ports, { ...of, receivedAt: at, kind: 'refused', body });
    return cli;
  };

  it.each(['', '/traces'])('are shown by no route: /v1/quarantine%s', async (path) => {
    const { api } = await filled();
    const answer = await api.get(`/v1/quarantine${path}`, 'admin');
    const text = await answer.text();
    expect(answer.status).toBe(200);
    expect(text).toContain('Disk full');
    expect(text).toContain('•••');
    expect(text).not.toMatch(new RegExp(`${KEY}|horse|battery`));
  });

  it.each(['quarantine list', 'quarantine list --json', 'quarantine traces', 'quarantine traces --json'])(
    'are shown by no command: muster %s',
    async (command) => {
      const { muster } = await filled();
      const { code, out } = await muster(...command.split(' '));
      expect(code).toBe(0);
      expect(out).not.toMatch(new RegExp(`${KEY}|horse|battery`));
    },
  );

  it('are there when it is read again', async () => {
    const { api } = await filled();
    expect((await api.ports.stores.quarantine.get('q-1'))?.body).toBe(body);
  });
});
