import type { ReportForm } from '../domain/configuration/report-form.ts';
import { atMost, type ReportImpact } from '../domain/report/report.ts';
import type { AlertSeverity } from '../domain/signal/signal.ts';
import { plainWords } from './reading/plain-words.ts';
import { isRecord, type JsonRecord } from './reading/record.ts';
import { one, signalFrom } from './reading/signal.ts';
import { cleanText } from './reading/text.ts';
import { NotUnderstoodError, type Parsed, type Source, type SourceRequest } from './source.ts';

/** Characters, before anything in them is made harmless. */
const LIMITS = { what: 1000, service: 100, since: 100, contact: 254, title: 120 } as const;

const FIELDS = ['what', 'service', 'impact', 'since', 'contact', 'website'];

const IMPACTS: ReadonlyMap<string, string> = new Map<ReportImpact, string>([
  ['cannot-work', 'I cannot work'],
  ['slow', 'it is slow'],
  ['cosmetic', 'it is a blemish'],
]);

/** Whatever a stranger says: how loud it gets is for those to decide who run the service. */
const QUIET: ReadonlyMap<string, AlertSeverity> = new Map([...IMPACTS.keys()].map((impact) => [impact, 'info']));

/** Nobody's grammar of addresses: enough to tell an address from a mistake. */
const ADDRESS = /^[^\s@<>"',;:()[\]\\]{1,64}@[^\s@<>"',;:()[\]\\]{1,185}\.[^\s@<>"',;:()[\]\\.]{2,63}$/;

/** A report as its form was filled in. */
export interface FilledIn {
  readonly what: string;
  /** The public name. */
  readonly service: string;
  readonly serviceId: string | undefined;
  readonly impact: ReportImpact;
  readonly since: string | undefined;
  readonly contact: string | undefined;
}

/** The field that people do not see and that programs fill in. */
export const isTrapped = (body: unknown): boolean => isRecord(body) && (body.website ?? '') !== '';

const textIn = (body: JsonRecord, name: keyof typeof LIMITS, complain: (what: string) => void): string | undefined => {
  const value = body[name];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') complain(`"${name}" must be text.`);
  else if (value.length > LIMITS[name]) complain(`"${name}" may have ${LIMITS[name]} characters.`);
  else return cleanText(value, LIMITS[name]);
  return undefined;
};

const serviceIn = (named: string | undefined, form: ReportForm | undefined) => {
  if (!form) return named === undefined ? undefined : { name: plainWords(named, LIMITS.service), service: undefined };
  if (named === undefined) return form.services.length === 1 ? form.services[0] : undefined;
  return form.services.find(({ name }) => name.toLowerCase() === named.toLowerCase());
};

/**
 * A report, strictly: what is wrong with it is said in words for whoever filled it in.
 *
 * @throws NotUnderstoodError
 */
export const filledIn = (body: unknown, form: ReportForm | undefined): FilledIn => {
  if (!isRecord(body)) throw new NotUnderstoodError('Send the report as a form or as a JSON object.');
  const problems: string[] = [];
  const complain = (problem: string) => void problems.push(problem);
  for (const name of Object.keys(body)) {
    if (!FIELDS.includes(name))
      complain(`There is no field "${plainWords(name, 40)}"; known: ${FIELDS.slice(0, 5).join(', ')}.`);
    if (problems.length > 5) break;
  }
  const what = textIn(body, 'what', complain);
  const words = what === undefined ? '' : plainWords(what, LIMITS.what);
  if (words.length < 3 && problems.length === 0) complain('Say in "what" what is wrong, in a few words.');
  const service = serviceIn(textIn(body, 'service', complain), form);
  if (!service) {
    const known = form?.services.map(({ name }) => name).join(', ');
    complain(known === undefined ? 'Say in "service" what it is about.' : `Choose the "service": ${known}.`);
  }
  // A form sends an empty choice as empty text.
  const impact = body.impact === undefined || body.impact === '' ? 'cannot-work' : body.impact;
  if (typeof impact !== 'string' || !IMPACTS.has(impact))
    complain(`"impact" is one of ${[...IMPACTS.keys()].join(', ')}.`);
  const since = textIn(body, 'since', complain);
  const contact = textIn(body, 'contact', complain);
  if (contact !== undefined && !ADDRESS.test(contact))
    complain('"contact" must be an e-mail address; or leave it empty.');
  if (problems.length > 0 || !service) throw new NotUnderstoodError(problems.join(' '));
  return {
    what: words,
    service: service.name,
    serviceId: service.service,
    impact: impact as ReportImpact,
    since: since === undefined ? undefined : plainWords(since, LIMITS.since),
    contact,
  };
};

