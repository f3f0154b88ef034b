import { type Lookup, lookupIn } from '../domain/configuration/lookup.ts';
import { shopFile, shopWith, tellingAtOnce } from './shop-configuration.ts';

const DEPENDS_ON: Readonly<Record<string, readonly string[]>> = { checkout: ['db'], search: ['db'], db: ['disk'] };

/** The shop's file with services that depend on each other: checkout and search on a database, and that on a disk. */
export const outageFile = (dependsOn: Readonly<Record<string, readonly string[]>> = {}) => {
  const [checkout, search, wiki] = shopFile.services;
  const services = [
    checkout,
    { ...search, tier: 1 },
    wiki,
    { ...checkout, id: 'db', name: 'Database', aliases: [] },
    { ...checkout, id: 'disk', name: 'Disk', aliases: [] },
  ];
  const needs = { ...DEPENDS_ON, ...dependsOn };
  return { services: services.map((service) => ({ ...service, dependsOn: needs[service.id] ?? [] })) };
};

/** The shop's own services, of which checkout depends on search. */
export const dependingFile = () => ({
  services: shopFile.services.map((service) => ({
    ...service,
    dependsOn: service.id === 'checkout' ? ['search'] : [],
  })),
});

export const outageLookup = (dependsOn: Readonly<Record<string, readonly string[]>> = {}): Lookup =>
  lookupIn(shopWith(outageFile(dependsOn)));

/** The shops that lives are lived in, in turn: with and without the bound on how often people are told, alone and depending on each other. */
export const SHOPS: readonly Readonly<Record<string, unknown>>[] = [
  {},
  tellingAtOnce,
  dependingFile(),
  { ...dependingFile(), ...tellingAtOnce },
];
