import * as z from 'zod';
import { DomainError } from '../../domain/failure/domain-error.ts';
import { problemOf } from '../../domain/failure/problem.ts';
import { acknowledgeByLink, type LinkedPage, lookAtLink } from '../../usecases/reach/acknowledge-by-link.ts';
import { acknowledgePage, PAGE_HEADERS, refusalPage } from '../acknowledge-page.ts';
import { answerFailure } from '../failures.ts';
import { type Answer, type RouteRequest, route } from '../route.ts';

const params = z.object({ token: z.string().min(1).max(4096) });
type RequestByLink = RouteRequest<z.infer<typeof params>, unknown, unknown>;

/** Somebody who was woken reads this on a phone: every outcome is a page, a refusal of the rules included. */
const answerWithPage = async (
  { ports, params: { token } }: RequestByLink,
  follow: typeof lookAtLink,
  done: boolean,
): Promise<Answer> => {
  try {
    const linked: LinkedPage = await follow(ports, token);
    return { status: 200, body: acknowledgePage(linked, done), headers: PAGE_HEADERS };
  } catch (error) {
    if (error instanceof DomainError) {
      const { status, title, detail } = problemOf(error);
      return { status, body: refusalPage(title, detail), headers: PAGE_HEADERS };
    }
    const { status } = answerFailure(ports, 'acknowledging by link', error);
    return {
      status,
      body: refusalPage('Something went wrong', 'Nothing was acknowledged. Try again, or answer the page another way.'),
      headers: PAGE_HEADERS,
    };
  }
};

const page = { mediaType: 'text/html', schema: z.string() };
const answers = {
  200: { description: 'A page for people', ...page },
  403: { description: 'The link is not one of ours', ...page },
  410: { description: 'The link has expired', ...page },
};

const SHOWS = { method: 'get', tag: 'links', role: 'anybody', params, answers } as const;
const ACTS = { ...SHOWS, method: 'post' } as const;

export const acknowledgeRoutes = [
  route({
    ...SHOWS,
    path: '/a/{token}',
    operationId: 'showLink',
    summary: 'Shows what the link of a message is about; never acts',
    handle: (asked) => answerWithPage(asked, lookAtLink, false),
  }),
  route({
    ...ACTS,
    path: '/a/{token}',
    operationId: 'actByLink',
    summary: 'Acknowledges, for the person the page was sent to',
    handle: (asked) => answerWithPage(asked, acknowledgeByLink, true),
  }),
  route({
    ...SHOWS,
    path: '/acknowledge/{token}',
    operationId: 'showAcknowledgement',
    summary: 'Shows what the link of a page would acknowledge; never acts',
    description: 'Links of earlier versions, which are longer.',
    handle: (asked) => answerWithPage(asked, lookAtLink, false),
  }),
  route({
    ...ACTS,
    path: '/acknowledge/{token}',
    operationId: 'acknowledgeByLink',
    summary: 'Acknowledges, for the person the page was sent to',
    description: 'Links of earlier versions, which are longer.',
    handle: (asked) => answerWithPage(asked, acknowledgeByLink, true),
  }),
];
