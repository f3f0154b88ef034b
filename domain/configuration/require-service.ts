import { DomainError } from '../failure/domain-error.ts';
import { closestName } from './closest-name.ts';
import type { Service } from './configuration.ts';
import type { Lookup } from './lookup.ts';

const MOST_NAMED = 30;

/** Whichever service somebody most likely meant who typed this, by id, name or alias. */
const meant = ({ configuration: { services } }: Lookup, given: string): Service | undefined => {
  const namesOf = ({ aliases, id, name }: Service): string[] => [id, name, ...aliases];
  const near = closestName(given, services.flatMap(namesOf));
  return near === undefined ? undefined : services.find((service) => namesOf(service).includes(near));
};

/** @throws DomainError `unknown-service`, with which was most likely meant, and those that are known */
export const requireService = (lookup: Lookup, given: string): Service => {
  const found = lookup.service(given) ?? lookup.serviceNamed(given);
  if (found) return found;
  const near = meant(lookup, given);
  const question = near ? ` Did you mean ${near.id} (${near.name})?` : '';
  const ids = lookup.configuration.services.map(({ id }) => id);
  const more = ids.length > MOST_NAMED ? ` and ${ids.length - MOST_NAMED} more` : '';
  const known = `Known: ${ids.slice(0, MOST_NAMED).join(', ')}${more}.`;
  throw new DomainError('unknown-service', `There is no service "${given}".${question} ${known}`);
};
