import { beforeEach, describe, expect, it } from 'vitest';
import { loadConfiguration } from '../../config/load.ts';
import { readConfiguration } from '../../config/read-configuration.ts';
import { brokenPromises } from '../../simulation/promises.ts';
import { openByHand } from '../../usecases/incident/open-by-hand.ts';
import { acknowledgeByLink } from '../../usecases/reach/acknowledge-by-link.ts';
import { Company } from './company.ts';

/*
 * What people who are on call complain about, as small inputs with right values: sent to the example company by senders, read
 * out of the messages that its people get.
 */
const example = await readConfiguration(loadConfiguration('config/example'));
let company: Company;
beforeEach(() => {
  company = new Company(structuredClone(example));
});

describe('an acknowledgement covers what was acknowledged', () => {
  it('rules 1: acknowledged, then worse, pages those on duty at once, with what is new', async () => {
    await company.fires('disk', 'orders-db', 'warning', 'Disk 81% full');
    await company.asks('grace-lee', { type: 'acknowledge' });
    await company.passes(240);
    const before = company.paged.length;
    await company.fires('down', 'orders-db', 'critical', 'Primary down');
    expect(company.paged.slice(before)).toContain('grace-lee');
    expect(company.lastText).toContain('new since you acknowledged: Primary down');
    expect(company.incident).toMatchObject({ title: 'Primary down', severity: 'SEV1' });
    expect(brokenPromises(company.installation)).toEqual([]);
  });

  it.each([
    ['fires', false],
    ['has recovered, another fires', true],
  ])('rules 1: of equal severity waits for an hour, whether the alert of before %s', async (_, ends) => {
    await company.fires('disk', 'recommendations', 'error');
    await company.fires('other', 'recommendations', 'error');
    await company.asks('ana-silva', { type: 'acknowledge' });
    await company.passes(10);
    await company.fires('queue', 'recommendations', 'error', 'Queue grows');
    if (ends) await company.recovers('disk', 'recommendations');
    await company.passes(45);
    expect(company.paged).toEqual(['ana-silva']);
    await company.passes(6);
    expect(company.paged).toEqual(['ana-silva', 'ana-silva']);
    expect(company.lastText).toContain('new since you acknowledged: Queue grows');
  });

  it('a repeat never pages again', async () => {
    await company.fires('disk', 'recommendations');
    await company.asks('ana-silva', { type: 'acknowledge' });
    for (let hour = 0; hour < 5; hour += 1) {
      await company.passes(61);
      await company.fires('disk', 'recommendations');
    }
    expect(company.paged).toEqual(['ana-silva']);
  });

  it('an alert of another group pages at once, where people opened one incident for a service that groups its alerts', async () => {
    const reports = { service: 'reporting', severity: 'critical' };
    await openByHand(
      company.installation.ports,
      { id: 'dmitri-volkov', name: 'Dmitri', role: 'manager', personId: 'dmitri-volkov' },
      { title: 'No reports', service: 'reporting', declare: false, impact: 'significant', urgency: 'high' },
    );
    await company.installation.settles();
    await company.says({ ...reports, title: 'Report A', key: 'a', labels: { report: 'a' } });
    await company.asks('dmitri-volkov', { type: 'acknowledge' });
    const before = company.paged.length;
    await company.says({ ...reports, title: 'Report A again', key: 'a2', labels: { report: 'a' } });
    expect(company.paged).toHaveLength(before);
    await company.says({ ...reports, title: 'Report B', key: 'b', labels: { report: 'b' } });
    expect(company.paged.slice(before)).toEqual(['dmitri-volkov']);
    expect(company.lastText).toContain('new since you acknowledged: Report B');
    expect(company.incidents).toHaveLength(1);
  });

  it('requirement R6: without progress its owner is reminded after an hour, then the level is paged again', async () => {
    await company.fires('down', 'checkout', 'critical');
    await company.asks('ben-okafor', { type: 'acknowledge', pagingId: 'p1' });
    await company.passes(59);
    expect(company.paged).toEqual(['ana-silva']);
    await company.passes(2);
    expect(company.paged.slice(1)).toEqual(['ben-okafor']);
    expect(company.lastText).toMatch(/^Still on INC-2026-0001 Checkout\?/);
    await company.passes(5);
    expect(company.paged.slice(2)).toEqual(['ana-silva']);
  });

  it('one alert of an incident can be acknowledged by itself, and the page for the other goes on', async () => {
    const first = await company.fires('a', 'recommendations');
    const second = await company.fires('b', 'recommendations');
    await company.asks('ana-silva', { type: 'acknowledge', alerts: [first] });
    await company.passes(6);
    expect(company.paged).toEqual(['ana-silva', 'ben-okafor']);
    await company.asks('ana-silva', { type: 'acknowledge', alerts: [second] });
    await company.passes(30);
    expect(company.paged).toEqual(['ana-silva', 'ben-okafor']);
  });

  it.each([
    ['severity none', { severity: 'none' }],
    ['the Watchdog of Prometheus', { severity: 'critical', labels: { alertname: 'Watchdog' } }],
  ])('what always fires opens nothing: %s', async (_, said) => {
    await company.says({ title: 'Always', key: 'w', service: 'checkout', ...said });
    await company.passes(10);
    expect(company.incidents).toEqual([]);
    expect(company.texts).toEqual([]);
  });

  it('alerts that nothing routes do not share one incident, those without a key neither', async () => {
    await company.says({ title: 'One', key: '1', severity: 'error' });
    await company.says({ title: 'Two', severity: 'error' });
    await company.says({ title: 'Three', severity: 'error' });
    await company.says({ title: 'Two', severity: 'error' });
    expect(company.incidents.map(({ title }) => title).sort()).toEqual(['One', 'Three', 'Two']);
    // Who is paged for each may hear of them together.
    expect(company.incidents.map(({ pagings }) => pagings.p1?.pages.length)).toEqual([1, 1, 1]);
  });
});

