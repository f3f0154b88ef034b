import { type Emulator, emulatorAccount, emulatorRegion } from './emulator.ts';

/** A message in a queue, in flight or not. */
export interface QueuedMessage {
  readonly MessageId: string;
  readonly Body: string;
  readonly ReceiveCount: number;
  /** Seconds since 1970: earlier than now unless delayed or in flight. */
  readonly VisibleAt: number;
  readonly IsVisible: boolean;
}

/** Looks into a queue without receiving from it: what a dead-letter queue holds, what is still delayed. */
export async function queuedMessages(emulator: Emulator, queueUrl: string): Promise<readonly QueuedMessage[]> {
  const query = new URLSearchParams({ account: emulatorAccount, region: emulatorRegion, QueueUrl: queueUrl });
  const response = await fetch(`${emulator.url}/_ministack/sqs/messages?${query}`, {
    signal: AbortSignal.timeout(10_000),
  });
  const answer = (await response.json()) as {
    messages: Record<string, Record<string, Record<string, QueuedMessage[]>>>;
  };
  return Object.values(answer.messages[emulatorAccount]?.[emulatorRegion] ?? {}).flat();
}
