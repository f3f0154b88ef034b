import type { EpochMs } from '../domain/instant/instant.ts';

/** An expression failed, or was ended; the message says why, and that the next message would fare the same. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
  readonly code = 'expression';
}

/** Evaluates JSONata that stands in a configuration, on what strangers sent: in a place that can be ended from outside. */
export interface Expressions {
  /**
   * @param input JSON
   * @param at what `$now()` and `$millis()` tell
   * @returns JSON as text; undefined where the expression makes nothing
   * @throws ExpressionError
   */
  evaluate(expression: string, input: unknown, at: EpochMs): Promise<string | undefined>;
}
