import * as z from 'zod';
import { DomainError } from '../domain/failure/domain-error.ts';
import { PROBLEMS, type ProblemCode, problemOf } from '../domain/failure/problem.ts';
import { PAGE_HEADERS } from '../domain/web-page/web-page.ts';
import type { Language } from '../domain/words/reader.ts';
import type { Ports } from '../ports/ports.ts';
import type { LinkOwner } from '../usecases/reach/links.ts';
import { readerOf } from '../usecases/reach/reader-of.ts';
import { answerFailure } from './failures.ts';
import { languageAskedFor } from './language-asked-for.ts';
import { refusalPage } from './link-page.ts';
import { REFUSAL_WORDS } from './refusal-words.ts';
import type { Answer, RouteRequest } from './route.ts';

/** What a route of a link answers with, whatever comes of it. */
const page = { mediaType: 'text/html', schema: z.string() };
export const PAGE_ANSWERS = {
  200: { description: 'A page for people', ...page },
  403: { description: 'The link is not one of ours', ...page },
  409: { description: 'It is not in a state that allows this: the page says how it stands', ...page },
  410: { description: 'The link has expired', ...page },
  422: { description: 'Something is missing: the page says what', ...page },
};

/** A page that says why something was not done. */
export interface MadePage {
  readonly status: number;
  readonly body: string;
}

/** In the language of whoever the link was sent to, where that is known, else in one that their browser asks for. */
const languageFor = async (ports: Ports, error: unknown, acceptLanguage: string | undefined): Promise<Language> => {
  const { language, personId } = (error instanceof DomainError ? error.details : {}) as LinkOwner;
  if (language !== undefined) return language;
  if (personId !== undefined) {
    const lookup = await ports.inForce();
    const person = lookup.person(personId);
    if (person) return readerOf(lookup, person).language;
  }
  return languageAskedFor(acceptLanguage) ?? 'en';
};

const refusalOf = (language: Language, code: ProblemCode, title: string, detail: string | undefined): string => {
  const words = REFUSAL_WORDS[code]?.[language];
  return words ? refusalPage(words.title, words.detail, language) : refusalPage(title, detail, 'en');
};

/**
 * Somebody who was woken reads this on a phone: every outcome is a page, a refusal of the rules included.
 *
 * @param what for the log, where it fails for no reason of the rules
 */
export const answerWithPage = async (
  { acceptLanguage, ports }: Pick<RouteRequest<unknown, unknown, unknown>, 'acceptLanguage' | 'ports'>,
  what: string,
  made: () => Promise<string | MadePage>,
): Promise<Answer> => {
  try {
    const page = await made();
    return { status: 200, ...(typeof page === 'string' ? { body: page } : page), headers: PAGE_HEADERS };
  } catch (error) {
    if (error instanceof DomainError) {
      const { status, title, detail } = problemOf(error);
      const language = await languageFor(ports, error, acceptLanguage);
      return { status, body: refusalOf(language, error.code, title, detail), headers: PAGE_HEADERS };
    }
    const { status } = answerFailure(ports, what, error);
    const { title } = PROBLEMS.internal;
    const language = languageAskedFor(acceptLanguage) ?? 'en';
    return { status, body: refusalOf(language, 'internal', title, undefined), headers: PAGE_HEADERS };
  }
};
