import { type Html, html } from '../domain/web-page/web-page.ts';
import { type TimeForm, timeFor } from '../domain/words/times.ts';
import type { ReaderView } from '../usecases/reach/read-link.ts';

/** An instant by the reader's clock, as HTML that programs can read. */
export type Clock = (iso: string, form?: TimeForm) => Html;

export const clockOf = ({ reader, now }: Pick<ReaderView, 'reader' | 'now'>): Clock => {
  return (iso, form = 'plain') => html`<time datetime="${iso}">${timeFor(reader, iso, now, form)}</time>`;
};

/** Facts with their labels; what is not known has no row. */
export const rows = (facts: readonly (readonly [label: string, value: Html | string | undefined])[]): Html =>
  html`<dl>${facts.map(([label, value]) =>
    value === undefined ? undefined : html`<dt>${label}</dt><dd>${value}</dd>`,
  )}</dl>`;

const isWeb = (href: string): boolean => /^https?:\/\//i.test(href);

/** A link where it leads to the web, and its text where it leads anywhere else. */
export const linkTo = (href: string, text = href): Html =>
  isWeb(href) ? html`<a href="${href}" rel="noreferrer">${text === '' ? href : text}</a>` : html`${text}`;
