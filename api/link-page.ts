import type { Alert } from '../domain/alert/alert.ts';
import { Html, html, notice, severityChip, webPage } from '../domain/web-page/web-page.ts';
import { listed } from '../domain/words/lists.ts';
import type { Language } from '../domain/words/reader.ts';
import { isPublic, stateFor } from '../domain/words/stakeholder-letter.ts';
import { FRAME } from '../domain/words/stakeholders/frame.ts';
import { type TimeForm, timeFor } from '../domain/words/times.ts';
import type { LinkedDigest } from '../usecases/reach/acknowledge-all.ts';
import type { ReaderView, ResponderView } from '../usecases/reach/read-link.ts';

/** What Muster itself says on these pages alone; what happened stands as the record has it, and what messages say too is in `FRAME`. */
const WORDS = {
  en: {
    known: 'What is known',
    alerts: 'Alerts',
    timeline: 'What happened',
    told: 'What you were told',
    nothingTold: 'Nothing has been told yet.',
    service: 'Service',
    who: 'Who has it',
    nobody: 'nobody yet',
    runbook: 'Runbook',
    contact: 'Whom to ask',
    asksBy: (by: string) => `Answer by ${by}.`,
    acknowledge: (name: string) => `Acknowledge as ${name}`,
    whoever: 'Whoever acknowledges has it.',
    decision: 'Is this a major incident?',
    decideBy: (by: string) => `A decision is wanted by ${by}.`,
    impact: 'What can people not do? (business reads this)',
    declare: 'Declare major incident',
    reject: 'Reject',
    rejectInstead: 'It is no major incident',
    why: 'Why not? (stays on the timeline)',
    times: (zone: string) => `Times are those of ${zone}.`,
  },
  de: {
    known: 'Was bekannt ist',
    alerts: 'Alarme',
    timeline: 'Was geschah',
    told: 'Was Ihnen mitgeteilt wurde',
    nothingTold: 'Bisher wurde nichts mitgeteilt.',
    service: 'Dienst',
    who: 'Wer es hat',
    nobody: 'noch niemand',
    runbook: 'Runbook',
    contact: 'Kontakt',
    asksBy: (by: string) => `Antwort bis ${by}.`,
    acknowledge: (name: string) => `Übernehmen als ${name}`,
    whoever: 'Wer übernimmt, hat es.',
    decision: 'Ist das eine schwere Störung?',
    decideBy: (by: string) => `Eine Entscheidung wird bis ${by} gebraucht.`,
    impact: 'Was können die Menschen nicht tun? (liest die Geschäftsseite)',
    declare: 'Schwere Störung erklären',
    reject: 'Ablehnen',
    rejectInstead: 'Es ist keine schwere Störung',
    why: 'Warum nicht? (bleibt im Protokoll)',
    times: (zone: string) => `Zeiten gelten für ${zone}.`,
  },
} as const satisfies Record<Language, unknown>;

type Clock = (iso: string, form?: TimeForm) => Html;

const clockOf = ({ reader, now }: Pick<ReaderView, 'reader' | 'now'>): Clock => {
  return (iso, form = 'plain') => html`<time datetime="${iso}">${timeFor(reader, iso, now, form)}</time>`;
};

const rows = (facts: readonly (readonly [label: string, value: Html | string | undefined])[]): Html =>
  html`<dl>${facts.map(([label, value]) =>
    value === undefined ? undefined : html`<dt>${label}</dt><dd>${value}</dd>`,
  )}</dl>`;

const isWeb = (href: string): boolean => /^https?:\/\//i.test(href);

const linkTo = (href: string, text = href): Html =>
  isWeb(href) ? html`<a href="${href}" rel="noreferrer">${text === '' ? href : text}</a>` : html`${text}`;

const alertItem = ({ title, severity, description, links }: Alert): Html =>
  html`<li>${title} <span class="soft">(${severity})</span>${
    description === undefined ? undefined : html`<p class="soft">${description}</p>`
  }${links.slice(0, 4).map(({ href, text }) => html`<p>${linkTo(href, text)}</p>`)}</li>`;

/** What whoever was paged may do from here; each is a form that acts when it is sent, never when the page is opened. */
const acts = (view: ResponderView): Html | undefined => {
  const words = WORDS[view.reader.language];
  const { person, paging, incident } = view;
  const waits = view.situation === 'waiting';
  const decision =
    view.decides && incident.candidate
      ? html`<h2>${words.decision}</h2><p class="ask">${words.decideBy(timeFor(view.reader, incident.candidate.decideBy, view.now, 'whole'))}</p>
<p class="soft">${incident.candidate.reason}</p>
<form method="post"><input type="hidden" name="action" value="declare"><label for="impact">${words.impact}</label><textarea id="impact" name="businessImpact" maxlength="2000"></textarea><button type="submit">${words.declare}</button></form>
<details><summary>${words.rejectInstead}</summary><form method="post"><input type="hidden" name="action" value="reject"><label for="reason">${words.why}</label><textarea id="reason" name="reason" maxlength="2000" required></textarea><button type="submit" class="second">${words.reject}</button></form></details>`
      : undefined;
  const acknowledging = waits
    ? html`<p class="ask">${words.asksBy(timeFor(view.reader, paging?.acknowledgeBy ?? incident.openedAt, view.now, 'whole'))}</p>
<form method="post"><button type="submit"${decision === undefined ? undefined : new Html(' class="second"')}>${words.acknowledge(person.name)}</button></form>
<p class="soft">${words.whoever}</p>`
    : undefined;
  if (decision === undefined && acknowledging === undefined) return undefined;
  return html`<section class="panel">${decision}${acknowledging}</section>`;
};

