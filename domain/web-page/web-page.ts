import { hash } from 'node:crypto';
import { escapeHtml } from '../channel/rendering.ts';

/** HTML that is safe to be put into a page: made by `html`, or constant. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Part = Html | string | number | undefined | false | readonly (Html | false | undefined)[];

const rendered = (part: Part): string => {
  if (part === undefined || part === false) return '';
  if (part instanceof Html) return part.text;
  if (Array.isArray(part)) return part.map((each) => rendered(each as Part)).join('');
  return escapeHtml(String(part));
};

/** A piece of a page. Whatever is not HTML already is text, and escaped. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  new Html(strings.map((text, at) => text + (at < parts.length ? rendered(parts[at]) : '')).join(''));

/** Tokens of the house: ground, ink, one accent, severities; light and dark by one declaration each. */
const STYLE = `
:root{color-scheme:light dark;--canvas:light-dark(#f5f6f8,#0f1217);--surface:light-dark(#fff,#161a21);--line:light-dark(#dee1e7,#2a303a);--firm:light-dark(#7f8693,#737b88);--ink:light-dark(#15181e,#e9ebef);--ink-2:light-dark(#434954,#b9bfc9);--ink-3:light-dark(#5b6270,#99a0ad);--accent:light-dark(#3049bd,#a3b6ff);--accent-ink:light-dark(#fff,#10131a);--wash:light-dark(#edf0fc,#1c2338);--sev1:light-dark(#b4121f,#ff8080);--sev2:light-dark(#a84300,#ff9f5f);--sev3:light-dark(#7d5a00,#e3b84f);--sev4:var(--ink-2);--sev5:var(--ink-3);--good:light-dark(#17683f,#74cf9c)}
*{box-sizing:border-box}
body{margin:0;background:var(--canvas);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','Helvetica Neue',Arial,sans-serif;font-variant-numeric:tabular-nums}
main{max-width:40rem;margin:0 auto;padding:1rem 1rem 3rem}
.brand{display:flex;gap:.5rem;align-items:center;margin:0 0 1rem;font-size:.875rem;font-weight:600}
.brand span{color:var(--ink-3);font-weight:400}
.brand svg{inline-size:1.25rem;block-size:1.25rem}
.panel{margin:0 0 1rem;padding:1rem;background:var(--surface);border:1px solid var(--line);border-radius:10px}
h1{margin:.25rem 0 .5rem;font-size:1.375rem;line-height:1.3;font-weight:600;overflow-wrap:anywhere}
h2{margin:0 0 .5rem;font-size:1rem;font-weight:600}
p{margin:.5rem 0;overflow-wrap:anywhere}
.above{display:flex;flex-wrap:wrap;gap:.25rem .75rem;align-items:center;margin:0;color:var(--ink-2);font-size:.875rem}
.sev{display:inline-flex;gap:.375rem;align-items:center;font-weight:600}
.sev::before{content:"";inline-size:.75rem;block-size:.75rem;background:currentColor;forced-color-adjust:none}
.sev1{color:var(--sev1)}.sev1::before{clip-path:polygon(30% 0,70% 0,100% 30%,100% 70%,70% 100%,30% 100%,0 70%,0 30%)}
.sev2{color:var(--sev2)}.sev2::before{clip-path:polygon(50% 0,100% 100%,0 100%)}
.sev3{color:var(--sev3)}.sev3::before{clip-path:polygon(50% 0,100% 50%,50% 100%,0 50%)}
.sev4{color:var(--sev4)}.sev5{color:var(--sev5)}
.sev4::before,.sev5::before{border:2px solid currentColor;border-radius:50%;background:none}
.sev5::before{border-style:dotted}
.ask{font-weight:600}
.good{color:var(--good);font-weight:600}
.soft{color:var(--ink-2)}
dl{display:grid;grid-template-columns:minmax(6rem,auto) 1fr;gap:.375rem 1rem;margin:.5rem 0 0}
dt{color:var(--ink-3)}dd{margin:0;overflow-wrap:anywhere}
ul,ol{margin:.5rem 0 0;padding:0;list-style:none}
li{padding:.5rem 0;border-block-start:1px solid var(--line);overflow-wrap:anywhere}
li:first-child{border:0;padding-block-start:0}
li time{display:block;color:var(--ink-3);font-size:.8125rem}
a{color:var(--accent);overflow-wrap:anywhere}
form{margin:1rem 0 0}
label{display:block;margin:.5rem 0 .25rem;font-weight:600}
textarea,select{inline-size:100%;padding:.5rem;border:1px solid var(--firm);border-radius:6px;background:var(--surface);color:inherit;font:inherit}
textarea{min-block-size:4.5rem}
select{min-block-size:2.75rem}
details+details{border-block-start:1px solid var(--line)}
.panel>details:first-child summary{margin:0}
.tasks{padding-inline-start:1.25rem;list-style:decimal}
.tasks li{padding:.25rem 0;border:0}
button,.button{display:block;inline-size:100%;min-block-size:3.25rem;margin:.75rem 0 0;padding:.75rem 1rem;border:2px solid var(--accent);border-radius:6px;background:var(--accent);color:var(--accent-ink);font:inherit;font-size:1.0625rem;font-weight:600;text-align:center;text-decoration:none;cursor:pointer}
button.second{background:none;color:var(--accent)}
summary{margin:.75rem 0 0;padding:.75rem 0;min-block-size:2.75rem;color:var(--accent);font-weight:600;cursor:pointer}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
@media(min-width:48rem){main{padding-block-start:2rem}.panel{padding:1.5rem}}
@media(prefers-contrast:more){:root{--ink-2:var(--ink);--ink-3:var(--ink);--line:var(--firm)}}
`;

/** Only the one style of the house, and forms that go back where they came from; nothing is loaded, and nothing runs. */
const POLICY = `default-src 'none'; style-src 'sha256-${hash('sha256', STYLE, 'base64')}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`;

/** The address may hold a token: the page is kept in no cache, and its address is told to no other site. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': POLICY,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex',
};

const MARK = new Html(
  '<svg viewBox="0 0 20 20" aria-hidden="true"><g fill="currentColor"><circle cx="10" cy="10" r="3.6"/><circle cx="10" cy="2.2" r="1.7"/><circle cx="17.4" cy="7.6" r="1.7"/><circle cx="14.6" cy="16.3" r="1.7"/><circle cx="5.4" cy="16.3" r="1.7"/><circle cx="2.6" cy="7.6" r="1.7"/></g></svg>',
);

/** A whole page in the style of the house, without script. */
export const webPage = (page: {
  readonly title: string;
  readonly language: string;
  /** Whose page it is, beside the name of the product. */
  readonly organisation?: string;
  readonly content: Html;
}): string =>
  `<!doctype html>${
    html`<html lang="${page.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body><main><p class="brand">${MARK}Muster${page.organisation === undefined ? undefined : html` <span>${page.organisation}</span>`}</p>
${page.content}</main></body>
</html>
`.text
  }`;

/** A severity by its shape, its colour and its word. */
export const severityChip = (severity: string): Html =>
  html`<span class="sev ${severity.toLowerCase().replace(/[^a-z0-9]/g, '')}">${severity}</span>`;

/** One message in the middle of a page: what became of what somebody did, and what to do next. */
export const notice = (heading: string, ...paragraphs: readonly (Html | string | undefined | false)[]): Html =>
  html`<section class="panel"><h1>${heading}</h1>${paragraphs.map((text) =>
    text === undefined || text === false ? undefined : text instanceof Html ? text : html`<p>${text}</p>`,
  )}</section>`;
