import type { EventOf, Stamp } from '../incident/events.ts';
import { severityNumber } from '../severity/severity.ts';
import { alertSeverityInGerman, reasonInGerman, suppressorInGerman } from '../words/german/reasons.ts';
import { counted, listed, unstopped } from '../words/lists.ts';
import { saysWhy } from '../words/reasons.ts';
import { AUDIENCE } from '../words/stakeholders/audiences.ts';
import { durationOf } from '../words/times.ts';
import { MOST_TITLES, minutesIn, pagedIn, quoted, type Says, titleIn, typed, UNTITLED, wayOf } from './parts.ts';
import type { Teller } from './teller.ts';
import type { TimelineLanguage } from './timeline.ts';

const list = (names: readonly string[]): string => listed(names, 'de');

const reason = (text: string): string => unstopped(reasonInGerman(text));

/** What Muster itself wrote as a reason is part of the sentence; what a person typed is theirs. */
const reasonOf = ({ commit }: Teller, text: string): string =>
  commit.actor.kind === 'person' ? `: ${quoted(text)}` : `: ${reason(text)}`;

const alerts = (n: number): string => counted(n, 'Alarm', 'Alarme').replace(/^no /, 'keine ');

const are = (names: readonly string[], one: string, many: string): string => (names.length === 1 ? one : many);

/** "10 Minuten", of a reason that says how long nobody decided. */
const minutes = (text: string): string => minutesIn(text).replace('.', ',').replace('min', 'Minuten');

const TOLD: Readonly<Record<string, string>> = {
  declared: 'Die Erklärung zur schweren Störung',
  'severity-changed': 'Die neue Einstufung',
  update: 'Die Nachricht',
  'update-overdue': 'Die Nachricht über die Verspätung',
  mitigated: 'Die Nachricht, dass es wieder geht,',
  resolved: 'Die Nachricht vom Ende',
  demoted: 'Die Nachricht, dass es keine schwere Störung ist,',
  merged: 'Die Nachricht von der Zusammenführung',
  relapsed: 'Die Nachricht, dass es wieder da ist,',
  'review-opened': 'Die Nachricht von der Nachbereitung',
  'review-overdue': 'Die Erinnerung an die Nachbereitung',
  unanswered: 'Der Hilferuf',
};

/** The levels that were passed before this one, as numbers. */
const levelsPassed = ({ level, passed = 0 }: EventOf<'LevelPaged'>): string =>
  list(Array.from({ length: passed }, (_, i) => String(level - passed + i)));

const told = (occasion: string): string => TOLD[occasion] ?? `Die Nachricht (${occasion.replaceAll('-', ' ')})`;

const STAMPS: Readonly<Record<Stamp, string>> = {
  impactStarted: 'den Beginn der Auswirkung',
  detected: 'die Entdeckung',
  candidate: 'den Vorschlag',
  declared: 'die Erklärung',
  acknowledged: 'die erste Übernahme',
  engaged: 'den Beginn der Arbeit',
  firstUpdate: 'die erste Nachricht',
  mitigated: 'die Entschärfung',
  resolved: 'das Ende',
  closed: 'den Abschluss',
};

const audience = (id: string): string => AUDIENCE.de[id] ?? id.replaceAll('-', ' ');

const readersOf = ({ audiences }: Pick<EventOf<'UpdatePosted'>, 'audiences'>): string =>
  audiences === undefined ? 'alle' : list(audiences.map(audience));

/** Whom it does not reach, in a sentence of its own. */
const unheardOf = ({ reaches, unheard = [] }: EventOf<'UpdatePosted'>): string => {
  const names = unheard.map(audience).join(' oder ');
  if (reaches?.length === 0)
    return `. Nichts wurde verschickt: Niemand verfolgt sie${names === '' ? '' : ` (${names})`}`;
  return names === '' ? '' : `. Niemand verfolgt sie: ${names}`;
};

const someOf = (held: readonly { readonly title: string }[]): string => {
  const named = held.slice(0, MOST_TITLES).map(({ title }) => quoted(title));
  const more = held.length - named.length;
  const titles = more > 0 ? `${named.join(', ')} und ${more} weitere` : list(named);
  return `${held.length === 1 ? 'Der Alarm' : 'Die Alarme'} ${titles}`;
};

