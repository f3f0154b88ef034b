import { because } from '../reasons.ts';

/** What a status is called where something "war …". */
const STATUS: Readonly<Record<string, string>> = {
  open: 'offen',
  investigating: 'in Untersuchung',
  identified: 'mit gefundener Ursache',
  mitigated: 'entschärft',
  resolved: 'beendet',
  closed: 'abgeschlossen',
  merged: 'zusammengeführt',
  accepted: 'erklärt',
  rejected: 'abgelehnt',
  demoted: 'zurückgenommen',
};

const status = (word: string): string => STATUS[word] ?? word;

/** Lists of names, as they stand in reasons. */
const and = (names: string): string =>
  names.replace(/ and (\d+) more\b/g, ' und $1 weitere').replaceAll(' and ', ' und ');

const IMPACT: Readonly<Record<string, string>> = {
  extensive: 'umfassend',
  significant: 'erheblich',
  moderate: 'mäßig',
  minor: 'gering',
};

const URGENCY: Readonly<Record<string, string>> = {
  critical: 'kritisch',
  high: 'hoch',
  medium: 'mittel',
  low: 'gering',
};

const ALERT: Readonly<Record<string, string>> = {
  critical: 'kritisch',
  error: 'Fehler',
  warning: 'Warnung',
  info: 'Hinweis',
};

/** How bad an alert is, as a word. */
export const alertSeverityInGerman = (severity: string | undefined): string => ALERT[severity ?? ''] ?? severity ?? '';

const assessed = (impact = '', why = '', urgency = '', whyUrgent = ''): string => {
  const tier = /^service tier (\d)$/.exec(why)?.[1];
  const alert = /^alert is (\w+)$/.exec(whyUrgent)?.[1];
  const first =
    tier !== undefined
      ? `Dienst der Stufe ${tier}`
      : why === 'as stated'
        ? `Auswirkung ${IMPACT[impact] ?? impact}, wie angegeben`
        : 'nicht im Produktivbetrieb';
  const second =
    alert !== undefined
      ? `Alarm: ${alertSeverityInGerman(alert)}`
      : whyUrgent === 'as stated'
        ? `Dringlichkeit ${URGENCY[urgency] ?? urgency}, wie angegeben`
        : 'Dringlichkeit nicht bekannt, als hoch angenommen';
  return `${first}, ${second}`;
};

type Rule = readonly [English: RegExp, inGerman: (...found: string[]) => string];

