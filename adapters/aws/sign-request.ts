import { createHash, createHmac } from 'node:crypto';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A POST whose body is text, or a GET: all that Muster ever asks of AWS. */
export interface Signable {
  readonly method: 'GET' | 'POST';
  readonly host: string;
  /** Escaped once; behind a `?` its parameters, in the order of their names. */
  readonly path: string;
  /** Names in lower case. All are signed. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Scope {
  readonly region: string;
  readonly service: string;
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/**
 * The headers of a request, signed as AWS checks them (Signature Version 4). Not by the SDK's signer, which tests hold this to: it
 * is for every kind of request and 14 KB of a function that a page waits for.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 *
 * @param at milliseconds since 1970; AWS refuses a signature of more than five minutes ago
 */
export const signRequest = (
  { method, host, path, headers, body }: Signable,
  { accessKeyId, secretAccessKey, sessionToken }: Credentials,
  { region, service }: Scope,
  at: number,
): Record<string, string> => {
  const instant = new Date(at).toISOString().replace(/[:-]|\.\d{3}/g, '');
  const day = instant.slice(0, 8);
  const signed: Record<string, string> = {
    ...headers,
    host,
    'x-amz-date': instant,
    'x-amz-content-sha256': hashOf(body),
    ...(sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }),
  };
  const names = Object.keys(signed).toSorted();
  const [place, query] = path.split('?') as [string, string?];
  const canonical = [
    method,
    // What is escaped in the path is signed escaped twice.
    place.replace(/%/g, '%25'),
    query,
    ...names.map((name) => `${name}:${signed[name]?.trim().replace(/ +/g, ' ')}`),
    '',
    names.join(';'),
    signed['x-amz-content-sha256'],
  ].join('\n');
  const scope = `${day}/${region}/${service}/aws4_request`;
  const key = [day, region, service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  const signature = hmac(key as Buffer, ['AWS4-HMAC-SHA256', instant, scope, hashOf(canonical)].join('\n'));
  return {
    ...signed,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature.toString('hex')}`,
  };
};
