import type { IncidentState, Paging } from '../domain/incident/state.ts';

/** A paging without the places in the chain at which it was decided. */
export type ShownPaging = Omit<Paging, 'pages'> & { readonly pages: Omit<Paging['pages'][number], 'seq'>[] };

/**
 * One incident as readers see it: what people need, and nothing that only decisions do (what was asked under which command id,
 * groups of alerts, upon what a rejection was decided). Its alerts are a list of their own, however many.
 */
export type ShownIncident = Omit<
  IncidentState,
  | 'version'
  | 'hash'
  | 'alerts'
  | 'groups'
  | 'groupsBeyond'
  | 'groupsHiding'
  | 'evidence'
  | 'pagings'
  | 'recentCommands'
  | 'told'
  | 'titleOf'
  | 'acknowledgement'
  | 'mergedBy'
  | 'words'
  | 'titleWords'
  | 'mitigation'
> & {
  readonly mitigation?: Omit<NonNullable<IncidentState['mitigation']>, 'joined'>;
  /** Under the name by which it is sent; `serviceId` is the same. */
  readonly service: string;
  /** How many alerts are attached. */
  readonly alerts: number;
  /** In the order in which they were started. */
  readonly pagings: ShownPaging[];
};

const shownPaging = ({ pages, ...paging }: Paging): ShownPaging => ({
  ...paging,
  pages: pages.map(({ seq: _, ...page }) => page),
});

const shownMitigation = ({
  joined: _,
  ...mitigation
}: NonNullable<IncidentState['mitigation']>): ShownIncident['mitigation'] => mitigation;

/**
 * Not kept as a row: the newest state of an incident is at hand for whoever decides, so that what is shown is never behind
 * what was just asked.
 */
export const showIncident = (state: IncidentState): ShownIncident => {
  const {
    version: _version,
    hash: _hash,
    groups: _groups,
    groupsBeyond: _groupsBeyond,
    groupsHiding: _groupsHiding,
    evidence: _evidence,
    recentCommands: _recentCommands,
    told: _told,
    titleOf: _titleOf,
    acknowledgement: _acknowledgement,
    mergedBy: _mergedBy,
    words: _words,
    titleWords: _titleWords,
    apart: _apart,
    alerts,
    pagings,
    mitigation,
    ...shown
  } = state;
  const watched = mitigation && shownMitigation(mitigation);
  return {
    ...shown,
    ...(watched ? { mitigation: watched } : {}),
    service: state.serviceId,
    alerts: alerts.total,
    pagings: Object.values(pagings).map(shownPaging),
  };
};
