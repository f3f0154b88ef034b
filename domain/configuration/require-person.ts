import { DomainError } from '../failure/domain-error.ts';
import { closestName } from './closest-name.ts';
import type { Lookup } from './lookup.ts';
import type { Person } from './people.ts';

/** Whoever somebody most likely meant who typed this, by id or by name. */
const meant = ({ configuration: { people } }: Lookup, given: string): Person | undefined => {
  const near = closestName(
    given,
    people.flatMap(({ id, name }) => [id, name]),
  );
  return people.find(({ id, name }) => id === near || name === near);
};

/** @throws DomainError `unknown-person`, with who was most likely meant */
export const requirePerson = (lookup: Lookup, given: string): Person => {
  const found = lookup.person(given);
  if (found) return found;
  const near = meant(lookup, given);
  const question = near ? ` Did you mean ${near.id} (${near.name})?` : '';
  throw new DomainError('unknown-person', `Nobody is called "${given}".${question}`);
};
