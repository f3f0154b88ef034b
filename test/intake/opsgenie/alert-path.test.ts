import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alertRequestOf } from '../../../intake/opsgenie/alert-path.ts';

describe('the address of an alert', () => {
  it.each([
    ['POST', '', { kind: 'create' }],
    ['POST', '/', { kind: 'create' }],
    ['GET', '/', { kind: 'list' }],
    ['GET', '/count', { kind: 'count' }],
    ['GET', '/requests/r-1', { kind: 'request', requestId: 'r-1' }],
    ['GET', '/host1/postgres', { kind: 'get', identifier: 'host1/postgres' }],
    ['GET', '/host1%2Fpostgres/notes', { kind: 'read', identifier: 'host1/postgres', what: 'notes' }],
    ['POST', '/host1/postgres/acknowledge/', { kind: 'act', identifier: 'host1/postgres', verb: 'acknowledge' }],
    ['POST', '/a%2Fclose/close', { kind: 'act', identifier: 'a/close', verb: 'close' }],
    ['POST', '/a/actions/Restart', { kind: 'act', identifier: 'a', verb: 'action', name: 'Restart' }],
    ['PUT', '/a/message', { kind: 'act', identifier: 'a', verb: 'message' }],
    ['DELETE', '/a/tags', { kind: 'act', identifier: 'a', verb: 'remove-tags' }],
    ['DELETE', '/a/b', { kind: 'delete', identifier: 'a/b' }],
    ['POST', '/100%/close', { kind: 'act', identifier: '100%', verb: 'close' }],
  ])('%s %s', (method, path, expected) => {
    expect(alertRequestOf(method, path)).toEqual(expected);
  });

  it.each([
    ['POST', '/a/unheard-of'],
    ['POST', '/close'],
    ['PATCH', '/a'],
    ['PUT', '/a'],
  ])('%s %s is none', (method, path) => expect(alertRequestOf(method, path)).toBeUndefined());

  it('gives back any alias that was encoded, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (alias) => {
        const asked = alertRequestOf('POST', `/${encodeURIComponent(alias)}/close`);
        expect(asked).toEqual({ kind: 'act', identifier: alias, verb: 'close' });
      }),
    );
  });

  it('gives back any alias with raw slashes inside', () => {
    const segment = fc.stringMatching(/^[a-z0-9._-]{1,12}$/);
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 5 }), (segments) => {
        const alias = segments.join('/');
        expect(alertRequestOf('POST', `/${alias}/snooze/`)).toEqual({ kind: 'act', identifier: alias, verb: 'snooze' });
      }),
    );
  });
});
