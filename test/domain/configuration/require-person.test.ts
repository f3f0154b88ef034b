import { expect, it } from 'vitest';
import { lookupIn } from '../../../domain/configuration/lookup.ts';
import { requirePerson } from '../../../domain/configuration/require-person.ts';
import { shopWith } from '../../../simulation/shop-configuration.ts';

const lookup = lookupIn(
  shopWith({
    people: ['ana', 'ben', 'mia', 'max', 'cleo', 'zoe'].map((id) => ({
      id,
      name: id === 'ana' ? 'Ana Silva' : id,
      contacts: [{ channel: 'email', address: `${id}@example.com` }],
    })),
  }),
);

it('a person is found by their id', () => {
  expect(requirePerson(lookup, 'ana').name).toBe('Ana Silva');
});

// Nobody is guessed: whoever acts on somebody else is asked again.
it.each([
  ['Ana', 'Nobody is called "Ana". Did you mean ana (Ana Silva)?'],
  ['ana silva', 'Nobody is called "ana silva". Did you mean ana (Ana Silva)?'],
  ['cloe', 'Nobody is called "cloe". Did you mean cleo (cleo)?'],
  ['nobody-like-that', 'Nobody is called "nobody-like-that".'],
  ['', 'Nobody is called "".'],
])('%s is refused with who was most likely meant', (given, message) => {
  expect(() => requirePerson(lookup, given)).toThrow(expect.objectContaining({ code: 'unknown-person', message }));
});
