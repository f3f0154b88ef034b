import { createHash, timingSafeEqual } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { type EpochMs, toMs } from '../../domain/instant/instant.ts';
import type { IntegrationKeys } from '../../ports/integration-keys.ts';
import { NodeSha256 } from './node-sha256.ts';

/** A request as the network brought it. */
export interface SignedRequest {
  readonly method: string;
  readonly path: string;
  /** Without the question mark, as sent. */
  readonly query: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

/** How far a sender's clock may be from ours: as AWS has it, <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html>. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/,\s]{1,128})\/(\d{8})\/([\w-]{1,64})\/([\w-]{1,64})\/aws4_request,\s*SignedHeaders=([\w;-]{1,2048}),\s*Signature=([\da-f]{64})$/;

const AMZ_DATE = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

/** `code` is the name that AWS gives to such a refusal, which its clients know. */
export type SignatureVerdict =
  | { readonly integrationId: string; readonly signature: string }
  | {
      readonly code: 'MissingAuthenticationToken' | 'InvalidClientTokenId' | 'SignatureDoesNotMatch';
      readonly message: string;
    };

const HOW_TO_SIGN =
  'sign with the id of an integration as the access key id, and with its key as the secret access key.';

/** The instant of `X-Amz-Date`. */
const instantOf = (text: string | undefined): string | undefined => {
  const parts = AMZ_DATE.exec(text ?? '');
  if (!parts) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
};

const isSame = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

/**
 * Who signed a request as AWS' clients do (Signature Version 4). The key pair of an integration is its id and its key; each
 * live generation of the key is taken. The body is signed with the rest, and so is the host: what is signed for another
 * address proves nothing here. <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>
 *
 * @param now of the real clock, which the sender signs by; a turned clock proves nothing
 */
export const verifyAwsSignature = async (
  request: SignedRequest,
  keys: Pick<IntegrationKeys, 'keysOf'>,
  now: EpochMs,
): Promise<SignatureVerdict> => {
  const { body, headers } = request;
  if (headers.authorization === undefined)
    return { code: 'MissingAuthenticationToken', message: `Not signed: ${HOW_TO_SIGN}` };
  const [, integrationId = '', day, region = '', service = '', list = '', signature = ''] =
    AUTHORIZATION.exec(headers.authorization) ?? [];
  const wrong: SignatureVerdict = {
    code: 'SignatureDoesNotMatch',
    message: `The signature does not match: ${HOW_TO_SIGN}`,
  };
  const signed = list.split(';');
  const signedAt = instantOf(headers['x-amz-date']);
  if (signedAt === undefined || day !== headers['x-amz-date']?.slice(0, 8)) return wrong;
  if (!signed.includes('host') || !signed.includes('x-amz-date')) return wrong;
  if (!(Math.abs(now - toMs(signedAt)) <= CLOCK_TOLERANCE_MS)) {
    return {
      code: 'SignatureDoesNotMatch',
      message: `Signature expired: it is of ${signedAt}; the clocks differ by more than five minutes.`,
    };
  }
  const payloadHash = createHash('sha256').update(body).digest('hex');
  if ((headers['x-amz-content-sha256'] ?? payloadHash) !== payloadHash) return wrong;
  const live = await keys.keysOf(integrationId);
  if (live.length === 0) return { code: 'InvalidClientTokenId', message: `There is no such key pair: ${HOW_TO_SIGN}` };
  const toSign = {
    method: request.method,
    protocol: 'http:',
    hostname: headers.host ?? '',
    path: request.path,
    query: Object.fromEntries(new URLSearchParams(request.query)),
    headers: Object.fromEntries(signed.map((name) => [name, headers[name] ?? ''])),
    body,
  };
  for (const key of live) {
    const signer = new SignatureV4({
      credentials: { accessKeyId: integrationId, secretAccessKey: key },
      region,
      service,
      sha256: NodeSha256,
      applyChecksum: false,
    });
    const { headers: made } = await signer.sign(toSign, { signingDate: signedAt, signableHeaders: new Set(signed) });
    if (isSame(made.authorization?.split('Signature=')[1] ?? '', signature)) return { integrationId, signature };
  }
  return wrong;
};
