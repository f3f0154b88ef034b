import { hash } from 'node:crypto';
import { html, raw } from 'hono/html';
import type { LinkedPage } from '../usecases/reach/acknowledge-by-link.ts';

const STYLE = `
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#57606a;--ground:#f6f8fa;--card:#fff;--act:#0a5c36;--act-ink:#fff;--line:#d0d7de}
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9aa4ae;--ground:#0d1117;--card:#161b22;--act:#3fb950;--act-ink:#04140a;--line:#30363d}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1rem;background:var(--ground);color:var(--ink);font:1.0625rem/1.5 system-ui,sans-serif}
main{width:100%;max-width:32rem;padding:1.5rem;background:var(--card);border:1px solid var(--line);border-radius:.75rem}
h1{margin:0 0 .75rem;font-size:1.375rem;line-height:1.25;overflow-wrap:anywhere}
p{margin:.5rem 0;overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem;margin:1rem 0}
dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
button{width:100%;min-height:4rem;margin-top:1rem;border:0;border-radius:.5rem;background:var(--act);color:var(--act-ink);font:inherit;font-size:1.25rem;font-weight:600;cursor:pointer}
button:focus-visible{outline:3px solid var(--ink);outline-offset:3px}
`;

/** Only the one style of this page, and the one form on it; nothing is loaded from anywhere. */
const POLICY = `default-src 'none'; style-src 'sha256-${hash('sha256', STYLE, 'base64')}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`;

/** The address holds a token: it is kept in no cache and told to no other site. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': POLICY,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex',
};

type Html = ReturnType<typeof html>;

const document = (title: string, content: Html): string =>
  String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${raw(STYLE)}</style>
</head>
<body><main>${content}</main></body>
</html>
`);

/** In the time of whoever reads it; a zone that the configuration misspells is UTC. */
const localTime = (iso: string, timeZone = 'UTC'): string => {
  const format = (zone: string) =>
    new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: zone }).format(new Date(iso));
  try {
    return `${format(timeZone)} (${timeZone})`;
  } catch {
    return `${format('UTC')} (UTC)`;
  }
};

const facts = ({ incident, serviceName, person }: LinkedPage): Html => html`<dl>
<dt>Incident</dt><dd>${incident.number}</dd>
<dt>Severity</dt><dd>${incident.severity}</dd>
<dt>Service</dt><dd>${serviceName} (${incident.environment})</dd>
<dt>Status</dt><dd>${incident.status}</dd>
<dt>Opened</dt><dd><time datetime="${incident.openedAt}">${localTime(incident.openedAt, person.timeZone)}</time></dd>
</dl>`;

const whoHasIt = ({ paging, person, acknowledgedBy }: LinkedPage): string => {
  const when = paging?.acknowledgedAt ? `, ${localTime(paging.acknowledgedAt, person.timeZone)}` : '';
  return paging?.acknowledgedBy === person.id
    ? `You acknowledged it${when}.`
    : `${acknowledgedBy} acknowledged it${when}.`;
};

/**
 * What a person who was paged sees.
 *
 * @param done the button was pressed
 */
export const acknowledgePage = (linked: LinkedPage, done: boolean): string => {
  const { incident, person, situation, paging } = linked;
  switch (situation) {
    case 'waiting':
      return document(
        `Acknowledge ${incident.number}?`,
        html`<h1>${incident.title}</h1>${facts(linked)}
<form method="post"><button type="submit">Acknowledge as ${person.name}</button></form>
<p>Whoever acknowledges has it: nobody else is paged for it.</p>`,
      );
    case 'acknowledged': {
      const mine = paging?.acknowledgedBy === person.id;
      const heading = done && mine ? 'Acknowledged. You have it.' : mine ? 'You have it' : 'Somebody has it';
      return document(
        `${incident.number} is acknowledged`,
        html`<h1>${heading}</h1><p role="status">${whoHasIt(linked)}</p><p>${incident.title}</p>${facts(linked)}`,
      );
    }
    case 'over':
      return document(
        `${incident.number} needs no acknowledgement`,
        html`<h1>Nothing to acknowledge</h1><p role="status">The paging for ${incident.number} is over; nobody waits for an answer to this page any more.</p><p>${incident.title}</p>${facts(linked)}`,
      );
    default:
      return situation satisfies never;
  }
};

/** Why the link does nothing, and what to do instead. */
export const refusalPage = (title: string, detail: string | undefined): string =>
  document(title, html`<h1>${title}</h1><p role="alert">${detail ?? ''}</p>`);
