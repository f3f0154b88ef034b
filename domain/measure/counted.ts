import type { MeasureName } from './measures.ts';

/** What is counted of a happening: how much, and for which value of the measure's only label. */
interface Counted {
  readonly measure: MeasureName;
  /** The same in CloudWatch; absent where nothing there looks at it. */
  readonly cloudWatch?: string;
  readonly amount?: (details: Readonly<Record<string, unknown>>) => number;
  /** Which detail is the value of the label. */
  readonly label?: string;
}

const amountOf =
  (detail: string) =>
  (details: Readonly<Record<string, unknown>>): number =>
    Number(details[detail] ?? 0);

/** What is counted, by kind of happening: the same on every target. */
export const COUNTED: Readonly<Record<string, readonly Counted[]>> = {
  'page-sent': [{ measure: 'muster_pages_handed_over_total', cloudWatch: 'PagesHandedOver', label: 'channel' }],
  'provider-down': [{ measure: 'muster_providers_down_total', cloudWatch: 'ProvidersDown' }],
  'page-superseded': [{ measure: 'muster_pages_superseded_total', cloudWatch: 'PagesSuperseded' }],
  quarantined: [{ measure: 'muster_messages_quarantined_total', cloudWatch: 'MessagesQuarantined' }],
  'message-refused': [{ measure: 'muster_messages_refused_total', cloudWatch: 'MessagesRefused' }],
  'unknown-word': [{ measure: 'muster_unknown_words_total', cloudWatch: 'UnknownWords' }],
  IncidentOpened: [{ measure: 'muster_incidents_opened_total', cloudWatch: 'IncidentsOpened' }],
  MajorIncidentDeclared: [{ measure: 'muster_major_incidents_declared_total', cloudWatch: 'MajorIncidentsDeclared' }],
  CandidateRejected: [{ measure: 'muster_candidates_rejected_total', cloudWatch: 'CandidatesRejected' }],
  CandidateLapsed: [{ measure: 'muster_candidates_undecided_total', cloudWatch: 'CandidatesUndecided' }],
  PagingExhausted: [{ measure: 'muster_pagings_exhausted_total', cloudWatch: 'PagingsExhausted' }],
  'stakeholders-told': [
    { measure: 'muster_stakeholders_reached_total', cloudWatch: 'StakeholdersReached', amount: amountOf('reached') },
    {
      measure: 'muster_stakeholders_not_reached_total',
      cloudWatch: 'StakeholdersNotReached',
      amount: amountOf('failed'),
    },
  ],
  'repeats-shed': [{ measure: 'muster_repeats_shed_total', cloudWatch: 'RepeatsShed', amount: amountOf('repeats') }],
};
