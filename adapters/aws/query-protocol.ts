import { AwsError } from './aws-error.ts';
import { callService } from './call-service.ts';
import type { ClientSettings } from './client-settings.ts';
import type { Service } from './endpoint.ts';
import type { Answer } from './exchange.ts';
import type { AwsCall } from './json-protocol.ts';

/** The text of the only element of this name that Muster reads: names and identifiers, in which nothing is escaped but these. */
export const textOf = (xml: string, element: string): string | undefined =>
  new RegExp(`<${element}>([^<]*)</${element}>`)
    .exec(xml)?.[1]
    ?.replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');

/** `{ MessageAttributes: { a: { DataType, StringValue } } }` as `MessageAttributes.entry.1.Name=a&…`: maps and lists are numbered. */
const flattened = (prefix: string, value: unknown): [string, string][] => {
  if (value === undefined) return [];
  if (typeof value !== 'object' || value === null) return [[prefix, String(value)]];
  return Object.entries(value).flatMap(([key, member]) => flattened(`${prefix}.${key}`, member));
};

const formOf = (input: object): [string, string][] =>
  Object.entries(input).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, member], i) => [
          [`${name}.entry.${i + 1}.Name`, key] as [string, string],
          ...flattened(`${name}.entry.${i + 1}.Value`, member),
        ])
      : flattened(name, value),
  );

/**
 * A service that is asked by a form and answers in XML. Inputs are texts and maps; of answers the elements named are read.
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export const queryService = (
  service: Service,
  { version, answers }: { readonly version: string; readonly answers: readonly string[] },
  settings: ClientSettings,
): AwsCall => {
  const call = callService(service, settings);
  const read = ({ body, status }: Answer, attempts: number): object => {
    if (status < 300) return Object.fromEntries(answers.map((element) => [element, textOf(body, element)]));
    const requestId = textOf(body, 'RequestId');
    throw new AwsError(textOf(body, 'Code') ?? `HTTP ${status}`, textOf(body, 'Message') ?? '', {
      httpStatusCode: status,
      attempts,
      ...(requestId ? { requestId } : {}),
    });
  };
  return <Output extends object>(operation: string, input: object) =>
    call(
      {
        path: '/',
        headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
        body: new URLSearchParams([['Action', operation], ['Version', version], ...formOf(input)]).toString(),
      },
      read,
    ) as Promise<Output>;
};