/** Of whom nothing is known but what they wrote. */
const NAMELESS = 'nameless reporter';

/** A report of a person. All reports about one service are one alert, of the words of the first. */
const parse = (request: SourceRequest): Parsed => {
  const { report: form } = request.integration;
  const { impact, serviceId, service, since, what } = filledIn(request.body, form);
  const signal = signalFrom('report', request, {
    key: `report ${serviceId ?? service.toLowerCase()}`,
    status: 'firing',
    statusWord: undefined,
    severity: impact,
    severityWords: QUIET,
    severityOtherwise: 'info',
    title: [`Reported: ${service}: ${what.replaceAll('\n', ' ').slice(0, LIMITS.title)}`],
    // The contact is for the people who answer it, and an incident is kept for ever: it is not part of this.
    description: [what, IMPACTS.get(impact), since === undefined ? undefined : `Since: ${since}`]
      .filter((line) => line !== undefined)
      .join('\n'),
    service: serviceId ?? service,
    labels: [{ impact }],
  });
  // Who it was is said where the report is taken in, by the contact or the reference: neither is for a signal.
  const writtenBy = { person: NAMELESS, about: `Reported: ${service}` };
  const severity = form ? atMost(signal.severity, form.maximumSeverity) : signal.severity;
  return one({ ...signal, severity, writtenBy });
};

export const report: Source = {
  id: 'report',
  otherInput: { form: [] },
  parse,
};

export const heading = 'Reports of people';

export const neverResolves =
  'nobody reports that it works again. The alert ends with its incident, when people resolve that; what is reported afterwards is new.';

export const setup = `A form in a public page: whoever has its key can report that something is wrong, and nothing else; the key reads nothing and opens
no other door. So it may stand in the page.

\`\`\`yaml
integrations:
  - id: portal
    source: report
    report:
      services: [{ name: Online shop, service: checkout }, { name: Search, service: search }]
      allowedOrigins: [https://status.example.com]
      severityFrom: [{ reporters: 10, severity: warning }, { reporters: 20, severity: error }]
      maximumSeverity: warning
      perAddress: { perMinute: 1, burst: 5 }
    rateLimit: { perMinute: 60, burst: 100 }
\`\`\`

The form, to paste into a page of one of the allowed origins. The field \`website\` is hidden: what fills it in is a program.

\`\`\`html
<form method="post" action="{{url}}/in/report/{{key}}">
  <label>What is wrong? <textarea name="what" required minlength="3" maxlength="1000"></textarea></label>
  <label>Where? <select name="service"><option>Online shop</option><option>Search</option></select></label>
  <label>How bad is it for you?
    <select name="impact">
      <option value="cannot-work">I cannot work</option>
      <option value="slow">It is slow</option>
      <option value="cosmetic">It is a blemish</option>
    </select>
  </label>
  <label>Since when? <input name="since" maxlength="100"></label>
  <label>Your e-mail address, if we may ask you <input name="contact" type="email" maxlength="254"></label>
  <input name="website" tabindex="-1" autocomplete="off" style="position:absolute;left:-9999px" aria-hidden="true">
  <button>Report</button>
</form>
\`\`\`

A program sends JSON:

\`\`\`sh
curl {{url}}/in/report/{{key}} -d '{ "what": "I cannot pay", "service": "Online shop", "impact": "cannot-work" }'
\`\`\`

Each report is answered with 202, a reference and a kind sentence, whatever became of it. One report is \`info\`, which pages nobody in the
default configuration (\`severityOverrides: { cannot-work: warning }\` changes that); ten reporters make it \`warning\`, within
\`maximumSeverity\`. A reporter is an address on the network together with the \`contact\`, counts once an hour, and is kept as
a keyed hash. More than 5 reports at once from one address, or one /64 of IPv6, are answered with 429; raise \`perAddress\` where
people sit behind one proxy. The first report about a service is taken in however many there are.

A report joins the incident that its service has already, and keeps it from resolving by itself: people resolve what people report.

The words of the first report are the incident's, with links and what hides or turns text made harmless. Who answers it reads all reports with
\`GET /v1/incidents/{incident}/reports\` (responder), with the contacts; they are kept for 90 days. \`muster person erase\` with the contact, or
with the reference of a report without one, takes words and contact out everywhere; the incident goes on as "Reported: Online shop".`;

export const limits = [
  'Proof of the sender: the key of the form in the address, and the origin of the page where a browser tells it. Every other door refuses the key.',
  'Sent as: JSON or a form, 8 KB, in the fields above and no others.',
  'Kept of a report: 1000 characters of words, 100 of since when, 254 of an address.',
  'What is no report is answered with 400 and in words, and not kept.',
];
