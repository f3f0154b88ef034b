import * as z from 'zod';
import { DomainError } from '../../domain/failure/domain-error.ts';
import type { Ports } from '../../ports/ports.ts';
import { acknowledgeByLink } from '../../usecases/reach/acknowledge-by-link.ts';
import { decideByLink } from '../../usecases/reach/decide-by-link.ts';
import { readLink, viewForReader, viewForResponder } from '../../usecases/reach/read-link.ts';
import { answerWithPage, PAGE_ANSWERS } from '../answer-with-page.ts';
import { readerPage, responderPage } from '../link-page.ts';
import { type Answer, type RouteRequest, route } from '../route.ts';

const params = z.object({ token: z.string().min(1).max(1_024) });
type AskedByLink = RouteRequest<z.infer<typeof params>, unknown, unknown>;

const answer = ({ ports }: AskedByLink, made: () => Promise<string>): Promise<Answer> =>
  answerWithPage(
    ports,
    'answering a link',
    'Nothing was acknowledged. Try again, or answer the page another way.',
    made,
  );

const show = (asked: AskedByLink): Promise<Answer> =>
  answer(asked, async () => {
    const view = await readLink(asked.ports, asked.params.token);
    return view.kind === 'reader' ? readerPage(view) : responderPage(view, false);
  });

const said = (text: string | null): string | undefined => (text?.trim() ? text.trim().slice(0, 2000) : undefined);

const actIn = async (ports: Ports, token: string, form: URLSearchParams): Promise<string> => {
  switch (form.get('action')) {
    case 'declare': {
      const businessImpact = said(form.get('businessImpact'));
      const decided = await decideByLink(ports, token, { type: 'accept', ...(businessImpact && { businessImpact }) });
      return responderPage(await viewForResponder(ports, decided), true);
    }
    case 'reject': {
      const reason = said(form.get('reason'));
      if (reason === undefined)
        throw new DomainError('invalid-command', 'Nothing was decided: say why, in a few words.');
      return responderPage(
        await viewForResponder(ports, await decideByLink(ports, token, { type: 'reject', reason })),
        true,
      );
    }
    default: {
      const view = await viewForReader(ports, token);
      if (view) return readerPage(view);
      return responderPage(await viewForResponder(ports, await acknowledgeByLink(ports, token)), true);
    }
  }
};

const act = (asked: AskedByLink): Promise<Answer> =>
  answer(asked, () => actIn(asked.ports, asked.params.token, asked.form ?? new URLSearchParams()));

const SHOWS = { method: 'get', tag: 'links', role: 'anybody', params, answers: PAGE_ANSWERS } as const;
const ACTS = { ...SHOWS, method: 'post', takesForm: true } as const;

export const acknowledgeRoutes = [
  route({
    ...SHOWS,
    path: '/a/{token}',
    operationId: 'showLink',
    summary: 'Shows the incident to whom the message was sent; never acts',
    handle: show,
  }),
  route({
    ...ACTS,
    path: '/a/{token}',
    operationId: 'actByLink',
    summary: 'Acknowledges, or decides, for the person the page was sent to',
    description:
      'Without a form it acknowledges; a form with `action` `declare` or `reject` decides about a candidate.',
    handle: act,
  }),
  route({
    ...SHOWS,
    path: '/acknowledge/{token}',
    operationId: 'showAcknowledgement',
    summary: 'Shows what the link of a page would acknowledge; never acts',
    description: 'Links of earlier versions, which are longer.',
    handle: show,
  }),
  route({
    ...ACTS,
    path: '/acknowledge/{token}',
    operationId: 'acknowledgeByLink',
    summary: 'Acknowledges, for the person the page was sent to',
    description: 'Links of earlier versions, which are longer.',
    handle: act,
  }),
];
