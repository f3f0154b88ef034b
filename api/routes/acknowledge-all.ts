import * as z from 'zod';
import { DomainError } from '../../domain/failure/domain-error.ts';
import { problemOf } from '../../domain/failure/problem.ts';
import { PAGE_HEADERS } from '../../domain/web-page/web-page.ts';
import { acknowledgeDigest, lookAtDigest } from '../../usecases/reach/acknowledge-all.ts';
import { answerFailure } from '../failures.ts';
import { digestPage, refusalPage } from '../link-page.ts';
import { type Answer, type RouteRequest, route } from '../route.ts';

const params = z.object({ token: z.string().min(1).max(100) });
type RequestByLink = RouteRequest<z.infer<typeof params>, unknown, unknown>;

const answerWithPage = async (
  { ports, params: { token } }: RequestByLink,
  follow: typeof lookAtDigest,
): Promise<Answer> => {
  try {
    return { status: 200, body: digestPage(await follow(ports, token)), headers: PAGE_HEADERS };
  } catch (error) {
    if (error instanceof DomainError) {
      const { status, title, detail } = problemOf(error);
      return { status, body: refusalPage(title, detail), headers: PAGE_HEADERS };
    }
    const { status } = answerFailure(ports, 'acknowledging all by link', error);
    return {
      status,
      body: refusalPage('Something went wrong', 'Not all was acknowledged. Try again.'),
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

export const acknowledgeAllRoutes = [
  route({
    method: 'get',
    path: '/all/{token}',
    operationId: 'showDigest',
    summary: 'Shows what the link of a digest would acknowledge; never acts',
    tag: 'links',
    role: 'anybody',
    params,
    answers,
    handle: (asked) => answerWithPage(asked, lookAtDigest),
  }),
  route({
    method: 'post',
    path: '/all/{token}',
    operationId: 'acknowledgeDigest',
    summary: 'Acknowledges every page of a digest, for the person it was sent to',
    tag: 'links',
    role: 'anybody',
    params,
    answers,
    handle: (asked) => answerWithPage(asked, acknowledgeDigest),
  }),
];
