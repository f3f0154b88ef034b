import * as z from 'zod';
import { acknowledgeDigest, lookAtDigest } from '../../usecases/reach/acknowledge-all.ts';
import { answerWithPage, PAGE_ANSWERS } from '../answer-with-page.ts';
import { digestPage } from '../link-page.ts';
import { type Answer, type RouteRequest, route } from '../route.ts';

const params = z.object({ token: z.string().min(1).max(100) });
type RequestByLink = RouteRequest<z.infer<typeof params>, unknown, unknown>;

const answer = (asked: RequestByLink, follow: typeof lookAtDigest): Promise<Answer> =>
  answerWithPage(asked, 'acknowledging all by link', async () =>
    digestPage(await follow(asked.ports, asked.params.token)),
  );

export const acknowledgeAllRoutes = [
  route({
    method: 'get',
    path: '/all/{token}',
    operationId: 'showDigest',
    summary: 'Shows what the link of a digest would acknowledge; never acts',
    tag: 'links',
    role: 'anybody',
    params,
    answers: PAGE_ANSWERS,
    handle: (asked) => answer(asked, lookAtDigest),
  }),
  route({
    method: 'post',
    path: '/all/{token}',
    operationId: 'acknowledgeDigest',
    summary: 'Acknowledges every page of a digest, for the person it was sent to',
    tag: 'links',
    role: 'anybody',
    params,
    answers: PAGE_ANSWERS,
    handle: (asked) => answer(asked, acknowledgeDigest),
  }),
];