describe('a relapse is the same condition coming back', () => {
  it('rules 7: another alert is no relapse, and is named: in the gap it joins', async () => {
    await company.fires('d0', 'recommendations', 'error', 'Different 0');
    await company.recovers('d0', 'recommendations');
    await company.fires('d1', 'recommendations', 'error', 'Different 1');
    expect(company.incidents).toMatchObject([{ title: 'Different 1', relapses: 0 }]);
    expect(company.lastText).toContain('Different 1');
    expect(company.events).not.toContain('IncidentRelapsed');
  });

  it('rules 7: after the recovery has lasted it is an incident of its own', async () => {
    for (let n = 0; n < 6; n += 1) {
      await company.fires(`d${n}`, 'recommendations', 'error', `Different ${n}`);
      await company.recovers(`d${n}`, 'recommendations');
      await company.passes(4);
    }
    expect(company.incidents.map(({ title }) => title)).toEqual([0, 1, 2, 3, 4, 5].map((n) => `Different ${n}`));
    const named = company.texts
      .filter(({ purpose }) => purpose === 'resolver')
      .map(({ text }) => /Different \d/.exec(text)?.[0]);
    expect(named).toEqual([0, 1, 2, 3, 4, 5].map((n) => `Different ${n}`));
    expect(company.events).not.toContain('IncidentRelapsed');
  });

  it('the worst alert that fires names list, incident and page; its recovery gives the name to the next', async () => {
    await company.fires('a', 'recommendations', 'warning', 'Slow');
    await company.fires('b', 'recommendations', 'critical', 'Down');
    expect(company.incident.title).toBe('Down');
    await company.passes(6);
    expect(company.lastText).toContain('Down');
    await company.recovers('b', 'recommendations');
    expect(company.incident.title).toBe('Slow');
  });

  it.each([
    ['a relapse', async () => company.recovers('a', 'recommendations').then(() => company.passes(4))],
    ['a reopening', async () => company.asks('ben-okafor', { type: 'resolve', summary: 'done' })],
  ])('first-use 17: %s pages who is engaged before level 1', async (what, ends) => {
    await company.fires('a', 'recommendations');
    await company.asks('ben-okafor', { type: 'acknowledge' });
    await company.passes(2);
    await ends();
    await company.passes(10);
    if (what === 'a relapse') await company.fires('a', 'recommendations');
    else await company.asks('chloe-martin', { type: 'reopen', reason: 'it is not' });
    expect(company.paged).toEqual(['ana-silva', 'ben-okafor']);
    await company.passes(5.5);
    expect(company.paged).toEqual(['ana-silva', 'ben-okafor', 'ana-silva']);
  });

  it('a hint while a recovery is watched leaves the watch, and what fires still is asked about at its end', async () => {
    await company.fires('a', 'recommendations');
    await company.asks('ana-silva', { type: 'acknowledge' });
    await company.fires('hint', 'recommendations', 'info');
    await company.asks('ana-silva', { type: 'mitigate', by: 'workaround', description: 'cached' });
    await company.recovers('hint', 'recommendations');
    await company.fires('hint', 'recommendations', 'info');
    expect(company.incident).toMatchObject({ status: 'mitigated', relapses: 0 });
    await company.passes(20);
    expect(company.events).toContain('RecoveryWatchExtended');
    expect(brokenPromises(company.installation)).toEqual([]);
  });
});

