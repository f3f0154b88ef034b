import * as z from 'zod';
import { problem } from '../../domain/failure/problem.ts';
import { eventStream } from '../event-stream.ts';
import { answerProblem } from '../failures.ts';
import { route } from '../route.ts';

/** Open streams of one process, and of one principal; each is a connection. */
const MOST_STREAMS = 1_000;
const MOST_OF_ONE = 20;

const open = new Map<string, number>();
const openInAll = (): number => [...open.values()].reduce((sum, one) => sum + one, 0);

export const streamRoutes = [
  route({
    method: 'get',
    path: '/v1/stream',
    operationId: 'streamChanges',
    summary: 'What changes, as it does: server-sent events',
    description:
      'Each event `changed` says which stream is at which seq and in which list its row changed; what it is now comes from the other addresses. `Last-Event-ID` goes on where a reader was; an event `reset` says that it must read everything again. Served by the embedded target; elsewhere 501: poll the list with `If-None-Match`.',
    tag: 'operations',
    role: 'viewer',
    answers: {
      200: { description: 'Events without end', mediaType: 'text/event-stream', schema: z.string() },
    },
    async handle({ extras, principal, lastEventId }) {
      if (!extras.feed)
        return answerProblem(
          problem('not-served-here', 'This deployment streams nothing; poll the incident with If-None-Match.'),
        );
      const mine = open.get(principal.id) ?? 0;
      if (mine >= MOST_OF_ONE || openInAll() >= MOST_STREAMS)
        return answerProblem(problem('too-many-requests', 'Close other streams first.'), { 'retry-after': '10' });
      open.set(principal.id, mine + 1);
      const body = eventStream(extras.feed, lastEventId, () => {
        const left = (open.get(principal.id) ?? 1) - 1;
        if (left > 0) open.set(principal.id, left);
        else open.delete(principal.id);
      });
      return { status: 200, body, headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' } };
    },
  }),
];
