import { describe, expect, it } from 'vitest';
import { accessTokenValue, liveTokenValue, tokenHash } from '../../../domain/access/keys.ts';
import type { LiveRecord } from '../../../domain/live/live-record.ts';
import type { StreamCommit } from '../../../domain/stream/commit.ts';
import { fold } from '../../../domain/stream/stream.ts';
import type { TokenEvent, TokenState } from '../../../domain/token/fold.ts';
import { tokenHolders } from '../../../domain/token/holders.ts';
import { ACCESS_TOKEN, type TokenCommand, tokens } from '../../../domain/token/token.ts';

const AT = '2026-11-21T20:00:00.000Z';
const metadata = { now: AT, actor: { kind: 'person', id: 'root' } as const, commandId: 'c' };
const FILES = { role: 'responder', person: 'ana', generation: 3 } as const;
const master = new Uint8Array(32).fill(7);

/** What commands, one after the other, lead to. */
const ledTo = (...commands: TokenCommand[]): TokenState | undefined => {
  let state: TokenState | undefined;
  for (const [i, command] of commands.entries()) {
    const events = tokens.decide('ci', { ...command, metadata }, state);
    for (const event of events) expect(tokens.event.parse(event)).toEqual(event);
    const commit = { kind: ACCESS_TOKEN, id: 'ci', seq: i + 1, at: AT, actor: metadata.actor, hash: 'h', events };
    state = fold(tokens, [commit as unknown as StreamCommit<TokenEvent>], state && { seq: i, hash: 'h', state })?.state;
  }
  return state;
};

const issue = { type: 'issue', role: 'viewer' } as const;
const rotate = { type: 'rotate', keepOldForSeconds: 0 } as const;
const revoke = { type: 'revoke' } as const;

describe('a token', () => {
  it('is issued to a program or a person, for good or for a while', () => {
    expect(ledTo(issue)).toMatchObject({ role: 'viewer', generation: 1, issuedBy: { id: 'root' } });
    expect(ledTo({ ...issue, person: 'ana', expiresAt: '2027-01-01T00:00:00.000Z' })).toMatchObject({ person: 'ana' });
    expect(() => ledTo({ ...issue, expiresAt: AT })).toThrow(/expired already/);
  });

  it('has another value after each rotation', () => {
    expect(ledTo(issue, rotate, rotate)).toMatchObject({ generation: 3, role: 'viewer' });
    expect(ledTo({ ...rotate, ofFiles: FILES })).toMatchObject({ generation: 1, role: 'responder', person: 'ana' });
  });

  it('keeps the value before for as long as was asked', () => {
    expect(ledTo(issue, { ...rotate, keepOldForSeconds: 60 })?.old).toEqual({
      generation: 1,
      ofFiles: false,
      until: '2026-11-21T20:01:00.000Z',
    });
    expect(ledTo({ ...rotate, keepOldForSeconds: 60, ofFiles: FILES })?.old).toMatchObject({
      generation: 3,
      ofFiles: true,
    });
    expect(ledTo(issue, { ...rotate, keepOldForSeconds: 60 }, rotate)?.old).toBeUndefined();
  });

  it('is revoked for good', () => {
    expect(ledTo(issue, revoke)?.revoked).toMatchObject({ by: { id: 'root' } });
    expect(ledTo({ ...revoke, ofFiles: FILES })?.revoked).toBeDefined();
    expect(ledTo(issue, revoke, revoke)?.revoked).toBeDefined();
    expect(() => ledTo(issue, revoke, rotate)).toThrow(/was revoked/);
    expect(() => ledTo(issue, revoke, issue)).toThrow(/choose another id/);
  });

  it.each([rotate, revoke])('that there is not cannot be changed: %j', (command) => {
    expect(() => ledTo(command)).toThrow(/There is no token "ci"/);
  });
});

describe('the values that count', () => {
  const held = (accessTokens: readonly { id: string; role: 'viewer'; generation: number }[], state?: TokenState) => {
    const record = { kind: ACCESS_TOKEN, id: 'ci', seq: 1, ended: false, changedAt: AT, state } as LiveRecord;
    const holders = tokenHolders(
      master,
      { accessTokens: [...accessTokens] },
      { version: 1, records: state ? [record] : [] },
    );
    return (value: string) => holders.get(tokenHash(value));
  };
  const files = [{ id: 'ci', role: 'viewer', generation: 1 }] as const;

  it('are those of the files, until people change the token', () => {
    const ofFiles = accessTokenValue(master, 'ci', 1);
    expect(held(files)(ofFiles)).toMatchObject({ id: 'ci', role: 'viewer' });
    expect(held(files)(accessTokenValue(master, 'ci', 2))).toBeUndefined();
    expect(held(files, ledTo({ ...rotate, ofFiles: { role: 'viewer', generation: 1 } }))(ofFiles)).toBeUndefined();
    expect(held(files, ledTo({ ...revoke, ofFiles: { role: 'viewer', generation: 1 } }))(ofFiles)).toBeUndefined();
    const kept = ledTo({ ...rotate, keepOldForSeconds: 60, ofFiles: { role: 'viewer', generation: 1 } });
    expect(held(files, kept)(ofFiles)?.until).toBe(Date.parse(AT) + 60_000);
    expect(held(files, kept)(liveTokenValue(master, 'ci', 1))?.until).toBe(Number.POSITIVE_INFINITY);
  });

  it('of people are the newest alone, and none of what was revoked', () => {
    const rotated = held([], ledTo(issue, rotate));
    expect([1, 2, 3].map((generation) => rotated(liveTokenValue(master, 'ci', generation))?.id)).toEqual([
      undefined,
      'ci',
      undefined,
    ]);
    expect(held([], ledTo(issue, revoke))(liveTokenValue(master, 'ci', 1))).toBeUndefined();
  });

  it('of people are never those that the files would give', () => {
    expect(liveTokenValue(master, 'ci', 1)).toMatch(/^mst_[a-z0-9]{40}$/);
    expect(liveTokenValue(master, 'ci', 1)).not.toBe(accessTokenValue(master, 'ci', 1));
  });
});
