import { Html, html, notice, severityChip, webPage } from '../domain/web-page/web-page.ts';
import { listed } from '../domain/words/lists.ts';
import type { Language } from '../domain/words/reader.ts';
import { isPublic, stateFor } from '../domain/words/stakeholder-letter.ts';
import { FRAME } from '../domain/words/stakeholders/frame.ts';
import type { LinkedDigest } from '../usecases/reach/acknowledge-all.ts';
import type { ReaderView } from '../usecases/reach/read-link.ts';
import { clockOf, rows } from './link-parts.ts';
import { LINK_WORDS } from './link-words.ts';

/** What somebody sees who is kept informed: how it stands, and what their audience was told. */
export const readerPage = (view: ReaderView): string => {
  const { language } = view.reader;
  const [words, frame] = [LINK_WORDS[language], FRAME[language]];
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
export const digestPage = ({ person, language, organisation, pages, waiting }: LinkedDigest): string => {
  const words = LINK_WORDS[language].digest;
  const n = waiting.length;
  const of = n > 0 ? waiting : pages;
  const named = of.slice(0, MOST_NAMED).map(({ job }) => job);
  const more = of.length - named.length;
  const list = html`<ul>${named.map(
    (job) => html`<li>${severityChip(job.severity)} ${job.number}: ${job.title}</li>`,
  )}</ul>${more > 0 ? html`<p>${words.more(more)}</p>` : undefined}`;
  const content =
    n === 0
      ? notice(words.nothing, html`<p role="status">${words.allAnswered(pages.length)}</p>`, list)
      : notice(
          words.wait(n, person.name),
          list,
          html`<form method="post"><button type="submit">${words.acknowledge(n)}</button></form>`,
        );
  return webPage({ title: n === 0 ? words.nothing : words.acknowledge(n), language, organisation, content });
};

/** Why a link does nothing, and what to do instead. */
export const refusalPage = (title: string, detail: string | undefined, language: Language): string =>
  webPage({ title, language, content: notice(title, html`<p role="alert">${detail ?? ''}</p>`) });