const says: Says = {
  IncidentOpened: (e, t) => {
    const [first] = t.beside('AlertsAttached')?.alerts ?? [];
    const written = e.words && t.words(e.words)?.title;
    const by =
      first === undefined ? `: ${quoted(written ?? e.title)}` : ` mit dem Alarm ${quoted(written ?? first.title)}`;
    return `${t.who} hat sie eröffnet${by}, bei ${t.service(e.serviceId)} (${e.environment}). ${e.severity}: ${reason(e.assessmentReason)}`;
  },
  AlertsAttached: ({ alerts: [first, ...more] }, t) =>
    more.length === 0
      ? `${t.who} hat den Alarm ${titleIn(t, first ?? UNTITLED)} hinzugefügt, ${alertSeverityInGerman(first?.severity)}`
      : `${t.who} hat ${more.length + 1} Alarme hinzugefügt, zuerst ${titleIn(t, first ?? UNTITLED)}`,
  AlertsWorsened: ({ alerts: [first, ...more] }, t) =>
    more.length === 0
      ? `Der Alarm ${titleIn(t, first ?? UNTITLED)} ist schwerer geworden: ${alertSeverityInGerman(first?.severity)}`
      : `${more.length + 1} Alarme sind schwerer geworden: ${alertSeverityInGerman(first?.severity)}, zuerst ${titleIn(t, first ?? UNTITLED)}`,
  AlertsRecovered: ({ alertIds, because, stillFiring }) => {
    const n = alertIds.length;
    const why = because === undefined ? '' : `: ${reason(because)}`;
    const left = `${alerts(stillFiring)} ${stillFiring === 1 ? 'bleibt' : 'bleiben'}`;
    if (n === 0) return `Eine Gruppe von Alarmen hat sich erholt; ${stillFiring === 0 ? 'nichts besteht mehr' : left}`;
    if (stillFiring > 0) return `${alerts(n)} ${n === 1 ? 'hat' : 'haben'} sich erholt${why}; ${left}`;
    return `${n === 1 ? 'Der letzte Alarm hat' : `Die letzten ${n} Alarme haben`} sich erholt${why}`;
  },
  AlertsFolded: () =>
    'Der Absender meldet die Alarme dieser Gruppe jetzt einzeln; sein zusammenfassender Alarm zählt nicht mehr',
  AlertsHidden: (e) =>
    `Der Absender hat ${alerts(e.hidden)} ${e.groupKey === undefined ? 'einer Gruppe' : `der Gruppe ${e.groupKey}`} ausgelassen. Sie gilt als vorbei, wenn der Absender es sagt`,
  AlertsReleased: (e) =>
    e.separated
      ? `${alerts(e.alertIds.length)} ${e.alertIds.length === 1 ? 'ging' : 'gingen'} zurück an ${e.intoNumber}`
      : `${alerts(e.alertIds.length)} ${e.alertIds.length === 1 ? 'ging' : 'gingen'} an ${e.intoNumber}, wo die Alarme derselben Gruppe sind`,
  TitleChanged: (e, t) => `Sie heißt jetzt ${titleIn(t, e)}, nach dem schwersten Alarm; zuvor: ${quoted(e.from)}`,
  AlertsSuppressed: (e, t) =>
    `${someOf(e.alerts)} ${are(
      e.alerts.map(({ title }) => title),
      'wird',
      'werden',
    )} zurückgehalten durch ${suppressorInGerman(e.by)}: Niemand wird gerufen${e.until === undefined ? '' : ` vor ${t.at(e.until)}`}`,
  SuppressionLifted: (e) =>
    `${someOf(e.alerts)} ${e.alerts.length === 1 ? 'besteht' : 'bestehen'} noch, nicht mehr zurückgehalten durch ${suppressorInGerman(e.by)}`,
  ServiceChanged: (e, t) =>
    `${t.who} hat sie von ${t.service(e.from)} zu ${t.service(e.serviceId)} verschoben${reasonOf(t, e.reason)}`,
  TriggersEvaluated: ({ evaluation: e }, t) => {
    if (e.ruleId === undefined) return 'Keine Regel macht sie zur schweren Störung';
    const what = {
      propose: 'schlägt sie als schwere Störung vor',
      promote: 'macht sie zur schweren Störung',
      none: 'sagt, dass sie keine schwere Störung ist',
    }[e.action];
    return `Die Regel "${t.rule(e.ruleId)}" ${what}`;
  },
  SeverityChanged: (e, t) => {
    if (e.from === e.severity) return `${t.who} hat sie neu eingestuft, als ${e.severity}${reasonOf(t, e.reason)}`;
    const verb = severityNumber(e.severity) < severityNumber(e.from) ? 'heraufgestuft' : 'herabgestuft';
    const who = e.by === 'person' ? t.who : 'Muster';
    return `${who} hat sie von ${e.from} auf ${e.severity} ${verb}: ${e.by === 'person' ? quoted(e.reason) : reason(e.reason)}`;
  },
  CandidateProposed: (e, t) => {
    const asked = pagedIn(t, 'major-incident-manager');
    const by = t.at(e.decideBy);
    if (e.promotes)
      return `Muster erklärt gleich eine schwere Störung${reasonOf(t, e.reason)}; was bis dahin zum selben Ausfall gehört, wird mit ihr erklärt`;
    const who = e.ruleId === undefined ? t.who : 'Muster';
    const why = e.ruleId === undefined ? reasonOf(t, e.reason) : `: ${reason(e.reason)}`;
    const then =
      asked.length === 0
        ? `Eine Entscheidung wird bis ${by} gebraucht`
        : `${t.names(asked)} ${are(asked, 'wurde', 'wurden')} um eine Entscheidung bis ${by} gebeten`;
    return `${who} hat eine schwere Störung vorgeschlagen${why}. ${then}`;
  },
  CandidateEscalated: (e, t) => {
    const asked = pagedIn(t, 'major-incident-manager');
    const after = minutes(e.reason);
    const none = `Keine Entscheidung${after === '' ? '' : ` nach ${after}`}`;
    return asked.length === 0
      ? `${none}; gebraucht bis ${t.at(e.decideBy)}`
      : `${none}; Muster hat auch ${t.names(asked)} gefragt, bis ${t.at(e.decideBy)}`;
  },
  MajorIncidentDeclared: (e, t) => {
    const undecided = /and a (SEV\d) does not wait/.exec(e.reason)?.[1];
    const after = minutes(e.reason);
    const why = !saysWhy(e.reason)
      ? ''
      : undecided === undefined
        ? reasonOf(t, e.reason)
        : `: ${undecided}, keine Entscheidung nach ${after}`;
    const impact = e.businessImpact === undefined ? '' : `. Auswirkung: ${quoted(e.businessImpact)}`;
    return `${e.ruleId === undefined ? t.who : 'Muster'} hat eine schwere Störung erklärt${why}${impact}`;
  },
  CandidateRejected: (e, t) =>
    !e.recovered && t.commit.actor.kind === 'person'
      ? `${t.who} hat den Vorschlag abgelehnt: ${quoted(e.reason)}`
      : `Der Vorschlag ist verfallen: ${reason(e.reason)}`,
  CandidateLapsed: (e, t) => {
    const after = minutes(e.reason);
    const toldTo =
      e.asked === undefined || e.asked.length === 0 ? '' : `. Muster hat es mitgeteilt: ${t.names(e.asked)}`;
    return `Der Vorschlag ist verfallen: Niemand hat entschieden${after === '' ? '' : ` in ${after}`}. Neue Anzeichen schlagen sie erneut vor${toldTo}`;
  },
  MajorIncidentDemoted: (e, t) => `${t.who} hat die schwere Störung zurückgenommen${reasonOf(t, e.reason)}`,
  RoleAssumed: (e, t) => {
    const before = t.commit.events.find((o) => o.type === 'RoleRelinquished' && o.roleId === e.roleId);
    const instead = before?.type === 'RoleRelinquished' ? `, bisher ${t.name(before.personId)}` : '';
    const isOwn = t.commit.actor.kind === 'person' && t.commit.actor.id === e.personId;
    return isOwn
      ? `${t.who} hat die Rolle übernommen: ${t.role(e.roleId)}${instead}`
      : `${t.who} hat ${t.name(e.personId)} die Rolle gegeben: ${t.role(e.roleId)}${instead}`;
  },
  RoleRelinquished: (e, t) => `Bis dahin hatte ${t.name(e.personId)} die Rolle: ${t.role(e.roleId)}`,
  ResponseOrganised: () => 'Muster hat um die Rollen einer schweren Störung gebeten',
  PagingStarted: (e, t) => `Muster hat begonnen, nach "${t.policy(e.policyId)}" zu rufen: ${reason(e.reason)}`,
  LevelPaged: (e, t) => {
    const names = t.names([...new Set(e.pages.map(({ personId }) => personId))]);
    const due = `Antwort bis ${t.at(e.acknowledgeBy)}`;
    const nobody = (e.passed ?? 0) === 0 ? '' : `, denn in Stufe ${levelsPassed(e)} hat niemand Bereitschaft`;
    if (e.catchAll) {
      const again = e.round > 1 ? ` wieder (Runde ${e.round})` : '';
      const silence = e.silent ? 'Keine Nachricht kam an' : 'Niemand hat geantwortet';
      const called = (more: string) => `Muster hat${again} die letzte Stelle gerufen${more}: ${names}; ${due}`;
      if (e.level === 1 && e.round === 1) return called('');
      return e.passed === e.level - 1 ? `Niemand hat Bereitschaft. ${called('')}` : `${silence}. ${called(nobody)}`;
    }
    const started = t.commit.events.find((o) => o.type === 'PagingStarted' && o.pagingId === e.pagingId);
    const by =
      started?.type === 'PagingStarted' ? `${t.policy(started.policyId)}, Stufe ${e.level}` : `Stufe ${e.level}`;
    const news = started?.type === 'PagingStarted' && started.occasion !== undefined ? started.reason : undefined;
    const because = e.reason ?? news;
    const why =
      because === undefined ? '' : `, ${reason(because).replace('seit Sie übernommen haben', 'seit der Übernahme')}`;
    return e.level === 0
      ? `Muster hat zuerst ${names} gerufen, schon daran beteiligt${why}; ${due}`
      : `Muster hat ${names} gerufen (${by})${nobody}${why}; ${due}`;
  },
  ContactFailed: (e, t) =>
    `${t.name(e.personId)} war über ${wayOf(e.channel)} nicht erreichbar: ${unstopped(e.reason)}${e.providerDown ? `; ${wayOf(e.channel)} ist ganz gestört` : ''}`,
  LevelUnreachable: (e) => `Niemand der Stufe ${e.level} war erreichbar: Muster hat sofort die nächste Stufe gerufen`,
  PageSuperseded: (e, t) =>
    `Der Ruf an ${t.name(e.personId)} kam ${durationOf(e.ageSeconds, 'de')} zu spät und ging nicht mehr hinaus`,
  PagePassedOn: (e, t) =>
    t.who === t.name(e.personId)
      ? `${t.who} hat es weitergegeben${typed(e.reason)}`
      : `${t.who} hat es für ${t.name(e.personId)} weitergegeben${typed(e.reason)}`,
  HelpAsked: (e, t) =>
    `${t.name(e.personId)} hat um Hilfe gebeten, ${e.of === undefined ? 'wer als Nächstes Bereitschaft hat' : t.name(e.of)}: ${quoted(e.need)}`,
  PagingHeld: (e, t) => {
    if (e.reason === 'gathering')
      return 'Muster fragt gleich nach einer Entscheidung: Dienste hängen hier voneinander ab, und ein Ruf soll alles nennen, was jetzt beginnt';
    if (e.reason === 'asked-elsewhere')
      return `Wer zu einem Teil des Ausfalls gefragt wurde, ist zu allem gefragt: Die nächste Stelle wird um ${t.at(e.until)} gerufen`;
    return `Eben erst wurde jemand dazu gerufen: Muster ruft um ${t.at(e.until)} wieder, und nur, wenn es noch besteht`;
  },
  PageAcknowledged: (e, t) =>
    t.commit.actor.kind === 'person' && t.commit.actor.id !== e.personId && t.who !== t.name(e.personId)
      ? `${t.who} hat für ${t.name(e.personId)} übernommen`
      : `${t.name(e.personId)} hat übernommen`,
  AlertsAcknowledged: (e, t) =>
    `${t.name(e.personId)} hat ${alerts(e.alertIds.length)} übernommen; die anderen warten auf eine Antwort`,
  NewsHeld: (e, t) =>
    `Neu seit der Übernahme: ${list(e.alerts.map(({ title }) => quoted(title)))}. Muster ruft dazu um ${t.at(e.until)}, wenn es noch besteht`,
  NewsRecovered: () => 'Was seit der Übernahme neu war, hat sich erholt; niemand wurde dazu gerufen',
  PagingExhausted: (e, t) =>
    `Niemand hat geantwortet, auch die letzte Stelle nicht. Muster ruft seltener${e.until === undefined ? '' : `, wieder um ${t.at(e.until)}`}`,
  PagingStartedOver: () => 'Nachrichten kommen wieder an: Muster beginnt von vorn mit der ersten Stufe',
  PagingStopped: (e) =>
    e.reason === 'decided'
      ? 'Muster fragt nicht mehr nach einer Entscheidung'
      : `Muster ruft niemanden mehr: ${reason(e.reason)}`,
  InvestigationStarted: (_, t) => `${t.who} hat mit der Untersuchung begonnen`,
  CauseIdentified: (e, t) => `${t.who} hat die Ursache gefunden: ${quoted(e.description)}`,
  UpdatePosted: (e, t) =>
    `${t.who} hat an ${readersOf(e)} geschrieben: ${quoted(e.message)}${unheardOf(e)}${e.nextUpdateBy === undefined ? '' : `. Die nächste bis ${t.at(e.nextUpdateBy)}`}`,
  UpdateMissed: (e, t) => {
    const to = e.audiences === undefined ? '' : ` an ${list(e.audiences.map(audience))}`;
    const paged = t.names(pagedIn(t, 'communications-lead'));
    const then =
      paged === ''
        ? 'Muster hat eine vorläufige Nachricht geschickt'
        : `Muster hat ${paged} gerufen und eine vorläufige Nachricht geschickt`;
    return `Die für ${t.at(e.dueBy)} zugesagte Nachricht${to} ist ausgeblieben; ${then}`;
  },
  NoteAdded: (e, t) => {
    if (e.words === undefined) return `${t.who} hat notiert: ${quoted(e.text)}`;
    const note = t.words(e.words)?.note;
    return note === undefined ? `${t.who} hat eine Notiz geschrieben` : `${t.who} hat notiert: ${quoted(note)}`;
  },
  StakeholdersTold: (e) => {
    const all = e.reached + e.failed;
    const where = `(${audience(e.audience)})`;
    if (e.failed === 0)
      return `${told(e.occasion)} erreichte ${e.reached === 1 ? 'die eine Adresse' : `alle ${e.reached}`} ${where}`;
    return e.reached === 0
      ? `${told(e.occasion)} hat noch niemanden erreicht, von ${all} ${where}`
      : `${told(e.occasion)} erreichte ${e.reached} von ${all} ${where}`;
  },
  StakeholdersMissed: (e) => {
    const more = e.count - e.names.length;
    const names = list(more > 0 ? [...e.names, `${more} weitere`] : e.names);
    const where = `${names} (${audience(e.audience)})`;
    return e.after === 'refusal'
      ? `${told(e.occasion)} wurde für ${where} abgewiesen und wird nicht wiederholt: ${unstopped(e.failure)}`
      : `${told(e.occasion)} ist für ${where} dreimal gescheitert und wird weiter versucht: ${unstopped(e.failure)}`;
  },
  IncidentMitigated: (e, t) =>
    `${t.who} hat gemeldet, dass es ${e.by === 'fix' ? 'behoben ist' : 'mit einer Übergangslösung wieder geht'}: ${quoted(e.description)}. Beobachtet bis ${t.at(e.watchUntil)}`,
  RecoveryWatchExtended: (e, t) =>
    `${alerts(e.firing)} ${e.firing === 1 ? 'besteht' : 'bestehen'} noch: Muster beobachtet die Erholung bis ${t.at(e.watchUntil)}`,
  IncidentQuietened: (e, t) => `Nichts besteht mehr. Bleibt das so, ist sie um ${t.at(e.until)} beendet`,
  IncidentRelapsed: (e) => `Sie ist wieder da: ${reason(e.reason)}`,
  IncidentResolved: (e, t) =>
    e.automatic ? `Sie ist beendet: ${reason(e.summary)}` : `${t.who} hat sie beendet: ${quoted(e.summary)}`,
  IncidentReopened: (e, t) => `${t.who} hat sie wieder geöffnet${reasonOf(t, e.reason)}`,
  ReviewOpened: (e, t) =>
    `Muster hat die Nachbereitung eröffnet, fällig bis ${t.at(e.dueAt)}${e.owner === undefined ? '' : `; verantwortlich: ${t.name(e.owner)}`}`,
  ReviewReminded: (e, t) => `Die Nachbereitung ist überfällig; Muster hat sie bis ${t.at(e.dueAt)} erbeten`,
  ReviewCompleted: (e, t) => `${t.who} hat die Nachbereitung abgeschlossen: ${quoted(e.summary)}`,
  IncidentClosed: (e, t) => `${t.who} hat sie abgeschlossen${e.reason === undefined ? '' : reasonOf(t, e.reason)}`,
  IncidentMerged: (e, t) =>
    `${t.who} hat sie mit ${e.intoNumber} zusammengeführt${e.reason === undefined ? '' : reasonOf(t, e.reason)}`,
  ChildAdopted: (e) =>
    `${e.childNumber} gehört jetzt dazu${e.alerts.length === 0 ? '' : `, mit ${counted(e.alerts.length, 'Alarm', 'Alarmen')}`}`,
  IncidentSeparated: (e, t) => `${t.who} hat die Zusammenführung mit ${e.fromNumber} zurückgenommen${typed(e.reason)}`,
  ChildReleased: (e) => `${e.childNumber} gehört nicht mehr dazu${typed(e.reason)}`,
  PartJoined: (e, t) =>
    `Über ${e.partNumber} (${t.service(e.serviceId)}) wird mit ihr als einem Ausfall entschieden: ${reason(e.reason)}`,
  PartLeft: (e) => `${e.partNumber} gehört nicht mehr zum Ausfall: ${reason(e.reason)}`,
  OutageJoined: (e) => `Über sie wird mit ${e.leadNumber} als einem Ausfall entschieden: ${reason(e.reason)}`,
  OutageLeft: (e, t) =>
    t.commit.actor.kind === 'person'
      ? `${t.who} hat sie aus dem Ausfall genommen, den ${e.leadNumber} führt${typed(e.reason)}`
      : `Sie gehört nicht mehr zum Ausfall, den ${e.leadNumber} führt: ${reason(e.reason)}`,
  ParentFollowed: (e) => {
    const was =
      e.status === 'investigating' ? 'wird untersucht' : e.status === 'mitigated' ? 'ist entschärft' : 'ist beendet';
    return `Die Störung, zu der sie gehört, ${was}${typed(e.notes)}`;
  },
  ChangesNoted: (e, t) => {
    const more = e.total - e.changes.length;
    const changes = e.changes.map((c) => `${quoted(c.title)} um ${t.at(c.at)}`).join(', ');
    return `Geändert in den ${e.withinHours} Stunden davor: ${changes}${more > 0 ? `, und ${more} weitere` : ''}`;
  },
  ChangeLinked: (e, t) =>
    `${t.who} hat als Ursache die Änderung an ${t.service(e.change.serviceId)} genannt, ${quoted(e.change.title)} um ${t.at(e.change.at)}${typed(e.reason)}`,
  ChangeUnlinked: (e, t) =>
    `${t.who} hat zurückgenommen, dass ${quoted(e.change.title)} die Ursache ist${typed(e.reason)}`,
  StampCorrected: (e, t) =>
    `${t.who} hat ${STAMPS[e.stamp]} auf ${t.at(e.at)} gesetzt, zuvor: ${e.before === undefined ? 'nicht bekannt' : t.at(e.before)}: ${quoted(e.reason)}`,
};

/** The record as a German reader has it. */
export const TIMELINE_IN_GERMAN: TimelineLanguage = { language: 'de', says };
