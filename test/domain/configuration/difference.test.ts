import { describe, expect, it } from 'vitest';
import type { Configuration } from '../../../domain/configuration/configuration.ts';
import { differencesBetween } from '../../../domain/configuration/difference.ts';
import { parseConfiguration } from '../../../domain/configuration/parse-configuration.ts';
import { withoutPersonalData, withSecretsHashed } from '../../../domain/configuration/shown-configuration.ts';
import { exampleFile } from '../../../simulation/example-configuration.ts';

interface Raw {
  people: Record<string, unknown>[];
  services: Record<string, unknown>[];
  integrations: Record<string, unknown>[];
  organisation: unknown;
}

const changed = (change: (raw: Raw) => void): Configuration => {
  const raw = structuredClone(exampleFile) as unknown as Raw;
  change(raw);
  return parseConfiguration(raw);
};
const before = changed(() => {});
const differences = (after: Configuration, showsPersonalData = false) =>
  differencesBetween(before, after, { showsPersonalData });

describe('the difference between two configurations', () => {
  it('is nothing where they are the same', () => {
    expect(differences(changed(() => {}))).toEqual([]);
  });

  it('names whom and what came, went and is another, and the value that is', () => {
    const dora = { id: 'dora', name: 'Dora Door', contacts: [{ channel: 'email', address: 'dora@example.com' }] };
    const [first, second] = before.services;
    const after = changed((raw) => {
      raw.people.push(dora);
      Object.assign(raw.services[0] ?? {}, { name: 'Another name' });
      raw.organisation = { ...before.organisation, name: 'Renamed' };
    });
    expect(differences(after)).toEqual([
      {
        part: 'organisation',
        kind: 'changed',
        values: [{ path: 'name', before: before.organisation.name, after: 'Renamed' }],
      },
      {
        part: 'services',
        id: first?.id,
        kind: 'changed',
        values: [{ path: 'name', before: first?.name, after: 'Another name' }],
      },
      {
        part: 'people',
        id: 'dora',
        kind: 'added',
        values: [{ path: '', after: expect.objectContaining({ id: 'dora', name: '•••' }) }],
      },
    ]);
    const back = differencesBetween(after, before, { showsPersonalData: false });
    expect(back.find(({ part }) => part === 'people')).toMatchObject({ id: 'dora', kind: 'removed' });
    expect(second).toBeDefined();
  });

  it('says that the order is another where that is all', () => {
    const after = changed((raw) => void raw.services.reverse());
    expect(differences(after)).toEqual([
      {
        part: 'services',
        kind: 'reordered',
        values: [{ path: '', before: expect.any(Array), after: expect.any(Array) }],
      },
    ]);
  });

  it('tells of a digit of a number that it does not show', () => {
    const number = (digits: string) =>
      changed((raw) => {
        Object.assign(raw.people[0] ?? {}, { contacts: [{ channel: 'sms', address: `+4917012345${digits}` }] });
      });
    const [one, other] = [number('67'), number('99')];
    const [masked] = differencesBetween(one, other, { showsPersonalData: false });
    expect(masked).toMatchObject({ part: 'people', kind: 'changed', values: [{ path: 'contacts[0].address' }] });
    expect(JSON.stringify(masked)).not.toContain('12345');
    const [plain] = differencesBetween(one, other, { showsPersonalData: true });
    expect(plain?.values).toEqual([{ path: 'contacts[0].address', before: '+491701234567', after: '+491701234599' }]);
  });

  it('is never nothing between two that have another version', () => {
    const { version: _, ...fields } = before;
    for (const part of Object.keys(fields) as (keyof typeof fields)[]) {
      const value: unknown = fields[part];
      const entries = (list: readonly unknown[]) => (list.length > 0 ? list.slice(1) : ['another']);
      const other = Array.isArray(value)
        ? entries(value)
        : typeof value === 'object'
          ? { ...value, another: true }
          : `${value}-another`;
      expect(differences({ ...before, [part]: other } as Configuration, true), part).not.toEqual([]);
    }
  });
});

/** Every text below a value. */
const texts = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : typeof value === 'object' && value ? Object.values(value).flatMap(texts) : [];

describe('a configuration without personal data', () => {
  it('names nobody, and nobody can be reached by it', () => {
    const planted = changed((raw) => {
      Object.assign(raw, {
        organisation: {
          name: 'Shop',
          mailFrom: 'planted-a@example.com',
          replyTo: 'planted-b@example.com',
          contact: 'planted-c',
        },
        people: raw.people.map((person, i) => ({
          ...person,
          name: `planted-d${i}`,
          email: `planted-e${i}@example.com`,
          contacts: [
            { channel: 'email', address: `planted-f${i}@example.com` },
            { channel: 'sms', address: `+49170555000${i}` },
            { channel: 'webhook', address: `https://hooks.example.com/planted-g${i}` },
          ],
        })),
        stakeholders: [{ id: 'sh', name: 'planted-h', email: 'planted-i@example.com', audience: 'business' }],
        integrations: raw.integrations.map((one, i) =>
          i === 0 ? { ...one, senders: ['planted-j@example.com'] } : one,
        ),
      });
    });
    const shown = texts(withoutPersonalData(planted));
    expect(shown.filter((text) => /planted-|555000/.test(text))).toEqual([]);
    expect(texts(planted).filter((text) => /planted-|555000/.test(text)).length).toBeGreaterThan(15);
  });
});

describe('a configuration whose secrets are hashed', () => {
  const hook = (path: string) =>
    changed((raw) => {
      Object.assign(raw.people[0] ?? {}, {
        contacts: [{ channel: 'webhook', address: `https://hooks.example.com/${path}` }],
      });
    });

  it('has none of them, and tells whether one is the same', () => {
    const [one, same, other] = [hook('T0/secret'), hook('T0/secret'), hook('T0/another')].map(withSecretsHashed) as [
      Configuration,
      Configuration,
      Configuration,
    ];
    expect(JSON.stringify(one)).not.toContain('T0/secret');
    expect(one.people[0]?.contacts[0]?.address).toMatch(/^https:\/\/hooks\.example\.com\/sha256-[0-9a-f]{16}$/);
    expect(same).toEqual(one);
    expect(other).not.toEqual(one);
    expect(withSecretsHashed(one)).toEqual(one);
  });
});
