import type { Severity } from '../severity/severity.ts';
import type { SealedData } from '../stream/personal.ts';
import type { Commit } from './commit.ts';
import type { EventOf } from './events.ts';
import type { IncidentState } from './state.ts';

/** What somebody is told because of who they are in an incident: nobody waits for an answer, and nobody else is asked instead. */
export type NoticeKind = 'role-given' | 'role-handed-over' | 'undecided';

/** A role that somebody has got, or has given away. */
export interface NoticedRole {
  readonly roleId: string;
  readonly tasks: readonly string[];
  /** Who had it until now; of one that was given away, who has it now. */
  readonly other?: string;
}

/** One notice to one person by one of their contacts. Holds all that it says, so that sending reads nothing. */
export interface NoticeJob {
  readonly incidentId: string;
  readonly noticeId: string;
  readonly kind: NoticeKind;
  readonly personId: string;
  /** Which of the person's contacts, in their order. */
  readonly contactIndex: number;
  /** 1 for the first try by this contact. */
  readonly attempt: number;
  readonly number: string;
  readonly title: string;
  /** Where the words stand by which it is called. */
  readonly words?: SealedData;
  readonly severity: Severity;
  readonly serviceId: string;
  /** Since when it is a problem. */
  readonly since: string;
  readonly noticedAt: string;
  /** Who did it: the id of a person of the configuration, else a name; absent where it was Muster. */
  readonly by?: string;
  readonly roles?: readonly NoticedRole[];
  /** They have the role by the rota alone: whoever answers takes it. */
  readonly unanswered?: boolean;
}

const isEvent =
  <T extends Commit['events'][number]['type']>(type: T) =>
  (event: Commit['events'][number]): event is EventOf<T> =>
    event.type === type;

/**
 * The notices of a commit: to whoever has a role now, with its tasks; to whoever had it and did not give it away themselves; and
 * to those who were asked for a decision that nobody has made. One message each, whatever the number of roles.
 *
 * @param state the incident as of this commit
 */
export const noticesOf = (state: IncidentState, commit: Commit): NoticeJob[] => {
  const { actor, events, incidentId, seq } = commit;
  const assumed = events.filter(isEvent('RoleAssumed'));
  const relinquished = events.filter(isEvent('RoleRelinquished'));
  const isPerson = actor.kind === 'person';
  const words = state.titleWords ?? state.words;
  const notice = (kind: NoticeKind, personId: string, more: Partial<NoticeJob>): NoticeJob => ({
    incidentId,
    noticeId: `${incidentId}.n${seq}.${kind}.${personId}`,
    kind,
    personId,
    contactIndex: 0,
    attempt: 1,
    number: state.number,
    title: state.title,
    ...(words && { words }),
    severity: state.severity,
    serviceId: state.serviceId,
    since: state.stamps.impactStarted?.at ?? state.stamps.detected?.at ?? state.openedAt,
    noticedAt: commit.at,
    ...(isPerson ? { by: actor.name ?? actor.id } : {}),
    ...more,
  });
  const byPerson = (of: readonly { readonly personId: string }[]): string[] => [
    ...new Set(of.map(({ personId }) => personId)),
  ];
  const given = byPerson(assumed).map((personId) => {
    const theirs = assumed.filter((event) => event.personId === personId);
    return notice('role-given', personId, {
      roles: theirs.map(({ roleId, tasks = [] }) => {
        const other = relinquished.find((event) => event.roleId === roleId)?.personId;
        return { roleId, tasks, ...(other === undefined ? {} : { other }) };
      }),
      ...(theirs.every(({ unanswered }) => unanswered) ? { unanswered: true } : {}),
    });
  });
  const handedOver = byPerson(relinquished)
    .filter((personId) => !(isPerson && actor.id === personId))
    .map((personId) =>
      notice('role-handed-over', personId, {
        roles: relinquished
          .filter((event) => event.personId === personId)
          .map(({ roleId }) => {
            const other = assumed.find((event) => event.roleId === roleId)?.personId;
            return { roleId, tasks: [], ...(other === undefined ? {} : { other }) };
          }),
      }),
    );
  const undecided = events
    .filter(isEvent('CandidateLapsed'))
    .flatMap(({ asked = [] }) => asked)
    .map((personId) => notice('undecided', personId, {}));
  return [...given, ...handedOver, ...undecided];
};