describe('flapping defeats nothing', () => {
  it('rules 4: what comes back worse pages again at once', async () => {
    await company.fires('f', 'checkout', 'error');
    await company.recovers('f', 'checkout');
    await company.fires('f', 'checkout', 'critical');
    expect(company.paged).toEqual(['ana-silva', 'ana-silva']);
  });

  it.each([
    ['in the gap', 0],
    ['after the recovery has lasted', 3.5],
  ])('rules 5: the link of the only page acknowledges what came back %s', async (_, minutes) => {
    await company.fires('f', 'recommendations');
    await company.passes(0.5);
    await company.recovers('f', 'recommendations');
    await company.passes(minutes);
    await company.fires('f', 'recommendations');
    const token = /\/a(?:cknowledge)?\/(\S+)/.exec(company.texts[0]?.text ?? '')?.[1] ?? '';
    const { situation } = await acknowledgeByLink(company.installation.ports, token);
    await company.installation.settles();
    expect(situation).toBe('acknowledged');
    await company.passes(20);
    expect(company.paged).toEqual(['ana-silva']);
  });

  it('rules 21: the second level is paged when nobody has answered in its time, and further contacts are used', async () => {
    for (let flap = 0; flap < 40; flap += 1) {
      await company.fires('f', 'recommendations');
      await company.installation.passes(20);
      await company.recovers('f', 'recommendations');
      await company.installation.passes(16);
    }
    const [first] = company.texts;
    const second = company.texts.find(({ person }) => person === 'ben-okafor');
    expect(second && first && second.at - first.at).toBe(300_000);
    expect(company.paged.filter((person) => person === 'ana-silva')).toHaveLength(1);
    expect(company.installation.sent.some(({ address }) => address === 'ana@kestrel.example')).toBe(true);
    expect(company.incidents).toMatchObject([{ relapses: 0 }]);
  });

  it('rules 21: a candidate that flaps is escalated by its clock, and a SEV1 declares itself', async () => {
    for (let flap = 0; flap < 11; flap += 1) {
      await company.fires('f', 'checkout', 'critical');
      await company.installation.passes(200);
      await company.recovers('f', 'checkout');
      await company.installation.passes(40);
    }
    expect(company.incidents).toMatchObject([{ major: 'accepted', relapses: 0 }]);
    expect(company.events.filter((type) => type === 'CandidateProposed')).toHaveLength(1);
    expect(company.events).not.toContain('CandidateRejected');
  });

  it('three flaps of a sender without keys page once', async () => {
    for (let flap = 0; flap < 3; flap += 1) {
      await company.says({ title: 'Batch failed', service: 'recommendations', severity: 'error' });
      await company.passes(0.5);
      await company.says({ title: 'Batch failed', service: 'recommendations', status: 'resolved' });
      await company.passes(0.5);
    }
    expect(company.paged).toEqual(['ana-silva']);
    await company.passes(3);
    expect(company.incidents).toMatchObject([{ status: 'resolved', relapses: 0 }]);
  });

  it('the alert is resolved at once, its incident when that has lasted', async () => {
    const alertId = await company.fires('f', 'recommendations');
    await company.recovers('f', 'recommendations');
    expect(await company.installation.ports.stores.alerts.get(alertId)).toMatchObject({ status: 'resolved' });
    expect(company.incident).toMatchObject({ status: 'open', firing: 0 });
    await company.passes(3.1);
    expect(company.incident.status).toBe('resolved');
    await company.passes(60);
    expect(company.paged).toEqual(['ana-silva']);
  });
});
