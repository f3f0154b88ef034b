import { type Emulator, emulatorAccount } from './emulator.ts';

/** An e-mail that something handed to SES. A raw message arrives here parsed. */
export interface SentMail {
  readonly MessageId: string;
  readonly Source: string;
  readonly To: readonly string[];
  readonly CC: readonly string[];
  readonly BCC: readonly string[];
  readonly Subject: string;
  readonly BodyText: string;
  readonly BodyHtml: string | null;
  /** Seconds since 1970, with a fraction. */
  readonly Timestamp: number;
  readonly Type: string;
}

/** Every e-mail sent since the emulator started or was reset, oldest first. Custom headers are not kept. */
export async function sentMail(emulator: Emulator): Promise<readonly SentMail[]> {
  const response = await fetch(`${emulator.url}/_ministack/ses/messages`, { signal: AbortSignal.timeout(10_000) });
  const { messages } = (await response.json()) as { messages: Record<string, SentMail[]> };
  return messages[emulatorAccount] ?? [];
}
