import * as z from 'zod';
import { DomainError } from '../../domain/failure/domain-error.ts';
import { problemOf } from '../../domain/failure/problem.ts';
import { becauseOf, type WhyRefused } from '../../domain/failure/why-refused.ts';
import type { Ports } from '../../ports/ports.ts';
import { acknowledgeByLink, type LinkedPage, lookAtLink } from '../../usecases/reach/acknowledge-by-link.ts';
import { actByLink, type LinkAction } from '../../usecases/reach/act-by-link.ts';
import { decideByLink } from '../../usecases/reach/decide-by-link.ts';
import { readLink, viewForReader, viewForResponder } from '../../usecases/reach/read-link.ts';
import { answerWithPage, type MadePage, PAGE_ANSWERS } from '../answer-with-page.ts';
import { readerPage } from '../link-page.ts';
import type { Done } from '../link-words.ts';
import { refusedSentence } from '../refused-by-link.ts';
import { responderPage, TYPED_CHARACTERS } from '../responder-page.ts';
import { type Answer, type RouteRequest, route } from '../route.ts';

// What is longer than any link of ours is answered with a page, too: a person may have opened it.
const params = z.object({ token: z.string().min(1).meta({ maxLength: 1_024 }) });
type AskedByLink = RouteRequest<z.infer<typeof params>, unknown, unknown>;

const answer = (asked: AskedByLink, made: () => Promise<string | MadePage>): Promise<Answer> =>
  answerWithPage(asked, 'answering a link', made);

const show = (asked: AskedByLink): Promise<Answer> =>
  answer(asked, async () => {
    const view = await readLink(asked.ports, asked.params.token);
    return view.kind === 'reader' ? readerPage(view) : responderPage(view);
  });

const said = (form: URLSearchParams, field: string): string | undefined => {
  const text = form.get(field)?.trim();
  return text ? text.slice(0, TYPED_CHARACTERS) : undefined;
};

/** @throws DomainError `invalid-command`, saying what did not happen */
const needed = (form: URLSearchParams, field: string, refusal: WhyRefused, otherwise: string): string => {
  const text = said(form, field);
  if (text === undefined) throw new DomainError('invalid-command', otherwise, becauseOf(refusal));
  return text;
};

type Act = (ports: Ports, token: string, form: URLSearchParams) => Promise<LinkedPage>;

const byAction =
  (actionIn: (form: URLSearchParams) => LinkAction): Act =>
  (ports, token, form) =>
    actByLink(ports, token, actionIn(form), said(form, 'seen'));

/** What each form of the page does, and what is said of it afterwards. */
const ACTIONS: ReadonlyMap<string, { readonly done: Done; readonly act: Act }> = new Map(
  Object.entries({
    declare: {
      done: 'decided',
      act: (ports, token, form) => {
        const businessImpact = said(form, 'businessImpact');
        return decideByLink(ports, token, { type: 'accept', ...(businessImpact && { businessImpact }) });
      },
    },
    reject: {
      done: 'decided',
      act: (ports, token, form) => {
        const reason = needed(form, 'reason', 'reason-missing', 'Nothing was decided: say why, in a few words.');
        return decideByLink(ports, token, { type: 'reject', reason });
      },
    },
    note: {
      done: 'noted',
      act: byAction((form) => ({
        type: 'add-note',
        text: needed(form, 'text', 'note-empty', 'Nothing was noted: the note is empty.'),
      })),
    },
    'pass-on': {
      done: 'passed-on',
      act: byAction((form) => {
        const reason = said(form, 'reason');
        return { type: 'pass-on', ...(reason && { reason }) };
      }),
    },
    'ask-for-help': {
      done: 'asked',
      act: byAction((form) => {
        const person = said(form, 'person');
        const need = needed(form, 'need', 'need-missing', 'Nobody was asked: say what is needed, in a few words.');
        return { type: 'ask-for-help', need, ...(person && { person }) };
      }),
    },
    'hand-on': {
      done: 'handed-on',
      act: byAction((form) => ({
        type: 'assign-role',
        role: needed(form, 'role', 'role-missing', 'Nothing was handed on: no role was named.'),
        person: needed(form, 'person', 'person-missing', 'Nothing was handed on: say to whom.'),
      })),
    },
  } satisfies Readonly<Record<string, { readonly done: Done; readonly act: Act }>>),
);

const actIn = async (ports: Ports, token: string, form: URLSearchParams): Promise<string | MadePage> => {
  // Whoever is kept informed looks, and does nothing.
  const reader = await viewForReader(ports, token);
  if (reader) return readerPage(reader);
  const asked = form.get('action');
  const action = asked === null ? { act: acknowledgeByLink, done: 'answered' as const } : ACTIONS.get(asked);
  try {
    if (action === undefined)
      throw new DomainError(
        'invalid-command',
        'Nothing was done: this page has no such button.',
        becauseOf('no-such-button'),
      );
    return responderPage(await viewForResponder(ports, await action.act(ports, token, form)), action.done);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return refusedIn(ports, token, form, error);
  }
};

/** How it stands now, with why nothing was done, and with what was typed. A link that is none any more says so by itself. */
const refusedIn = async (ports: Ports, token: string, form: URLSearchParams, error: DomainError): Promise<MadePage> => {
  const view = await viewForResponder(ports, await lookAtLink(ports, token));
  const refused = refusedSentence(error, form.get('action'), view);
  return { status: problemOf(error).status, body: responderPage(view, undefined, { refused, form }) };
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
    summary: 'Acknowledges, decides, passes on, asks for help or notes, for the person the message was sent to',
    description:
      'Without `action` in its form it acknowledges; `declare` and `reject` decide about a candidate, `pass-on`, `ask-for-help`, `hand-on` (a role) and `note` do what they say.',
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
