import type { Headline, Letter } from './channel.ts';
import { inGsm7, septetsOf } from './gsm7.ts';
import { escapeHtml, oneLine } from './rendering.ts';

/** Mail programs show about this much of a subject, and RFC 5322 §2.1.1 asks for no longer lines. */
export const SUBJECT_CHARACTERS = 78;

/** A headline in one line; only what was typed is cut, at a word. */
const headlineIn = ({ before, title, after }: Headline, limit: number): string => {
  const fixed = before.length + after.length;
  return oneLine(`${before}${shortened(oneLine(title, title.length), Math.max(8, limit - fixed))}${after}`, limit);
};

export const headlineOf = ({ headline }: Letter): string => headlineIn(headline, 2048);

/** Cut at a word, with a mark that every alphabet has. */
const shortened = (text: string, limit: number): string => {
  if (text.length <= limit) return text;
  const cut = text.slice(0, Math.max(0, limit - 3)).toWellFormed();
  const space = cut.lastIndexOf(' ');
  return `${(space > limit / 2 ? cut.slice(0, space) : cut).trimEnd()}...`;
};

/** The state first, for it is read alone; a number that the headline has is not repeated. */
export const subjectOf = ({ headline, subjectBefore = '', number }: Letter, limit = SUBJECT_CHARACTERS): string => {
  const has = number === undefined || `${headline.before}${headline.after}`.includes(number);
  const after = has ? headline.after : `${headline.after} (${number})`;
  return headlineIn({ ...headline, before: `${subjectBefore}${headline.before}`, after }, limit);
};

const stopped = (text: string): string => (/[.?!:]$/.test(text) ? text : `${text}.`);

/** Two parts of 153 places, or of 67 letters where the language is written in others than the alphabet has. */
export const TEXT_PLACES = 306;
const LETTERS = 134;

/** A title of fewer letters says nothing. */
const MINIMUM_TITLE = 12;

/**
 * Headline, short ask, link: at most two parts. The title is what is cut, and the link never is.
 *
 * @param link as it is; a telephone only opens what is whole
 */
export const textMessageOf = ({ headline, shortAsk = '' }: Letter, link: string): string => {
  const composed = (title: string, ask: string): string => {
    const head = stopped(inGsm7(`${headline.before}${title}${headline.after}`));
    return [head, inGsm7(ask), link].filter((part) => part !== '').join(' ');
  };
  const title = oneLine(headline.title, headline.title.length);
  const over = (text: string): number => {
    const septets = septetsOf(text);
    return septets === undefined ? text.length - LETTERS : septets - TEXT_PLACES;
  };
  for (const ask of [shortAsk, '']) {
    for (let room = title.length; ; ) {
      const text = composed(room < title.length ? shortened(title, room) : title, ask);
      const excess = over(text);
      if (excess <= 0) return text;
      if (room <= MINIMUM_TITLE) break;
      room = Math.max(MINIMUM_TITLE, Math.min(room - 1, room - Math.ceil(excess / 2)));
    }
  }
  // A base of links that fills a message by itself.
  return composed(shortened(title, MINIMUM_TITLE), '');
};

/** The letter as text, for mail programs that show no other and for people who listen. */
export const plainTextOf = (letter: Letter): string => {
  const { greeting, lead, ask, facts, button, small } = letter;
  const factLines = facts.map(
    ({ label, text, url }) => `${label}: ${oneLine(text, text.length)}${url && url !== text ? ` ${url}` : ''}`,
  );
  return [
    greeting,
    headlineOf(letter),
    lead,
    [ask, button && `${button.label}: ${button.url}`].filter(Boolean).join('\n'),
    factLines.join('\n'),
    small.join('\n'),
  ]
    .filter((part) => part !== undefined && part !== '')
    .join('\n\n');
};

const cell = 'style="padding-right:16px;font-weight:600;vertical-align:top"';

const factRow = ({ label, text, url }: Letter['facts'][number]): string => {
  const shown =
    url === undefined ? escapeHtml(text) : `<a href="${escapeHtml(url)}" style="color:inherit">${escapeHtml(text)}</a>`;
  return `<tr><th scope="row" ${cell}>${escapeHtml(label)}</th><td style="overflow-wrap:anywhere">${shown}</td></tr>`;
};

/**
 * The letter as HTML of a mail. It sets no colour: the mail program's own light or dark scheme holds, so that contrast cannot
 * be wrong. No image, no script, nothing that is loaded.
 */
export const mailHtmlOf = (letter: Letter): string => {
  const { above, greeting, lead, ask, facts, button, small, language } = letter;
  const headline = escapeHtml(headlineOf(letter));
  const paragraph = (text: string, style = ''): string => `<p${style}>${escapeHtml(text).replaceAll('\n', '<br>')}</p>`;
  return `<!doctype html>
<html lang="${escapeHtml(language)}" dir="ltr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>${headline}</title></head>
<body style="margin:0;font:16px/1.5 system-ui,sans-serif"><main>
<div style="display:none">${escapeHtml(lead)}</div>
<table role="presentation" width="100%" style="max-width:600px;margin:0 auto"><tr><td style="padding:16px">
${paragraph(above, ' style="margin:0"')}
<h1 style="font-size:22px;line-height:1.25;margin:8px 0;overflow-wrap:anywhere">${headline}</h1>
${[
  greeting && paragraph(greeting),
  paragraph(lead),
  ask && `<p><b>${escapeHtml(ask)}</b></p>`,
  button &&
    `<p><a href="${escapeHtml(button.url)}" style="display:inline-block;min-height:28px;padding:8px 16px;border:2px solid;border-radius:6px;color:inherit;font-weight:600;text-decoration:none">${escapeHtml(button.label)}</a></p>`,
  facts.length > 0 && `<table style="text-align:left;border-spacing:0 4px">${facts.map(factRow).join('\n')}</table>`,
  small.length > 0 && `<hr><p style="font-size:14px">${small.map(escapeHtml).join('<br>')}</p>`,
]
  .filter(Boolean)
  .join('\n')}
</td></tr></table></main></body></html>`;
};