const standing = (view: ResponderView, done: boolean): { heading?: string; status?: string } => {
  const { paging, person, acknowledgedBy, incident } = view;
  const when = paging?.acknowledgedAt ? `, ${timeFor(view.reader, paging.acknowledgedAt, view.now, 'plain')}` : '';
  if (view.situation === 'waiting') return {};
  if (view.situation === 'over') {
    return {
      heading: 'Nothing to acknowledge',
      status: `The paging for ${incident.number} is over; nobody waits for an answer to this page any more.`,
    };
  }
  const mine = paging?.acknowledgedBy === person.id;
  return {
    heading: done && mine ? 'Acknowledged. You have it.' : mine ? 'You have it' : 'Somebody has it',
    status: mine ? `You acknowledged it${when}.` : `${acknowledgedBy} acknowledged it${when}.`,
  };
};

/**
 * What a person who was paged sees: what is known, what happened, and what they can do.
 *
 * @param done they have just pressed a button
 */
export const responderPage = (view: ResponderView, done: boolean): string => {
  const { language } = view.reader;
  const [words, frame] = [WORDS[language], FRAME[language]];
  const at = clockOf(view);
  const { incident, serviceName, alerts, timeline } = view;
  const { heading, status } = standing(view, done);
  const since = incident.stamps.impactStarted?.at ?? incident.openedAt;
  const head = html`<section class="panel">
<p class="above">${severityChip(incident.severity)}<span>${incident.number}</span><span>${frame.state[stateFor(incident)]}</span></p>
${heading === undefined ? html`<h1>${incident.title}</h1>` : html`<h1>${heading}</h1><p role="status">${status}</p><p>${incident.title}</p>`}
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
      : html`<section class="panel"><h2>${words.alerts}: ${incident.alerts.total}</h2><ul>${alerts.map(alertItem)}</ul></section>`;
  const story = html`<section class="panel"><h2>${words.timeline}</h2><ol>${timeline.map(
    (entry) => html`<li>${at(entry.at)}${entry.text}</li>`,
  )}</ol></section>`;
  return webPage({
    title: heading === undefined ? `${incident.number}: ${incident.title}` : `${heading} ${incident.number}`,
    language,
    organisation: view.organisation,
    content: html`${head}${acts(view)}${known}${firing}${story}<p class="soft">${words.times(view.reader.timeZone)}</p>`,
  });
};

/** What somebody sees who is kept informed: how it stands, and what their audience was told. */
export const readerPage = (view: ReaderView): string => {
  const { language } = view.reader;
  const [words, frame] = [WORDS[language], FRAME[language]];
  const at = clockOf(view);
  const { incident, audience, told, nextBy } = view;
  const services = listed(view.services, language);
  const state = stateFor(incident);
  const goesOn = state !== 'over' && state !== 'elsewhere';
  const problem = frame.problemWith(services);
  const headline =
    audience === 'technical' ? incident.title : `${problem.slice(0, 1).toUpperCase()}${problem.slice(1)}`;
  const since = incident.stamps.impactStarted?.at ?? incident.stamps.detected?.at ?? incident.openedAt;
  return webPage({
    title: headline,
    language,
    organisation: view.organisation,
    content: html`<section class="panel">
<p class="above">${isPublic(audience) ? undefined : html`${severityChip(incident.severity)}<span>${incident.number}</span>`}<span${goesOn ? undefined : new Html(' class="good"')}>${frame.state[state]}</span></p>
<h1>${headline}</h1>
${rows([
  [frame.labels.affected, services],
  [frame.labels.since, at(since, 'whole')],
  [frame.labels.next, nextBy === undefined ? undefined : at(nextBy, 'whole')],
  [words.contact, view.contact],
])}
${goesOn && nextBy === undefined ? html`<p class="soft">${frame.noNext}</p>` : undefined}
</section>
<section class="panel"><h2>${words.told}</h2>${
      told.length === 0
        ? html`<p>${words.nothingTold}</p>`
        : html`<ol>${told.map((line) => html`<li>${at(line.at)}<strong>${line.headline}</strong><p>${line.lead}</p></li>`)}</ol>`
    }</section>
<p class="soft">${words.times(view.reader.timeZone)}</p>`,
  });
};

/** How many of the incidents of a digest are named; the others are counted. */
const MOST_NAMED = 20;

/** What a person who was sent a digest sees. */
export const digestPage = ({ person, pages, waiting }: LinkedDigest): string => {
  const n = waiting.length;
  const of = n > 0 ? waiting : pages;
  const named = of.slice(0, MOST_NAMED).map(({ job }) => job);
  const more = of.length - named.length;
  const list = html`<ul>${named.map(
    (job) => html`<li>${severityChip(job.severity)} ${job.number}: ${job.title}</li>`,
  )}</ul>${more > 0 ? html`<p>and ${more} more</p>` : undefined}`;
  const content =
    n === 0
      ? notice(
          'Nothing waits for you here',
          html`<p role="status">All ${pages.length} are answered, or over.</p>`,
          list,
        )
      : notice(
          `${n === 1 ? '1 incident waits' : `${n} incidents wait`} for ${person.name}`,
          list,
          html`<form method="post"><button type="submit">Acknowledge ${n === 1 ? 'it' : `all ${n}`}</button></form>`,
        );
  return webPage({ title: n === 0 ? 'Nothing waits' : `Acknowledge ${n}?`, language: 'en', content });
};

/** Why a link does nothing, and what to do instead. */
export const refusalPage = (title: string, detail: string | undefined): string =>
  webPage({ title, language: 'en', content: notice(title, html`<p role="alert">${detail ?? ''}</p>`) });
