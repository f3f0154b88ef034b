import { type Emulator, emulatorAccount, emulatorRegion } from './emulator.ts';

/** A text message that something published to a phone number through SNS. */
export interface SentTextMessage {
  readonly PhoneNumber: string;
  readonly MessageId: string;
  readonly Message: string;
  readonly MessageAttributes: Readonly<Record<string, { readonly DataType: string; readonly StringValue: string }>>;
}

/** Every text message sent since the emulator started or was reset: by number, each number's oldest first. */
export async function sentTextMessages(emulator: Emulator): Promise<readonly SentTextMessage[]> {
  const query = new URLSearchParams({ account: emulatorAccount, region: emulatorRegion });
  const response = await fetch(`${emulator.url}/_ministack/sns/sms-messages?${query}`, {
    signal: AbortSignal.timeout(10_000),
  });
  const answer = (await response.json()) as { sms_messages: Record<string, SentTextMessage[]> };
  return Object.values(answer.sms_messages).flat();
}
