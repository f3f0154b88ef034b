import type { Emulator } from './emulator.ts';

/**
 * Scales Wait states and retry intervals of every state machine: 0.01 turns a minute into 0.6 s, 0 skips them. Time limits
 * (`TimeoutSeconds`, `HeartbeatSeconds`) and SQS delays keep their length. Applies to waits that begin afterwards.
 */
export async function scaleWorkflowWaits(emulator: Emulator, factor: number): Promise<void> {
  const response = await fetch(`${emulator.url}/_ministack/config`, {
    method: 'POST',
    body: JSON.stringify({ 'stepfunctions._SFN_WAIT_SCALE': factor }),
    signal: AbortSignal.timeout(10_000),
  });
  const { applied } = (await response.json()) as { applied: Record<string, number> };
  if (applied['stepfunctions._SFN_WAIT_SCALE'] !== factor) throw new Error(`The emulator refused ${factor}`);
}
