import type { Language } from './reader.ts';

interface NamedRole {
  readonly id: string;
  /** As the organisation calls it. */
  readonly title?: string | undefined;
}

/** The roles of the field, as they are called in languages other than English. */
const FIELD: Readonly<Record<Exclude<Language, 'en'>, Readonly<Record<string, string>>>> = {
  de: {
    'incident-commander': 'Einsatzleitung',
    'communications-lead': 'Leitung der Kommunikation',
    'technical-lead': 'technische Leitung',
    'executive-sponsor': 'Vertretung der Geschäftsführung',
    'customer-liaison': 'Kontakt zu Kunden',
    scribe: 'Protokollführung',
  },
};

/** A role as a sentence has it. Where an organisation has a name of its own for it, that is what everybody reads. */
export const roleNameIn = (language: Language, { id, title }: NamedRole): string => {
  const usual = id.replaceAll('-', ' ');
  const name = title ?? usual;
  if (language === 'en') return `${name.slice(0, 1).toLowerCase()}${name.slice(1)}`;
  return (name.toLowerCase() === usual ? FIELD[language][id] : undefined) ?? name;
};
