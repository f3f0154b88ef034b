import type { MeasureName } from './measures.ts';

/** What is counted of a happening: under which name, how much, and for which value of the measure's only label. */
interface Counted {
  /** In CloudWatch, unless it is alarmed with others; `measureNamed` says what it is called elsewhere. */
  readonly name: string;
  /** In CloudWatch it counts under this instead, with what one alarm sends somebody to look at as well: each metric and each alarm has a price there. */
  readonly alarmedAs?: string;
  /** Which detail says how much it is; one where there is none. */
  readonly amount?: string;
  /** Which detail is the value of the label. */
  readonly label?: string;
}

/** What is counted, by kind of happening: the same on every target. */
export const COUNTED: Readonly<Record<string, readonly Counted[]>> = {
  'page-sent': [{ name: 'PagesHandedOver', label: 'channel' }],
  'provider-down': [{ name: 'ProvidersDown', alarmedAs: 'PagesFailed' }],
  'page-superseded': [{ name: 'PagesSuperseded', alarmedAs: 'PagesFailed' }],
  quarantined: [{ name: 'MessagesQuarantined', alarmedAs: 'MessagesNotTaken' }],
  'message-refused': [{ name: 'MessagesRefused', alarmedAs: 'MessagesNotTaken' }],
  'unknown-word': [{ name: 'UnknownWords' }],
  IncidentOpened: [{ name: 'IncidentsOpened' }],
  MajorIncidentDeclared: [{ name: 'MajorIncidentsDeclared' }],
  CandidateRejected: [{ name: 'CandidatesRejected' }],
  CandidateLapsed: [{ name: 'CandidatesUndecided' }],
  PagingExhausted: [{ name: 'PagingsExhausted' }],
  'stakeholders-told': [
    { name: 'StakeholdersReached', amount: 'reached' },
    { name: 'StakeholdersNotReached', amount: 'failed' },
  ],
  'repeats-shed': [{ name: 'RepeatsShed', amount: 'repeats' }],
};

/** What it counts under in CloudWatch. */
export const metricNamed = ({ alarmedAs, name }: Counted): string => alarmedAs ?? name;

export const amountIn = (details: Readonly<Record<string, unknown>>, { amount }: Counted): number =>
  amount === undefined ? 1 : Number(details[amount] ?? 0);

/** `PagesHandedOver` is `muster_pages_handed_over_total`. */
export const measureNamed = ({ name }: Counted): MeasureName =>
  `muster${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}_total` as MeasureName;
