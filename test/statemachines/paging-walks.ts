import { expect, it } from 'vitest';
import type { Begin, Drill } from './drill.ts';

/** Tier 3: a SEV3 that pages its resolvers and is no candidate. */
const QUIET_SERVICE = { service: 'search' };

const paged = async (begin: Begin, options?: Parameters<Begin>[0]): Promise<Drill> => {
  const drill = await begin(options);
  await drill.fire('search', QUIET_SERVICE);
  return drill;
};

const statusOf = async (drill: Drill): Promise<string | undefined> => (await drill.incident()).pagings.p1?.status;

export const pagingWalks = (begin: Begin): void => {
  it('acknowledged at the first level pages nobody else', async () => {
    const drill = await paged(begin);
    await drill.pass(4.9);
    await drill.ask({ type: 'acknowledge', person: 'ana' });
    expect(drill.executions('page-responders')).toEqual(['p1-0 SUCCEEDED']);
    await drill.pass(60);
    expect(await drill.paged('resolver')).toEqual(['ana@1']);
    expect(drill.sent).toHaveLength(1);
  });

  it('unanswered goes to the second level on the second, and is acknowledged there', async () => {
    const drill = await paged(begin);
    await drill.pass(299 / 60);
    expect(await drill.paged('resolver')).toEqual(['ana@1']);
    await drill.pass(1 / 60);
    expect(await drill.paged('resolver')).toEqual(['ana@1', 'ben@2']);
    await drill.ask({ type: 'acknowledge', person: 'ben' });
    expect(drill.executions('page-responders')).toEqual(['p1-0 SUCCEEDED']);
    await drill.pass(60);
    expect(await drill.paged('resolver')).toEqual(['ana@1', 'ben@2']);
  });

  it('unanswered by everybody goes to the catch-all, and is acknowledged there', async () => {
    const drill = await paged(begin);
    await drill.pass(10);
    expect(await drill.paged('resolver')).toEqual(['ana@1', 'ben@2', 'vera@3']);
    await drill.ask({ type: 'acknowledge', person: 'vera' });
    expect(await statusOf(drill)).toBe('acknowledged');
    await drill.pass(60);
    expect(drill.sent).toHaveLength(3);
  });

  it('unanswered by the catch-all too is exhausted, visibly, and goes on every quarter of an hour until it recovers', async () => {
    const drill = await paged(begin);
    await drill.pass(20);
    const everybody = ['ana@1', 'ben@2', 'vera@3', 'vera@3'];
    expect(await drill.paged('resolver')).toEqual(everybody);
    expect(await drill.events('PagingExhausted')).toHaveLength(1);
    expect(await statusOf(drill)).toBe('paging');
    await drill.pass(15);
    expect(drill.sent).toHaveLength(5);
    await drill.pass(15);
    expect(drill.sent).toHaveLength(6);
    expect(await drill.events('PagingExhausted')).toHaveLength(1);
    await drill.recover('search');
    await drill.pass(60);
    expect(await statusOf(drill)).toBe('stopped');
    expect(drill.sent).toHaveLength(6);
    expect(drill.executions('page-responders')).toEqual(['p1-0 SUCCEEDED']);
    expect(new Set(drill.sent.map((message) => message.idempotencyKey)).size).toBe(6);
  });

  it('stops when the incident is mitigated', async () => {
    const drill = await paged(begin);
    await drill.ask({ type: 'mitigate', by: 'workaround', description: 'cache' });
    expect(await statusOf(drill)).toBe('stopped');
    await drill.pass(60);
    expect(await drill.paged('resolver')).toEqual(['ana@1']);
    expect(drill.executions('page-responders')).toEqual(['p1-0 SUCCEEDED']);
  });

  it('stops when every alert has recovered', async () => {
    const drill = await paged(begin);
    await drill.recover('search');
    await drill.pass(3.1);
    expect(await drill.standing()).toBe('none/resolved');
    await drill.pass(60);
    expect(drill.sent).toHaveLength(1);
  });

  it('goes on in the next execution when the first has gone on for long', async () => {
    const drill = await paged(begin, { maximumTurns: 1 });
    await drill.pass(20);
    expect(await drill.paged('resolver')).toEqual(['ana@1', 'ben@2', 'vera@3', 'vera@3']);
    await drill.recover('search');
    await drill.pass(5);
    const executions = drill.executions('page-responders');
    expect(executions.length).toBeGreaterThan(2);
    expect(executions).toEqual(executions.map((_name, generation) => `p1-${generation} SUCCEEDED`));
    expect(drill.sent).toHaveLength(4);
  });

  it('changes nothing when the acknowledgement and the time-out come at the same instant', async () => {
    const drill = await paged(begin);
    drill.disturb = async (state) => {
      if (state !== 'Page the next level') return undefined;
      drill.disturb = () => undefined;
      await drill.askAndGoOn({ type: 'acknowledge', person: 'ana' });
      return undefined;
    };
    await drill.pass(5);
    expect(await drill.paged('resolver')).toEqual(['ana@1']);
    expect(drill.executions('page-responders')).toEqual(['p1-0 SUCCEEDED']);
  });

  it('asks where it stands when whoever wakes it does not say so, as a release before this one did', async () => {
    const drill = await paged(begin);
    const [wait] = (await drill.embedded.stores.waits.ofIncident(drill.incidentId)).filter(
      ({ waiter }) => waiter === 'page-responders:p1',
    );
    expect(await drill.embedded.ports.workflows.wake(wait?.token ?? '', { seq: 1 })).toBe(true);
    await drill.pass(5);
    expect(await drill.paged('resolver')).toEqual(['ana@1', 'ben@2']);
  });

  it('of two services at once is two pagings that do not touch each other', async () => {
    const drill = await begin();
    const search = await drill.fire('search', QUIET_SERVICE);
    const unrouted = await drill.fire('unrouted', { service: 'unrouted' });
    await drill.ask({ type: 'acknowledge', person: 'ana' }, search);
    await drill.pass(5);
    expect((await drill.incident(search)).pagings.p1?.pages).toHaveLength(1);
    expect((await drill.incident(unrouted)).pagings.p1?.pages).toHaveLength(2);
  });
};
