import type { Alert } from '../domain/alert/alert.ts';
import { Html, html, severityChip, webPage } from '../domain/web-page/web-page.ts';
import { alertSeverityInGerman } from '../domain/words/german/reasons.ts';
import { listed } from '../domain/words/lists.ts';
import type { Language } from '../domain/words/reader.ts';

import { REASONS, stateFor } from '../domain/words/stakeholder-letter.ts';
import { FRAME } from '../domain/words/stakeholders/frame.ts';
import { timeFor } from '../domain/words/times.ts';
import type { ResponderView } from '../usecases/reach/read-link.ts';
import { clockOf, linkTo, rows } from './link-parts.ts';
import { type Done, LINK_WORDS, type LinkWords } from './link-words.ts';

/** As long as a text may be that is typed into a page. */
export const TYPED_CHARACTERS = 2000;

/** A form that does one thing when it is sent, and names the page that it stood on. */
const form = (action: string, view: ResponderView, fields: Html, button: string, second = false): Html =>
  html`<form method="post"><input type="hidden" name="action" value="${action}"><input type="hidden" name="seen" value="${view.incident.seq}">${fields}<button type="submit"${second ? new Html(' class="second"') : undefined}>${button}</button></form>`;

/** What was refused, in a sentence, and the form that asked for it: what was typed is kept. */
export interface RefusedAct {
  readonly refused: string;
  readonly form: URLSearchParams;
}

/** What was typed into the field of this form, where just that was refused. */
const typedIn = (refused: RefusedAct | undefined, action: string, name: string): string =>
  isOf(refused, action) ? (refused?.form.get(name) ?? '').slice(0, TYPED_CHARACTERS) : '';

const isOf = (refused: RefusedAct | undefined, action: string): boolean => refused?.form.get('action') === action;

const textArea = (id: string, name: string, label: string, required: boolean, typed: string): Html =>
  html`<label for="${id}">${label}</label><textarea id="${id}" name="${name}" maxlength="${TYPED_CHARACTERS}"${required ? new Html(' required') : undefined}>${typed}</textarea>`;

const choice = (id: string, label: string, first: string | undefined, people: ResponderView['others']): Html =>
  html`<label for="${id}">${label}</label><select id="${id}" name="person"${first === undefined ? new Html(' required') : undefined}>${
    first === undefined ? undefined : html`<option value="">${first}</option>`
  }${people.map((one) => html`<option value="${one.id}">${one.name}</option>`)}</select>`;

const unfolded = (summary: string, content: Html, isOpen: boolean): Html =>
  html`<details${isOpen ? new Html(' open') : undefined}><summary>${summary}</summary>${content}</details>`;

const decisionIn = (view: ResponderView, words: LinkWords, refused: RefusedAct | undefined): Html | undefined => {
  const { candidate } = view.incident;
  if (!view.decides || !candidate) return undefined;
  return html`<h2>${words.decision}</h2><p class="ask">${words.decideBy(timeFor(view.reader, candidate.decideBy, view.now, 'whole'))}</p>
<p class="soft">${REASONS[view.reader.language](candidate.reason)}</p>
${form('declare', view, textArea('impact', 'businessImpact', words.impact, false, typedIn(refused, 'declare', 'businessImpact')), words.declare)}
${unfolded(words.rejectInstead, form('reject', view, textArea('why-not', 'reason', words.why, true, typedIn(refused, 'reject', 'reason')), words.reject, true), isOf(refused, 'reject'))}`;
};

const answerIn = (
  view: ResponderView,
  words: LinkWords,
  second: boolean,
  refused: RefusedAct | undefined,
): Html | undefined => {
  const { paging, person, incident, passesTo } = view;
  if (view.situation !== 'waiting') return undefined;
  const by = timeFor(view.reader, paging?.acknowledgeBy ?? incident.openedAt, view.now, 'whole');
  const helps = paging?.purpose === 'helper';
  return html`<p class="ask">${words.asksBy(by)}</p>
<form method="post"><button type="submit"${second ? new Html(' class="second"') : undefined}>${(helps ? words.join : words.acknowledge)(person.name)}</button></form>
${helps ? undefined : html`<p class="soft">${words.whoever}</p>`}
${
  passesTo === undefined
    ? undefined
    : unfolded(
        words.passOn,
        html`<p>${words.passOnTo(listed(passesTo, view.reader.language))}</p>${form('pass-on', view, textArea('pass-on-why', 'reason', words.passOnWhy, false, typedIn(refused, 'pass-on', 'reason')), words.passOn, true)}`,
        isOf(refused, 'pass-on'),
      )
}`;
};

const roleIn = (view: ResponderView, words: LinkWords, refused: RefusedAct | undefined): (Html | undefined)[] =>
  view.roles.map(
    ({ id, title, tasks }) => html`<section class="panel"><h2>${words.role(title)}</h2>
${tasks.length === 0 ? undefined : html`<ol class="tasks">${tasks.map((task) => html`<li>${task}</li>`)}</ol>`}
${
  view.others.length === 0
    ? undefined
    : unfolded(
        words.handOn,
        form(
          'hand-on',
          view,
          html`<input type="hidden" name="role" value="${id}">${choice(`to-${id}`, words.handOnTo, undefined, view.others)}`,
          words.handOn,
          true,
        ),
        isOf(refused, 'hand-on') && refused?.form.get('role') === id,
      )
}</section>`,
  );

