import { AwsError, nameIn } from './aws-error.ts';
import { callService } from './call-service.ts';
import type { ClientSettings } from './client-settings.ts';
import type { Service } from './endpoint.ts';
import type { Answer } from './exchange.ts';

/**
 * An operation of a service, with its input as the service's reference has it: `call('SendMessage', { QueueUrl, MessageBody })`.
 *
 * @throws AwsError for what the service refuses, TimeoutError and Node's errors for what it never answered; repeated already
 */
export type AwsCall = <Output extends object = object>(operation: string, input: object) => Promise<Output>;

/** What an error in JSON is called: by a header, or inside, and by older services with a number behind. */
export const readJson = ({ body, headers, status }: Answer, attempts: number): object => {
  const answer = (body === '' ? {} : parsed(body, status)) as Record<string, unknown>;
  if (status < 300) return answer;
  const type = String(headers['x-amzn-errortype'] ?? answer.__type ?? answer.code ?? `HTTP ${status}`);
  const message = String(answer.message ?? answer.Message ?? '');
  const requestId = headers['x-amzn-requestid'];
  throw new AwsError(
    nameIn(type),
    message,
    { httpStatusCode: status, attempts, ...(requestId ? { requestId: String(requestId) } : {}) },
    answer.Item,
  );
};

const parsed = (body: string, status: number): unknown => {
  try {
    return JSON.parse(body);
  } catch (cause) {
    if (status >= 300) return {};
    throw new TypeError('The service answered what is not JSON.', { cause });
  }
};

export interface JsonService extends Service {
  /** https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html: DynamoDB, SQS and Step Functions speak 1.0, the others 1.1. */
  readonly version: '1.0' | '1.1';
  /** What comes before the operation in the target header. */
  readonly target: string;
}

/** A service that is asked in JSON by the name of the operation. */
export const jsonService = ({ target, version, ...service }: JsonService, settings: ClientSettings): AwsCall => {
  const call = callService(service, settings);
  return <Output extends object>(operation: string, input: object) =>
    call(
      {
        path: '/',
        headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': `${target}.${operation}` },
        body: JSON.stringify(input),
      },
      readJson,
    ) as Promise<Output>;
};

/** A service that is asked in JSON by a path. */
export const restService = (
  service: Service,
  paths: Readonly<Record<string, string>>,
  settings: ClientSettings,
): AwsCall => {
  const call = callService(service, settings);
  return <Output extends object>(operation: string, input: object) =>
    call(
      {
        path: paths[operation] ?? '/',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(input),
      },
      readJson,
    ) as Promise<Output>;
};
