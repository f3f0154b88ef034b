import { describe, expect, it } from 'vitest';
import { afterAnswer, type ProviderHealth, providerOf } from '../../../domain/delivery/provider.ts';
import { later } from '../incident/specification.ts';

const sms = providerOf('sms', '+491700000001');
const after = (answers: string): ProviderHealth | undefined =>
  [...answers].reduce<ProviderHealth | undefined>(
    (before, answer, at) => afterAnswer(before, sms, answer === '+', later(at)),
    undefined,
  );

describe('a provider', () => {
  it.each([
    ['+', 'up', 0],
    ['-', 'up', 0],
    ['--', 'up', 0],
    ['---', 'down', 2],
    ['-----', 'down', 2],
    ['--+--', 'up', 0],
    ['---+', 'up', 3],
    ['---+--', 'up', 3],
    ['---+---', 'down', 6],
  ])('that has answered %s is %s, since the second %i', (answers, status, since) => {
    expect(after(answers)).toMatchObject({ status, since: later(since) });
  });

  it.each([
    ['sms', '+491700000001', 'sms'],
    ['email', 'ana@example.com', 'email'],
    ['topic', 'status-page', 'topic'],
    ['webhook', 'https://hooks.example.com/secret/path', 'webhook https://hooks.example.com'],
  ] as const)('of %s %s is %s', (channel, address, id) => {
    expect(providerOf(channel, address)).toEqual({ id, channel });
  });
});
