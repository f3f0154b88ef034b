import type { Audience, Occasion } from '../configuration/communications.ts';
import type { EventOf, IncidentEvent } from '../incident/events.ts';
import type { IncidentState } from '../incident/state.ts';
import { DOING, IMPACT_NOT_KNOWN, progressOf } from '../words/stakeholders/progress.ts';

/** Who reads it, and the incident as of the event. */
export interface Reading {
  readonly audience: Audience;
  readonly state: IncidentState;
}

const doing = ({ status, stamps }: IncidentState): string =>
  DOING.en[progressOf(status, stamps.acknowledged !== undefined)];

/** What somebody wrote for those who read no systems; reasons of decisions never stand in for it. */
const impactOf = ({ businessImpact }: IncidentState): string => businessImpact ?? IMPACT_NOT_KNOWN.en;

const together = (...sentences: readonly (string | undefined)[]): string => sentences.filter(Boolean).join(' ');

type Says<T extends IncidentEvent['type']> = (event: EventOf<T>, reading: Reading) => string;

/** To those who work on it the reasons and words of those who work on it; to everybody else what was written for them. */
const byReader =
  <T extends IncidentEvent['type']>(
    technical: (event: EventOf<T>, state: IncidentState) => string,
    others: (event: EventOf<T>, state: IncidentState) => string,
  ): Says<T> =>
  (event, { audience, state }) =>
    audience === 'technical' ? technical(event, state) : others(event, state);

const backAgain = (state: IncidentState): string =>
  together(
    'The problem is back. Our message that it was working again no longer holds.',
    impactOf(state),
    doing(state),
  );

/** What each audience reads of each thing that is told. Where the others' words are fixed, the reason stays inside. */
export const SAID = {
  MajorIncidentDeclared: byReader<'MajorIncidentDeclared'>(
    ({ businessImpact, reason }) => together(businessImpact, reason),
    (_, state) => together(impactOf(state), doing(state)),
  ),
  SeverityChanged: byReader<'SeverityChanged'>(
    ({ from, severity, reason }) => `${from} to ${severity}: ${reason}`,
    ({ from, severity }, state) =>
      together(`We now rate this ${severity}; it was ${from}.`, impactOf(state), doing(state)),
  ),
  MajorIncidentDemoted: byReader<'MajorIncidentDemoted'>(
    ({ reason }) => reason,
    (_, state) =>
      together(
        'We no longer treat this as a major incident.',
        doing(state),
        'You will hear of it again only if that changes.',
      ),
  ),
  UpdatePosted: ({ message }: EventOf<'UpdatePosted'>) => message,
  UpdateMissed: (_: EventOf<'UpdateMissed'>, { state }: Reading) =>
    together(
      'The update that we promised is late, and we are sorry.',
      doing(state),
      'We write as soon as there is news.',
    ),
  PagingExhausted: byReader<'PagingExhausted'>(
    ({ until }) =>
      together(
        'Nobody of those on call has answered, the last in line included.',
        until === undefined ? undefined : 'Muster goes on paging; whoever reads this and can help: please look now.',
      ),
    (_, state) => together('Nobody on call has answered yet.', impactOf(state)),
  ),
  IncidentMitigated: byReader<'IncidentMitigated'>(
    ({ by, description }) => (by === 'fix' ? `Fixed: ${description}` : `A workaround is in place: ${description}`),
    ({ by }) =>
      by === 'fix'
        ? 'It is working again, after a fix. We watch before we call it over.'
        : 'It is working again, by a workaround. The lasting fix is still to come. We watch before we call it over.',
  ),
  IncidentRelapsed: byReader<'IncidentRelapsed'>(
    ({ reason }) => reason,
    (_, state) => backAgain(state),
  ),
  IncidentReopened: byReader<'IncidentReopened'>(
    ({ reason }) => reason,
    (_, state) => backAgain(state),
  ),
  IncidentResolved: byReader<'IncidentResolved'>(
    ({ summary }) => summary,
    () => 'The problem is over. We are sorry for the trouble this caused.',
  ),
  ReviewOpened: ({ dueAt }: EventOf<'ReviewOpened'>) => `A review is open and due ${dueAt}.`,
  ReviewReminded: ({ dueAt }: EventOf<'ReviewReminded'>) => `The review is overdue; it is expected by ${dueAt}.`,
  IncidentMerged: ({ intoNumber }: EventOf<'IncidentMerged'>) =>
    `Now part of ${intoNumber}. We handle both together from now on; you will hear of them under ${intoNumber}.`,
} as const satisfies { readonly [T in IncidentEvent['type']]?: Says<T> };

/** The words of an event that an audience should read; empty where nobody is told of it. */
export const wordsFor = (event: IncidentEvent, reading: Reading): string => {
  if (!(event.type in SAID)) return '';
  // The table has the event by its type; TypeScript cannot follow the key and its event together.
  const says = SAID[event.type as keyof typeof SAID] as (event: IncidentEvent, reading: Reading) => string;
  return says(event, reading);
};

/** Whose headline comes first where several things are told at once. */
const FIRST: readonly Occasion[] = [
  'unanswered',
  'resolved',
  'relapsed',
  'mitigated',
  'demoted',
  'merged',
  'severity-changed',
  'declared',
  'update-overdue',
  'update',
  'review-overdue',
  'review-opened',
];

/** Of what is told at once, the occasion under which it is told. */
export const foremost = (occasions: readonly Occasion[]): Occasion | undefined =>
  FIRST.find((occasion) => occasions.includes(occasion));
