import { describe, expect, it } from 'vitest';
import { pageResponder } from '../../usecases/reach/page-responder.ts';
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

describe('muster doctor --page-me', () => {
  it('sends a test page by each contact, and says of each what is known', async () => {
    const { api, muster } = doctor();
    const begun = muster('--token', 'manager', 'doctor', '--page-me', '--wait', '5');
    await expect.poll(() => api.ports.collected.pages.length).toBeGreaterThan(0);
    for (const { job } of api.ports.collected.pages.splice(0)) await pageResponder(api.ports, job, false);
    const { code, out, err } = await begun;
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^A test page to Mia\S* ?\S*:\nok {7}\w+ \S+: It left after/);
  });

  it('ends with 1 where a contact does not work', async () => {
    const { api, muster } = doctor();
    api.ports.provider.answer = () => ({ sent: false, retryable: false, reason: 'answered 410' });
    const begun = muster('--token', 'manager', '--json', 'doctor', '--page-me', '--wait', '5');
    await expect.poll(() => api.ports.collected.pages.length).toBeGreaterThan(0);
    for (const { job } of api.ports.collected.pages.splice(0)) await pageResponder(api.ports, job, false);
    const { code, out } = await begun;
    expect([code, JSON.parse(out).contacts[0]]).toEqual([1, expect.objectContaining({ verdict: 'failed' })]);
  });

  it('says who is nobody of the configuration what to do', async () => {
    const { muster } = doctor();
    expect(await muster('doctor', '--page-me')).toMatchObject({
      code: 1,
      err: expect.stringContaining('muster login'),
    });
    expect(await muster('doctor', '--page-me', '--wait', 'long')).toMatchObject({ code: 2 });
  });
});