/** Reasons that Muster gives are kept as they were given, in English. Each of their forms, and how it is said. */
const RULES: readonly Rule[] = [
  [
    /^(.+); new since it was (\w+): (.+)$/s,
    (why, was, since) => `${say(why)}; neu, seit sie ${status(was ?? '')} ist: ${say(since)}`,
  ],
  [
    /^(SEV\d) and worse in production is major by default$/,
    (severity) => `${severity} und schwerer im Produktivbetrieb gilt als schwere Störung`,
  ],
  [/^(.+) \((INC-[\d-]+), a part of the outage\)$/s, (why, part) => `${say(why)} (${part}, ein Teil des Ausfalls)`],
  [/^it is (SEV\d) now, and was (SEV\d)$/, (now, was) => `sie ist jetzt ${now} und war ${was}`],
  [/^(.+) is affected too$/, (service) => `auch ${service} ist betroffen`],
  [/^rule ([\w-]+) holds as well$/, (rule) => `auch die Regel ${rule} trifft zu`],
  [/^(\d+) alerts have joined, and were (\d+)$/, (now, were) => `${now} Alarme gehören dazu, es waren ${were}`],
  [/^what had recovered fires again$/, () => 'was sich erholt hatte, ist wieder da'],
  [/^engaged at once, so that validation costs no time$/, () => 'sofort gerufen, damit die Prüfung keine Zeit kostet'],
  [/^a candidate waits for a decision$/, () => 'zu entscheiden ist, ob es eine schwere Störung ist'],
  [/^a candidate is still undecided$/, () => 'noch ist nicht entschieden, ob es eine schwere Störung ist'],
  [
    /^a major incident was declared and needs a commander$/,
    () => 'eine schwere Störung ist erklärt und braucht eine Leitung',
  ],
  [
    /^a major incident was declared and stakeholders must be told$/,
    () => 'eine schwere Störung ist erklärt, und Beteiligte sind zu informieren',
  ],
  [/^the update promised by (\S+) was not posted$/, (by) => `die bis ${by} zugesagte Nachricht ist ausgeblieben`],
  [
    /^(.+) \((.+)\) cannot be reached, "(.+)" is not told: (.+)$/s,
    (names, audience, occasion, failure) =>
      `${and(names ?? '')} (${audience}) nicht erreichbar, "${occasion}" ist nicht mitgeteilt: ${failure}`,
  ],
  [/^(.+?) asks for help: (.+)$/s, (name, need) => `${name} bittet um Hilfe: ${need}`],
  [/^the incident was reopened$/, () => 'die Störung wurde wieder geöffnet'],
  [/^the incident relapsed$/, () => 'die Störung ist wieder da'],
  [
    /^(".+") fires again after the incident was (\w+)$/s,
    (title, was) => `${title} ist wieder da, nachdem die Störung ${status(was ?? '')} war`,
  ],
  [
    /^another alert fires while the recovery is watched: (.+)$/s,
    (title) => `ein anderer Alarm kam, während die Erholung beobachtet wurde: ${title}`,
  ],
  [
    /^new since (?:you acknowledged|it was acknowledged): (.+)$/s,
    (news) => `neu, seit Sie übernommen haben: ${say(news)}`,
  ],
  [/^now (SEV\d): (.+)$/s, (severity, titles) => `jetzt ${severity}: ${and(titles ?? '')}`],
  [/^now (SEV\d)$/, (severity) => `jetzt ${severity}`],
  [/^new: (.+)$/s, (titles) => `neu: ${and(titles ?? '')}`],
  [/^(SEV\d) to (SEV\d)$/, (from, to) => `${from} wurde ${to}`],
  [/^(.+) \((SEV\d) to (SEV\d)\)$/s, (titles, from, to) => `${and(titles ?? '')} (${from} wurde ${to})`],
  [/^(\d+) alerts fire, the worst: (.+)$/s, (n, title) => `${n} Alarme sind da, der schwerste: ${title}`],
  [
    /^nothing has been recorded for (\d+) min: say that you still have it$/,
    (n) => `seit ${n} Min. wurde nichts festgehalten: Kümmern Sie sich noch darum?`,
  ],
  [/^nothing has been recorded since (\S+)$/, (since) => `seit ${since} wurde nichts festgehalten`],
  [
    /^acknowledged by (.+), and nothing has been recorded for (\d+) min$/,
    (name, n) => `übernommen von ${name}, und seit ${n} Min. wurde nichts festgehalten`,
  ],
  [/^the alerts of the group name this service$/, () => 'die Alarme der Gruppe nennen diesen Dienst'],
  [
    /^the alerts of the group name it; another feed had told only of the group$/,
    () => 'die Alarme der Gruppe nennen ihn; ein anderer Zugang hatte nur von der Gruppe berichtet',
  ],
  [/^it has the alerts of the same group$/, () => 'sie hat die Alarme derselben Gruppe'],
  [
    /^(".+?")(?: and (\d+) more)? still fires?, and (.+) is over$/s,
    (title, more, by) =>
      `${title}${more === undefined ? '' : ` und ${more} weitere`} ${more === undefined ? 'besteht' : 'bestehen'} noch, und ${suppressorInGerman(by)} ist vorbei`,
  ],
  [/^messages get through again that did not$/, () => 'Nachrichten kommen wieder an'],
  [/^it was passed on$/, () => 'es wurde weitergegeben'],
  [
    /^whoever is engaged (has not answered|cannot be reached)$/,
    (what) => `wer beteiligt ist, ${what === 'cannot be reached' ? 'ist nicht erreichbar' : 'hat nicht geantwortet'}`,
  ],
  [/^nobody of level (\d+) can be reached$/, (level) => `niemand der Stufe ${level} ist erreichbar`],
  [/^nobody acknowledged level (\d+)$/, (level) => `niemand der Stufe ${level} hat übernommen`],
  [
    /^(INC-[\d-]+), which (?:still fires|is worked on), was merged after the incident was (\w+)$/,
    (child, was) => `${child}, noch nicht vorbei, kam dazu, nachdem die Störung ${status(was ?? '')} war`,
  ],
  [/^(INC-[\d-]+) was merged into it$/, (child) => `${child} wurde mit ihr zusammengeführt`],
  [
    /^(INC-[\d-]+), which was proposed, was merged into it: (.+)$/s,
    (child, why) => `${child}, schon vorgeschlagen, wurde mit ihr zusammengeführt: ${say(why)}`,
  ],
  [
    /^(INC-[\d-]+), which was proposed, is a part of it: (.+)$/s,
    (part, why) => `${part}, schon vorgeschlagen, ist ein Teil davon: ${say(why)}`,
  ],
  [
    /^(INC-[\d-]+), which was merged into it, was (SEV\d)$/,
    (child, severity) => `${child}, mit ihr zusammengeführt, war ${severity}`,
  ],
  [
    /^(INC-[\d-]+), a major incident, was merged into it$/,
    (child) => `${child}, eine schwere Störung, wurde mit ihr zusammengeführt`,
  ],
  [
    /^(INC-[\d-]+), a part of the outage, is (SEV\d)$/,
    (part, severity) => `${part}, ein Teil des Ausfalls, ist ${severity}`,
  ],
  [/^(INC-[\d-]+) leads the outage$/, (lead) => `${lead} führt den Ausfall`],
  [/^(INC-[\d-]+) does not lead it$/, (lead) => `${lead} führt ihn nicht`],
  [
    /^(INC-[\d-]+) is (open|investigating|identified|mitigated|resolved|closed|merged)$/,
    (number, is) => `${number} ist ${status(is ?? '')}`,
  ],
  [/^it is (open|investigating|identified|mitigated|resolved|closed|merged)$/, (is) => `sie ist ${status(is ?? '')}`],
  [/^it is a major incident itself$/, () => 'sie ist selbst eine schwere Störung'],
  [/^it is a part of (INC-[\d-]+)$/, (lead) => `sie ist ein Teil von ${lead}`],
  [/^it is no part of (INC-[\d-]+) any more$/, (lead) => `sie gehört nicht mehr zu ${lead}`],
  [
    /^(INC-[\d-]+) is no part of it(?:; (.+))?$/s,
    (part, why) => `${part} gehört nicht dazu${why === undefined ? '' : `; ${say(why)}`}`,
  ],
  [/^it is decided about with (INC-[\d-]+)$/, (lead) => `entschieden wird mit ${lead}`],
  [/^impact (\w+) \((.+?)\) × urgency (\w+) \((.+?)\)(?:, by the matrix of the service)?$/, assessed],
  [
    /^(?:every alert recovered|recovered) before a decision$/,
    () => 'alle Alarme haben sich vor einer Entscheidung erholt',
  ],
  [/^resolved before a decision(?:: .*)?$/s, () => 'sie war vor einer Entscheidung beendet'],
  [/^every alert recovered\.?$/i, () => 'alle Alarme haben sich erholt'],
  [
    /^recovered and stable after a (fix|workaround): (.+)$/is,
    (by, how) => `${by === 'fix' ? 'nach einer Korrektur' : 'mit einer Übergangslösung'} stabil: ${how}`,
  ],
  [/^recovered$/, () => 'alles hat sich erholt'],
  [/^all that fires is held back$/, () => 'alles, was besteht, wird zurückgehalten'],
  [/^(.+) and a (SEV\d) does not wait$/s, (why, severity) => `${say(why)}, und eine ${severity} wartet nicht`],
  [
    /^nobody decided(?: within ([\d.]+) min)?$/,
    (n) => `niemand hat entschieden${n === undefined ? '' : ` (${n.replace('.', ',')} Min.)`}`,
  ],
  [/^nobody who was asked for help has answered$/, () => 'niemand, der um Hilfe gebeten wurde, hat geantwortet'],
  [/^everybody is asked anew$/, () => 'alle werden neu gefragt'],
  [/^the next manager is paged$/, () => 'die nächste Person wird gefragt'],
  [/^a promised update is late$/, () => 'eine zugesagte Nachricht ist überfällig'],
  [/^stakeholders cannot be reached$/, () => 'Beteiligte sind nicht erreichbar'],
  [/^work went on$/, () => 'die Arbeit ging weiter'],
  [/^the process is complete$/, () => 'der Ablauf ist zu Ende'],
  [/^the alarm was deleted$/, () => 'der Alarm wurde gelöscht'],
  [/^(open|mitigated|resolved|closed|merged|rejected|demoted)$/, (is) => `sie ist ${status(is ?? '')}`],
  [/^(SEV\d) on (.+)$/, (severity, service) => `${severity} bei ${service}`],
  [
    /^(.+?) depends? on (.+), which has an incident as well(?:; (.+))?$/,
    (names, on, more) =>
      `${and(names ?? '')} ${names?.includes(' and ') ? 'hängen' : 'hängt'} von ${on} ab, und auch dort ist eine Störung${more === undefined ? '' : `; ${say(more)}`}`,
  ],
  [
    /^(.+?) (?:both|all) depend on (.+?)(?:; (.+))?$/,
    (names, on, more) =>
      `${and(names ?? '')} hängen alle von ${and(on ?? '')} ab${more === undefined ? '' : `; ${say(more)}`}`,
  ],
  [/^(.+) (?:is|are) connected to them$/, (names) => `${and(names ?? '')} hängt damit zusammen`],
  [
    /^(.+; .+)$/s,
    (all) =>
      all
        ?.split('; ')
        .map((part) => say(part))
        .join('; ') ?? '',
  ],
];

function say(reason = ''): string {
  for (const [english, inGerman] of RULES) {
    const [whole, ...found] = english.exec(reason) ?? [];
    if (whole === undefined) continue;
    return inGerman(...found);
  }
  return reason;
}

/** What holds an alert back: `maintenance window move: reason`, `silence quiet, made by ana`, `the sender: reason`. */
export const suppressorInGerman = (by = ''): string =>
  by
    .replace(/^maintenance window (\S+)/, 'das Wartungsfenster $1')
    .replace(/^silence (\S+), made by (.+)$/, 'die Stummschaltung $1 von $2')
    .replace(/^maintenance (\S+), made by (.+)$/, 'die Wartung $1 von $2')
    .replace(/^the sender(?:, until \S+)?: /, 'der Absender: ')
    .replace(/^what held it back$/, 'was sie zurückhielt');

/** Why, as Muster kept it, in German; what a person typed stays as it is. */
export const reasonInGerman = (reason: string): string => say(because(reason));
