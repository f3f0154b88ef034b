import { afterAll, describe, expect, it } from 'vitest';
import { expressionsApart } from '../../../adapters/expressions/expressions-apart.ts';
import { mapBody } from '../../../intake/message/map-body.ts';
import { replayQuarantined } from '../../../intake/message/quarantine.ts';
import { NotUnderstoodError } from '../../../sources/source.ts';
import { keyOf, sendTo } from '../../fakes/intake.ts';
import { portsWith } from '../../fakes/intake-of-sources.ts';
import { FIXTURE_RECEIVED_AT } from '../../fakes/source-fixtures.ts';

const expressions = expressionsApart();
afterAll(() => expressions.close());

const map = (mapping: string, body: unknown) =>
  mapBody(mapping, { body, receivedAt: FIXTURE_RECEIVED_AT }, expressions);

const mappedPorts = (mapping: string) => {
  const ports = portsWith('generic');
  const integration = ports.configured.current.integrations.find(({ id }) => id === 'generic-1');
  Object.assign(integration as object, { mapping });
  return { ports, integration: integration as { mapping: string } };
};

const PATH = `/in/generic/${keyOf('generic-1')}`;

describe('a mapping', () => {
  it('makes of a body what it says, as plain JSON', async () => {
    expect(
      await map('{ "title": a.b, "list": items.name }', { a: { b: 'x' }, items: [{ name: 1 }, { name: 2 }] }),
    ).toEqual({ title: 'x', list: [1, 2] });
  });

  it('tells the time at which the message came', async () => {
    expect(await map('[$now(), $millis()]', {})).toEqual(['2026-11-21T20:00:00.000Z', FIXTURE_RECEIVED_AT]);
  });

  it.each([
    ['is no JSONata', '{ "a": ', /failed/],
    ['fails', '$number("x")', /failed/],
    ['makes nothing', 'a.b.c', /nothing/],
    ['never ends', '($f := function() { $f() }; $f())', /100000 steps|150 ms/],
    ['makes too much', '$join([1..200000].("xxxxxxxxxx"))', /failed|too much/],
  ])('that %s is a reason, not an error', async (_what, mapping, reason) => {
    await expect(map(mapping, { a: 1 })).rejects.toThrow(NotUnderstoodError);
    await expect(map(mapping, { a: 1 })).rejects.toThrow(reason);
  });

  it('leaves the message as it was sent, whatever the expression does to it', async () => {
    const body: unknown[] = [];
    await map('{ "a": $join($keys($), ","), "b": $lookup({ "1": 1 }, $string(x)) }', body).catch(() => undefined);
    expect(body).toEqual([]);
  });

  it('that fails quotes no more of the message than people can read', async () => {
    const failure = await map('$number(a)', { a: 'x'.repeat(300_000) }).catch((error: Error) => error);
    expect((failure as Error).message.length).toBeLessThanOrEqual(1024);
  });

  it('that takes too long is a reason, not an error', async () => {
    await expect(map('$count($distinct([1..20000].{"a":$}))', {})).rejects.toThrow(NotUnderstoodError);
    await expect(map('$count($distinct([1..20000].{"a":$}))', {})).rejects.toThrow('150 ms');
  });

  it('that could not be evaluated for a reason of ours is no reason of the sender', async () => {
    const broken = { evaluate: () => Promise.reject(new Error('no process could be started')) };
    await expect(mapBody('a', { body: {}, receivedAt: 0 }, broken)).rejects.not.toThrow(NotUnderstoodError);
  });
});

describe('an integration with a mapping', () => {
  it('accepts what the mapping makes of a message', async () => {
    const { ports } = mappedPorts('problems.{ "title": text, "key": id }');
    const body = {
      problems: [
        { id: 1, text: 'Disk full' },
        { id: 2, text: 'Fan broken' },
      ],
    };
    expect((await sendTo(ports, PATH, body)).json).toMatchObject({ accepted: 2, quarantined: 0 });
  });

  it('keeps what was sent where it fails, and maps it again in a replay', async () => {
    const { ports, integration } = mappedPorts('{ "text": problem }');
    expect((await sendTo(ports, PATH, { problem: 'Disk full' })).json).toMatchObject({ accepted: 0, quarantined: 1 });
    const [kept] = [...ports.stores.held.quarantined.values()];
    expect(JSON.parse(kept?.body ?? '')).toEqual({ problem: 'Disk full' });
    const mended = { ...integration, mapping: '{ "title": problem }' };
    const { current } = ports.configured;
    ports.configured.current = {
      ...current,
      integrations: current.integrations.map((each) => (each.id === 'generic-1' ? { ...each, ...mended } : each)),
    };
    expect(await replayQuarantined(ports, kept?.id ?? '')).toMatchObject({ accepted: 1, quarantined: 0 });
  });

  it('keeps the whole of a message of which a part is not understood, and accepts the rest', async () => {
    const { ports } = mappedPorts('items.{ "title": t }');
    const body = { items: [{ t: 'Disk full' }, { x: 1 }] };
    expect((await sendTo(ports, PATH, body)).json).toMatchObject({ accepted: 1, quarantined: 1 });
    const [kept] = [...ports.stores.held.quarantined.values()];
    expect(JSON.parse(kept?.body ?? '')).toEqual(body);
  });
});
