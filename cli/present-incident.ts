import type { ShownIncident, ShownPaging } from '../projections/incident.ts';
import type { IncidentRow } from '../projections/incident-list.ts';
import { nextCommands } from './next-commands.ts';
import { columns, fields, localTime } from './present.ts';
import { paint, type Terminal } from './terminal.ts';

/** As `GET /v1/incidents` lists it. */
export type IncidentSummary = Omit<IncidentRow, 'needsProcess'>;

const majorWord = (major: ShownIncident['major']): string => (major === 'none' ? '' : major);

/** One line for each. */
export const incidentTable = (terminal: Terminal, incidents: readonly IncidentSummary[]): string =>
  incidents.length === 0
    ? 'No incidents.\n'
    : columns(
        terminal,
        ['NUMBER', 'SEVERITY', 'STATUS', 'MAJOR', 'SERVICE', 'OPENED', 'TITLE'],
        incidents.map((i) => [
          i.number,
          i.severity,
          i.status,
          majorWord(i.major),
          i.serviceId,
          localTime(i.openedAt, terminal.timeZone),
          i.title,
        ]),
      );

/** To whom, where it was not promised to everybody at once. */
const nextUpdates = ({ lastUpdate }: ShownIncident, time: (iso: string) => string | undefined): string | undefined => {
  const promises = Object.entries(lastUpdate?.promises ?? {}).sort(([, a], [, b]) => (a < b ? -1 : 1));
  const [first] = promises;
  if (!first || promises.every(([, at]) => at === first[1])) {
    return lastUpdate?.nextUpdateBy === undefined ? undefined : time(lastUpdate.nextUpdateBy);
  }
  return promises.map(([audience, at]) => `${audience.replaceAll('-', ' ')} by ${time(at)}`).join(', ');
};

/** By the id of a person; whoever has no name here is called by their id. */
export type Names = ReadonlyMap<string, string>;

/** Who has it, or who is being paged right now, and until when. */
const pagingText = (
  { acknowledgedBy, catchAll, level, pages, purpose, status, ...paging }: ShownPaging,
  name: (id: string) => string,
  time: (iso: string) => string | undefined,
): string => {
  const what = purpose.replaceAll('-', ' ');
  if (acknowledgedBy !== undefined) return `${what}: ${status} by ${name(acknowledgedBy)}`;
  if (status !== 'paging') return `${what}: ${status}`;
  const now = [...new Set(pages.filter((page) => page.level === level).map(({ personId }) => name(personId)))];
  const at = catchAll ? 'catch-all' : `level ${level}`;
  return `${what}: paging ${now.join(', ') || 'nobody yet'} (${at}) until ${time(paging.acknowledgeBy)}`;
};

const nextText = (terminal: Terminal, state: ShownIncident): string => {
  const next = nextCommands(state).map(([command, why]) => {
    const [verb = '', ...options] = command.split(' ');
    return [`muster incident ${[verb, state.number, ...options].join(' ')}`, why];
  });
  return next.length === 0 ? '' : `\n${columns(terminal, ['NEXT', ''], next)}`;
};

/** One incident, for whoever has to act: where it stands, who is asked, and what they can do. */
export const incidentCard = (terminal: Terminal, state: ShownIncident, names: Names = new Map()): string => {
  const name = (id: string): string => names.get(id) ?? id;
  const time = (iso: string | undefined) => (iso === undefined ? undefined : localTime(iso, terminal.timeZone));
  const roles = Object.entries(state.roles).map(([role, { personId }]) => `${role} ${name(personId)}`);
  const paging = state.pagings.map((one) => pagingText(one, name, time));
  const major = majorWord(state.major) === '' ? undefined : state.major;
  return `${paint(terminal, 'bold', state.number)}\n${fields(terminal, [
    ['title', state.title],
    ['severity', `${state.severity} (${state.severityReason})`],
    ['status', state.status],
    [
      'major',
      state.candidate && state.major === 'candidate'
        ? `candidate, decision wanted by ${time(state.candidate.decideBy)}`
        : major,
    ],
    ['service', `${state.serviceId} (${state.environment})`],
    ['opened', time(state.openedAt)],
    ['alerts', `${state.alerts} attached, ${state.firing} firing`],
    ['roles', roles.length > 0 ? roles.join(', ') : undefined],
    ['paging', paging.length > 0 ? paging.join('\n') : undefined],
    ['update', state.lastUpdate && `${time(state.lastUpdate.at)}: ${state.lastUpdate.message}`],
    ['next update', nextUpdates(state, time)],
    [
      'mitigated',
      state.mitigation && `${time(state.mitigation.at)} by ${state.mitigation.by}: ${state.mitigation.description}`,
    ],
    ['resolved', state.resolution && `${time(state.resolution.at)}: ${state.resolution.summary}`],
    ['caused by', state.causes?.map(({ at, title }) => `${title} (${time(at)})`).join('; ') || undefined],
    ['review', state.review && (state.review.completedAt ? 'completed' : `due ${time(state.review.dueAt)}`)],
    ['outage with', state.parts?.map(({ number, serviceId }) => `${number} (${serviceId})`).join(', ')],
    ['part of', state.partOf?.number],
    ['merged into', state.mergedInto?.number],
    ['version', String(state.seq)],
  ])}${nextText(terminal, state)}`;
};
