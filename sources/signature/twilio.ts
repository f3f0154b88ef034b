import { HMAC_SHA1_BASE64, isSignedByAny } from './hmac.ts';
import type { Verdict } from './signed-request.ts';

/** What Twilio signs: the public address exactly as it called it, and the fields of the form. */
export interface TwilioRequest {
  readonly url: string;
  readonly form: Readonly<Record<string, string>>;
  readonly signature: string | undefined;
  readonly authTokens: readonly string[];
}

/**
 * X-Twilio-Signature: base64 of HMAC-SHA1 over the address and the fields in the order of their names, names and values
 * without anything between: <https://www.twilio.com/docs/usage/security#validating-requests>.
 */
export const twilioSignature = ({ url, form, signature, authTokens }: TwilioRequest): Verdict => {
  if (signature === undefined) return 'absent';
  const names = Object.keys(form).sort((a, b) => (a < b ? -1 : 1));
  const parts = [url, ...names.flatMap((name) => [name, form[name] as string])];
  return isSignedByAny(HMAC_SHA1_BASE64, authTokens, parts, [signature]) ? 'valid' : 'invalid';
};