/** What whoever was paged may do from here; each is a form that acts when it is sent, never when the page is opened. */
const acts = (view: ResponderView, refused: RefusedAct | undefined): Html => {
  const words = LINK_WORDS[view.reader.language];
  const decision = decisionIn(view, words, refused);
  const answer = answerIn(view, words, decision !== undefined, refused);
  const asked =
    decision === undefined && answer === undefined
      ? undefined
      : html`<section class="panel">${decision}${answer}</section>`;
  if (!view.acts) return html`${asked}`;
  const help = unfolded(
    words.help,
    form(
      'ask-for-help',
      view,
      html`${textArea('need', 'need', words.need, true, typedIn(refused, 'ask-for-help', 'need'))}${choice('whom', words.whom, words.whoeverIsNext, view.others)}`,
      words.ask,
      true,
    ),
    isOf(refused, 'ask-for-help'),
  );
  const note = unfolded(
    words.note,
    form(
      'note',
      view,
      textArea('note', 'text', words.noteText, true, typedIn(refused, 'note', 'text')),
      words.addNote,
      true,
    ),
    isOf(refused, 'note'),
  );
  return html`${asked}${roleIn(view, words, refused)}<section class="panel acts">${view.helps ? help : undefined}${note}</section>`;
};

const standing = (view: ResponderView, done: Done | undefined): { heading?: string; status?: string } => {
  const { acknowledgedBy, decision, incident, paging, person, reader, situation } = view;
  const words = LINK_WORDS[reader.language];
  const at = (iso: string): string => timeFor(reader, iso, view.now, 'plain');
  const mine = paging?.acknowledgedBy === person.id;
  const own = paging?.purpose === 'helper' ? words.youHaveJoined : words.youHaveIt;
  const heading = done === undefined || (done === 'answered' && !mine) ? undefined : words.done[done];
  if (decision !== undefined && paging?.purpose === 'major-incident-manager' && !view.decides)
    return {
      heading: heading ?? words.decidedHeading,
      status: words.decided[decision.what](decision.by, timeFor(reader, decision.at, view.now, 'clock')),
    };
  if (situation === 'waiting' || situation === 'following') return heading === undefined ? {} : { heading };
  if (situation === 'over')
    return { heading: heading ?? words.nothingToAnswer, status: words.pagingOver(incident.number) };
  const when = paging?.acknowledgedAt ? `, ${at(paging.acknowledgedAt)}` : '';
  return {
    heading:
      (done === 'answered' && mine && paging?.purpose === 'helper' ? own : heading) ??
      (mine ? own : words.somebodyHasIt),
    status: mine ? words.youAcknowledged(when) : words.acknowledgedBy(acknowledgedBy ?? '', when),
  };
};

const SEVERITY_OF_ALERT: Readonly<Record<Language, (severity: string) => string>> = {
  en: (severity) => severity,
  de: alertSeverityInGerman,
};

const alertItem = ({ title, severity, description, links }: Alert, language: Language): Html =>
  html`<li>${title} <span class="soft">(${SEVERITY_OF_ALERT[language](severity)})</span>${
    description === undefined ? undefined : html`<p class="soft">${description}</p>`
  }${links.slice(0, 4).map(({ href, text }) => html`<p>${linkTo(href, text)}</p>`)}</li>`;

/**
 * What a person who was paged, or has a role, sees: what is known, what happened, and what they can do.
 *
 * @param done what they have just done by it
 * @param refused what they have just asked for, and was not done
 */
export const responderPage = (view: ResponderView, done?: Done, refused?: RefusedAct): string => {
  const { language } = view.reader;
  const [words, frame] = [LINK_WORDS[language], FRAME[language]];
  const at = clockOf(view);
  const { incident, serviceName, alerts, timeline } = view;
  const { heading, status } = standing(view, done);
  const since = incident.stamps.impactStarted?.at ?? incident.openedAt;
  const said = heading !== undefined || status !== undefined;
  const head = html`${refused === undefined ? undefined : html`<p class="panel" role="alert"><strong>${refused.refused}</strong></p>`}<section class="panel">
<p class="above">${severityChip(incident.severity)}<span>${incident.number}</span><span>${frame.state[stateFor(incident)]}</span></p>
${said ? html`<h1>${heading}</h1>${status === undefined ? undefined : html`<p role="status">${status}</p>`}<p>${incident.title}</p>` : html`<h1>${incident.title}</h1>`}
${incident.description === undefined ? undefined : html`<p class="soft">${incident.description}</p>`}
</section>`;
  const known = html`<section class="panel"><h2>${words.known}</h2>${rows([
    [words.service, `${serviceName} (${incident.environment})`],
    [frame.labels.since, at(since, 'whole')],
    [words.who, view.engaged ?? words.nobody],
    [frame.labels.commander, view.commander],
    [words.runbook, view.runbook === undefined ? undefined : linkTo(view.runbook)],
  ])}</section>`;
  const firing =
    alerts.length === 0
      ? undefined
      : html`<section class="panel"><h2>${words.alerts}: ${incident.alerts.total}</h2><ul>${alerts.map((alert) => alertItem(alert, language))}</ul></section>`;
  const story = html`<section class="panel"><h2>${words.timeline}</h2><ol>${timeline.map(
    (entry) => html`<li>${at(entry.at)}<span>${entry.text}</span></li>`,
  )}</ol></section>`;
  return webPage({
    title:
      refused?.refused ??
      (heading === undefined ? `${incident.number}: ${incident.title}` : `${heading} ${incident.number}`),
    language,
    organisation: view.organisation,
    content: html`${head}${acts(view, refused)}${known}${firing}${story}<p class="soft">${words.times(view.reader.timeZone)}</p>`,
  });
};
