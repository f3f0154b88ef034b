import * as z from 'zod';
import { DomainError } from '../domain/failure/domain-error.ts';
import { problemOf } from '../domain/failure/problem.ts';
import { PAGE_HEADERS } from '../domain/web-page/web-page.ts';
import type { Ports } from '../ports/ports.ts';
import { answerFailure } from './failures.ts';
import { refusalPage } from './link-page.ts';
import type { Answer } from './route.ts';

/** What a route of a link answers with, whatever comes of it. */
const page = { mediaType: 'text/html', schema: z.string() };
export const PAGE_ANSWERS = {
  200: { description: 'A page for people', ...page },
  403: { description: 'The link is not one of ours', ...page },
  410: { description: 'The link has expired', ...page },
};

/**
 * Somebody who was woken reads this on a phone: every outcome is a page, a refusal of the rules included.
 *
 * @param what for the log, where it fails for no reason of the rules
 * @param otherwise what a person reads then
 */
export const answerWithPage = async (
  ports: Ports,
  what: string,
  otherwise: string,
  made: () => Promise<string>,
): Promise<Answer> => {
  try {
    return { status: 200, body: await made(), headers: PAGE_HEADERS };
  } catch (error) {
    if (error instanceof DomainError) {
      const { status, title, detail } = problemOf(error);
      return { status, body: refusalPage(title, detail), headers: PAGE_HEADERS };
    }
    const { status } = answerFailure(ports, what, error);
    return { status, body: refusalPage('Something went wrong', otherwise), headers: PAGE_HEADERS };
  }
};
