import { compile } from 'html-to-text';

/** Characters of HTML that are looked at; the rest of a longer document is left out. */
const LONGEST_HTML = 262_144;

/** As a person would read it, without what only decorates. */
const convert = compile({
  wordwrap: false,
  limits: { maxInputLength: LONGEST_HTML, maxDepth: 64, maxChildNodes: 2_000, ellipsis: '…' },
  selectors: [
    { selector: 'img', format: 'skip' },
    { selector: 'a', options: { hideLinkHrefIfSameAsText: true, ignoreHref: false } },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'table'].map((selector) => ({ selector, options: { uppercase: false } })),
  ],
});

/** The text of a mail that is written in HTML only. */
export const textOfHtml = (html: string): string => convert(html.slice(0, LONGEST_HTML)).trim();
