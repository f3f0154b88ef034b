import { styleText } from 'node:util';
import type { IncidentEvent } from '../domain/incident/events.ts';
import { harmlessLine } from '../domain/words/harmless.ts';
import type { Happening, Observer } from '../ports/ports.ts';

type Style = Parameters<typeof styleText>[0];

/** How the line of an event looks; `quiet` is what only repeats what another line says in better words. */
const LOOK: Readonly<Record<IncidentEvent['type'], Style | 'plain' | 'quiet'>> = {
  IncidentOpened: 'yellow',
  AlertsAttached: 'plain',
  AlertsWorsened: 'plain',
  AlertsRecovered: 'plain',
  AlertsFolded: 'plain',
  AlertsHidden: 'plain',
  AlertsReleased: 'plain',
  TitleChanged: 'plain',
  AlertsSuppressed: 'plain',
  SuppressionLifted: 'yellow',
  ServiceChanged: 'plain',
  TriggersEvaluated: 'plain',
  SeverityChanged: 'plain',
  CandidateProposed: 'magenta',
  CandidateEscalated: 'magenta',
  MajorIncidentDeclared: 'red',
  CandidateRejected: 'plain',
  CandidateLapsed: 'plain',
  MajorIncidentDemoted: 'plain',
  RoleAssumed: 'plain',
  RoleRelinquished: 'plain',
  ResponseOrganised: 'quiet',
  PagingStarted: 'quiet',
  LevelPaged: 'plain',
  ContactFailed: 'plain',
  LevelUnreachable: 'red',
  PageSuperseded: 'plain',
  PagePassedOn: 'yellow',
  HelpAsked: 'yellow',
  PagingHeld: 'plain',
  PageAcknowledged: 'green',
  AlertsAcknowledged: 'green',
  NewsHeld: 'plain',
  NewsRecovered: 'plain',
  PagingExhausted: 'red',
  PagingStartedOver: 'yellow',
  PagingStopped: 'plain',
  InvestigationStarted: 'plain',
  CauseIdentified: 'plain',
  UpdatePosted: 'plain',
  UpdateMissed: 'plain',
  NoteAdded: 'plain',
  StakeholdersTold: 'quiet',
  StakeholdersMissed: 'yellow',
  IncidentMitigated: 'green',
  RecoveryWatchExtended: 'plain',
  IncidentQuietened: 'plain',
  IncidentRelapsed: 'red',
  IncidentResolved: 'green',
  IncidentReopened: 'plain',
  ReviewOpened: 'plain',
  ReviewReminded: 'plain',
  ReviewCompleted: 'plain',
  IncidentClosed: 'green',
  IncidentMerged: 'plain',
  ChildAdopted: 'plain',
  IncidentSeparated: 'plain',
  ChildReleased: 'plain',
  PartJoined: 'plain',
  PartLeft: 'plain',
  OutageJoined: 'plain',
  OutageLeft: 'plain',
  ParentFollowed: 'plain',
  ChangesNoted: 'plain',
  ChangeLinked: 'plain',
  ChangeUnlinked: 'plain',
  StampCorrected: 'plain',
};

/** Of whatever may happen; what is not here is plain. */
const LOOKS: ReadonlyMap<string, Style | 'plain' | 'quiet'> = new Map(
  Object.entries({ ...LOOK, 'page-sent': 'cyan', failure: 'red' } as const),
);

/** JSON leaves these as they are, and terminals take them for the beginning of a sequence. */
const C1 = /[\u007f-\u009f]/g;

const jsonLine = (value: unknown): string =>
  JSON.stringify(value).replace(C1, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`);

/** Tells what happens as it happens: in plain words for people, or one JSON object a line for programs. */
export const createNarrator = (options: {
  json: boolean;
  write: (line: string) => void;
  now: () => number;
}): Observer => {
  const { write } = options;
  const line = (kind: string, at: string, incident: string | undefined, sentence: string): void => {
    // The number stands in front of every line already.
    const text = harmlessLine(
      incident && sentence.startsWith(`${incident} `) ? sentence.slice(incident.length + 1) : sentence,
    );
    const time = new Date(at).toLocaleTimeString('en-GB');
    const look = LOOKS.get(kind) ?? 'plain';
    if (look === 'quiet') return;
    const said = look === 'plain' ? text : styleText(look, text, { stream: process.stdout });
    write(`${time}  ${(incident ?? '').padEnd(13)}  ${said}`);
  };
  const report = (happening: Happening): void => {
    if (options.json) write(jsonLine(happening));
    else if (happening.details?.folded !== true) line(happening.kind, happening.at, happening.incident, happening.text);
  };
  return {
    happened: report,
    failed: (what, error, details) =>
      report({
        kind: 'failure',
        text: `Failed: ${what}: ${error instanceof Error ? error.message : String(error)}`,
        at: new Date(options.now()).toISOString(),
        details,
      }),
  };
};
