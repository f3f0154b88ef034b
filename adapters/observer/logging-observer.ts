import { amountIn, COUNTED, metricNamed } from '../../domain/measure/counted.ts';
import type { Happening, Observer } from '../../ports/ports.ts';
import { describeError } from './describe-error.ts';

/** What is needed of a structured logger: each line is one JSON object and names its own `deployment`. */
export interface StructuredLogger {
  info(message: string, attributes: Record<string, unknown>): void;
  warn(message: string, attributes: Record<string, unknown>): void;
}

export interface LoggingObserverOptions {
  readonly logger: StructuredLogger;
  readonly now: () => number;
}

const NAMESPACE = 'Muster';

/** Happenings as log lines that CloudWatch also reads as metrics (EMF), so that a metric costs no line and no client. */
export const loggingObserver = ({ logger, now }: LoggingObserverOptions): Observer => {
  const metrics = (counts: Readonly<Record<string, number>>): Record<string, unknown> => ({
    ...counts,
    _aws: {
      Timestamp: now(),
      CloudWatchMetrics: [
        {
          Namespace: NAMESPACE,
          Dimensions: [['deployment']],
          Metrics: Object.keys(counts).map((Name) => ({ Name, Unit: 'Count' })),
        },
      ],
    },
  });

  const countsOf = ({ kind, details = {} }: Happening): Record<string, number> | undefined => {
    const all = COUNTED[kind];
    return all && Object.fromEntries(all.map((counted) => [metricNamed(counted), amountIn(details, counted)]));
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
