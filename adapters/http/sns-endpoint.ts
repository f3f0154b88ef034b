import type { SnsEndpoint } from '../../ports/sns-endpoint.ts';
import { https } from './node-http.ts';

export interface Fetched {
  readonly status: number;
  readonly body: string;
}

/** SNS did not answer as expected; the sender repeats its message. */
export class SnsUnreachableError extends Error {
  override readonly name = 'SnsUnreachableError';
  readonly code = 'sns-unreachable';
}

/** A certificate has 2 KB. */
const LARGEST_ANSWER = 32_768;

/** SNS signs with one certificate per region, and changes it now and then. */
const KEPT = 64;

/** One GET over TLS; node:https follows no redirect. */
const fetchOverTls = (address: string, timeoutMs: number): Promise<Fetched> =>
  new Promise((resolve, reject) => {
    const request = https.get(address, { signal: AbortSignal.timeout(timeoutMs) }, (response) => {
      const chunks: Buffer[] = [];
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length > LARGEST_ANSWER)
          request.destroy(new SnsUnreachableError('The answer is larger than a certificate.'));
        else chunks.push(chunk);
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
      );
      response.on('error', reject);
    });
    request.on('error', reject);
  });

/** SNS over HTTPS. The certificates are kept by their address, which names their content. */
export const snsEndpoint = ({
  get = fetchOverTls,
  timeoutMs = 5_000,
}: {
  readonly get?: (address: string, timeoutMs: number) => Promise<Fetched>;
  readonly timeoutMs?: number;
} = {}): SnsEndpoint => {
  const certificates = new Map<string, Promise<string>>();

  const fetchCertificate = async (address: string): Promise<string> => {
    const { body, status } = await get(address, timeoutMs);
    if (status !== 200) throw new SnsUnreachableError(`SNS answered ${status} for its certificate.`);
    return body;
  };

  return {
    certificateAt(address) {
      const known = certificates.get(address);
      if (known !== undefined) return known;
      const fetched = fetchCertificate(address);
      if (certificates.size >= KEPT) certificates.clear();
      certificates.set(address, fetched);
      // What failed is asked for again.
      fetched.catch(() => certificates.delete(address));
      return fetched;
    },
    async confirmAt(address) {
      const { status } = await get(address, timeoutMs);
      if (status !== 200) throw new SnsUnreachableError(`SNS answered ${status} to the confirmation.`);
    },
  };
};
