import { describe, expect, it } from 'vitest';
import { accountThatSays } from '../fakes/account.ts';
import { cliOnFakes } from './cli-on-fakes.ts';

const doctor = (said?: Parameters<typeof accountThatSays>[0]) => {
  const cli = cliOnFakes({ examined: { account: accountThatSays(said) } });
  cli.env.MUSTER_TOKEN = 'admin';
  return cli;
};

describe('muster doctor', () => {
  it('shows each finding with its mend, fails where a page would not reach somebody, and says how many', async () => {
    const { muster } = doctor({ alarms: { listeners: async () => 0 } });
    const { code, err, out } = await muster('doctor');
    expect(code).toBe(1);
    expect(out).toMatch(/^FAILED {3}alarms: Nobody hears the alarms about Muster itself/m);
    expect(out).toMatch(/^ {9}Deploy with --context alarmEmails=/m);
    expect(out).toMatch(/^ok {7}limits: 1000 functions/m);
    expect(err).toContain('would keep a page from somebody');
  });

  it('prints for programs what the API says', async () => {
    const { muster } = doctor({ alarms: { listeners: async () => 0 } });
    const { code, out } = await muster('--json', 'doctor');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      verdict: 'failed',
      findings: expect.arrayContaining([
        { check: 'alarms', verdict: 'failed', detail: expect.any(String), mend: expect.any(String) },
      ]),
    });
  });

  it('is for administrators: it names people and what an account may do', async () => {
    const { muster, env } = doctor();
    env.MUSTER_TOKEN = 'responder';
    expect(await muster('doctor')).toMatchObject({ code: 1, err: expect.stringContaining('admin') });
  });
});
