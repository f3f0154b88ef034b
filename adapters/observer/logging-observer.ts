import type { Happening, Observer } from '../../ports/ports.ts';
import { describeError } from './describe-error.ts';

/** What is needed of a structured logger: each line is one JSON object and names its own `service`. */
export interface StructuredLogger {
  info(message: string, attributes: Record<string, unknown>): void;
  warn(message: string, attributes: Record<string, unknown>): void;
}

export interface LoggingObserverOptions {
  readonly logger: StructuredLogger;
  readonly now: () => number;
}

const NAMESPACE = 'Muster';

/** What is counted, by kind of happening. */
const COUNTED: Readonly<Record<string, string>> = {
  'page-sent': 'PagesHandedOver',
  'provider-down': 'ProvidersDown',
  'page-superseded': 'PagesSuperseded',
  quarantined: 'MessagesQuarantined',
  'unknown-word': 'UnknownWords',
  'message-refused': 'MessagesRefused',
  IncidentOpened: 'IncidentsOpened',
  MajorIncidentDeclared: 'MajorIncidentsDeclared',
  CandidateRejected: 'CandidatesRejected',
  CandidateLapsed: 'CandidatesUndecided',
  PagingExhausted: 'PagingsExhausted',
};

/** Happenings as log lines that CloudWatch also reads as metrics (EMF), so that a metric costs no line and no client. */
export const loggingObserver = ({ logger, now }: LoggingObserverOptions): Observer => {
  const metrics = (counts: Readonly<Record<string, number>>): Record<string, unknown> => ({
    ...counts,
    _aws: {
      Timestamp: now(),
      CloudWatchMetrics: [
        {
          Namespace: NAMESPACE,
          Dimensions: [['service']],
          Metrics: Object.keys(counts).map((Name) => ({ Name, Unit: 'Count' })),
        },
      ],
    },
  });

  const countsOf = ({ kind, details }: Happening): Record<string, number> | undefined => {
    if (kind === 'stakeholders-told') {
      return {
        StakeholdersReached: Number(details?.reached ?? 0),
        StakeholdersNotReached: Number(details?.failed ?? 0),
      };
    }
    if (kind === 'repeats-shed') return { RepeatsShed: Number(details?.repeats ?? 0) };
    const metric = COUNTED[kind];
    return metric === undefined ? undefined : { [metric]: 1 };
  };

  return {
    happened(happening) {
      // Not the text: it quotes what people wrote, which belongs into the timeline and nowhere else.
      const { kind, at, incident, details } = happening;
      const counts = countsOf(happening);
      logger.info(kind, { at, incident, details, ...(counts === undefined ? {} : metrics(counts)) });
    },
    failed(what, error, details) {
      const isPage = details !== undefined && 'pageId' in details;
      const counts = { Failures: 1, ...(isPage ? { PagesFailed: 1 } : {}) };
      logger.warn(what, { error: describeError(error), details, ...metrics(counts) });
    },
  };
};
