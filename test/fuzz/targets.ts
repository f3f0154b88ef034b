import type fc from 'fast-check';
import { endpointTargets } from './endpoint-targets.ts';
import { intakeTargets } from './intake-targets.ts';
import type { Outcome } from './read-damaged.ts';
import { bytesOfSource, sourceTargets } from './source-targets.ts';

/** One thing that reads what strangers send, and the damage that it is given. */
export interface Target<T = unknown> {
  readonly name: string;
  readonly damage: fc.Arbitrary<T>;
  /** The least share of damaged requests of which something comes: else the damage would test nothing behind the door. */
  readonly understood: number;
  /** @throws where a property does not hold */
  readonly run: (given: T) => Outcome | Promise<Outcome>;
}

export const TARGETS: readonly Target[] = [
  ...sourceTargets,
  ...intakeTargets,
  ...endpointTargets,
  ...bytesOfSource,
] as readonly Target[];
