import { expect, it } from 'vitest';
import { resolved } from './closing-walks.ts';
import { type Begin, DRILL_FILE, type Drill } from './drill.ts';
import { declared, NOT_ASKED_AGAIN } from './restoring-walks.ts';

const DAY = 24 * 60;

const sentOnce = (drill: Drill): void => {
  const keys = drill.sent.map((message) => `${message.channel} ${message.idempotencyKey}`);
  expect(keys).toEqual([...new Set(keys)]);
};

export const restartWalks = (begin: Begin): void => {
  it('while a candidate waits acts once on the decision that is overdue, then gives it its time again', async () => {
    const drill = await begin();
    await drill.fire('checkout');
    await drill.restartAfter(4 * 60);
    expect(await drill.events('CandidateEscalated')).toHaveLength(1);
    expect(await drill.standing()).toBe('candidate/open');
    await drill.restartAfter(1);
    expect(await drill.events('CandidateEscalated')).toHaveLength(1);
    await drill.pass(9);
    expect(await drill.standing()).toBe('accepted/open');
    sentOnce(drill);
  });

  it('while a page waits pages the next level once, not all of them', async () => {
    const drill = await begin();
    await drill.fire('search', { service: 'search' });
    await drill.restartAfter(3 * 60);
    expect(await drill.paged('resolver')).toEqual(['ana@1', 'ben@2']);
    await drill.pass(4.9);
    expect(await drill.paged('resolver')).toEqual(['ana@1', 'ben@2']);
    await drill.ask({ type: 'acknowledge', person: 'ben' });
    await drill.restartAfter(3 * 60);
    expect(await drill.paged('resolver')).toEqual(['ana@1', 'ben@2']);
    sentOnce(drill);
  });

  it('while people work changes nothing, and the process still hears them', async () => {
    const drill = await declared(begin, NOT_ASKED_AGAIN);
    const before = (await drill.incident()).seq;
    await drill.restartAfter(5 * 60);
    expect((await drill.incident()).seq).toBe(before);
    await drill.ask({ type: 'mitigate', by: 'fix', description: 'index added' });
    expect(drill.way().at(-1)).toBe('Watch for recovery');
  });

  it('while the recovery is watched confirms it once', async () => {
    const drill = await declared(begin);
    await drill.ask({ type: 'mitigate', by: 'fix', description: 'index added' });
    await drill.recover('checkout');
    await drill.restartAfter(7 * 60);
    expect(await drill.standing()).toBe('accepted/resolved');
    await drill.restartAfter(1);
    expect(await drill.events('IncidentResolved')).toHaveLength(1);
    expect(await drill.events('ReviewOpened')).toHaveLength(1);
  });

  it('while a review is open reminds once of one that became due', async () => {
    const drill = await resolved(begin);
    await drill.restartAfter(9 * DAY);
    expect(await drill.events('ReviewReminded')).toHaveLength(1);
    await drill.restartAfter(60);
    expect(await drill.events('ReviewReminded')).toHaveLength(1);
    await drill.pass(DAY - 60);
    expect(await drill.events('ReviewReminded')).toHaveLength(2);
  });

  it('while standing down closes it once', async () => {
    const drill = await resolved(begin);
    await drill.ask({ type: 'complete-review', summary: 'an index was missing' });
    await drill.restartAfter(2 * 60);
    expect(await drill.standing()).toBe('accepted/closed');
    expect(await drill.events('IncidentClosed')).toHaveLength(1);
    await drill.restartAfter(2 * 60);
    expect(await drill.events('IncidentClosed')).toHaveLength(1);
    expect(drill.executions()).toEqual([]);
  });

  it('while a page is on its way sends it again at once, because nobody knows whether it arrived', async () => {
    const drill = await begin();
    drill.providerHangs = true;
    await drill.fire('search', { service: 'search' });
    drill.providerHangs = false;
    await drill.restartAfter(0);
    expect(drill.sent).toHaveLength(2);
    expect(drill.sent[0]?.idempotencyKey).toBe(drill.sent[1]?.idempotencyKey);
    await drill.pass(4);
    expect(drill.sent).toHaveLength(2);
  });

  it('does not lose the second way to reach somebody that was to be used in a minute', async () => {
    const contacts = [
      { channel: 'sms', address: '+491700000' },
      { channel: 'webhook', address: 'https://hooks.example.com/ana', afterSeconds: 60 },
    ];
    const people = DRILL_FILE.people.filter(({ id }) => id !== 'ana');
    const drill = await begin({ configured: { people: [...people, { id: 'ana', name: 'ana', contacts }] } });
    await drill.fire('search', { service: 'search' });
    await drill.restartAfter(0.5);
    await drill.pass(2);
    const deliveries = await drill.embedded.stores.deliveries.ofIncident(drill.incidentId);
    expect(deliveries.map(({ recipient, channel, status }) => [recipient, channel, status])).toEqual([
      ['ana', 'sms', 'handed-over'],
      ['ana', 'webhook', 'handed-over'],
    ]);
  });

  it('takes up the paging of every incident, however many there are', async () => {
    const many = { id: 'sharded', name: 'Sharded', tier: 3, team: 'payments', escalationPolicy: 'payments-on-call' };
    const services = [
      { ...many, groupBy: ['labels.shard'] },
      { ...many, id: 'unrouted', name: 'Unrouted' },
    ];
    const drill = await begin({ configured: { services, integrations: [{ id: 'scripts', source: 'generic' }] } });
    for (let shard = 0; shard < 230; shard += 1)
      await drill.fire(`shard-${shard}`, { service: 'sharded', labels: { shard: String(shard) } });
    await drill.restartAfter(0);
    expect(drill.engine.listExecutions('page-responders', 'RUNNING')).toHaveLength(230);
  });
};
