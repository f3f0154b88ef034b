import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldPath, valueAt } from '../../../domain/configuration/field-path.ts';

describe('a path', () => {
  it.each([
    ['title', { title: 'x' }, 'x'],
    ['detail.instance-id', { detail: { 'instance-id': 'i-1' } }, 'i-1'],
    ['alerts.1.labels.team', { alerts: [{}, { labels: { team: 'a' } }] }, 'a'],
    ['labels.app.kubernetes.io/name', { labels: { 'app.kubernetes.io/name': 'shop' } }, 'shop'],
    ['a.b.c', { a: { x: 1 }, 'a.b': { c: 'longer names come second' } }, 'longer names come second'],
    ['a.b', { a: { b: 'shorter names first' }, 'a.b': 'second' }, 'shorter names first'],
    ['n', { n: 0 }, 0],
  ])('%s finds what stands there', (path, body, found) => {
    expect(valueAt(body, path)).toBe(found);
  });

  it.each([
    ['__proto__', {}],
    ['constructor.name', {}],
    ['a.toString', { a: {} }],
    ['a.b', { a: null }],
    ['a.b', { a: 'text' }],
    ['a.5', { a: [1] }],
    ['a', null],
    ['a', 'text'],
    ['a', undefined],
  ])('%s finds nothing that the message does not have itself', (path, body) => {
    expect(valueAt(body, path)).toBeUndefined();
  });

  it('never throws, whatever the path and the body', () => {
    const name = fc.oneof(fc.constantFrom('__proto__', 'constructor', 'length', '0', 'a', ''), fc.string());
    const path = fc.array(name, { maxLength: 20 }).map((names) => names.join('.'));
    fc.assert(
      fc.property(path, fc.jsonValue({ maxDepth: 6 }), (at, body) => {
        valueAt(body, at);
      }),
    );
  });

  it('takes no longer in a body that was made for it', () => {
    const path = Array(15).fill('a').join('.');
    // Every prefix of the path leads somewhere, nothing leads to its end.
    let body: unknown = 'the end';
    for (let depth = 0; depth < 12; depth += 1) body = { a: body, 'a.a': body, 'a.a.a': {} };
    // In processor time: a busy machine is not what is tested.
    const before = process.cpuUsage();
    expect(valueAt(body, `${path}.b`)).toBeUndefined();
    expect(process.cpuUsage(before).user).toBeLessThan(150_000);
  });

  it.each(['', '.', 'a..b', 'a.', '.a', '{a}', 'x'.repeat(201), Array(17).fill('a').join('.')])('is not %j', (path) => {
    expect(fieldPath.safeParse(path).success).toBe(false);
  });
});
