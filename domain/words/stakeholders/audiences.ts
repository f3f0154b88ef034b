import type { Language } from '../reader.ts';

/** Who reads, as each language calls them. */
export const AUDIENCE: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {
    technical: 'technical',
    business: 'business',
    'affected-users': 'affected users',
    public: 'public',
  },
  de: {
    technical: 'Technik',
    business: 'Geschäftsseite',
    'affected-users': 'Betroffene',
    public: 'Öffentlichkeit',
  },
};
