import * as z from 'zod';
import { LANGUAGES } from '../words/reader.ts';

/** Ids appear in URLs, page ids and execution names. */
export const id = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, { error: 'an id is lower-case letters, digits and hyphens, at most 63' })
  // State is kept in plain objects by id; what every object has must not look like an entry.
  .refine((name) => !(name in {}), { error: 'this word has a meaning in JavaScript objects; choose another id' });

export const timeZone = z.string().refine(
  (zone) => {
    try {
      return new Intl.DateTimeFormat('en', { timeZone: zone }) !== undefined;
    } catch {
      return false;
    }
  },
  { error: 'a time zone is an IANA name such as Europe/Lisbon' },
);

/** Live generations of a key: two during a rotation, the newest first. */
export const keyGenerations = z.array(z.number().int().min(1)).min(1).max(2).default([1]);

/** A line or a paragraph that somebody wrote for others to read. */
export const text = z.string().min(1).max(2000);

/** Of Muster's own words; what people type goes out as they typed it. */
export const language = z.enum(LANGUAGES).meta({ id: 'Language' });
