import { AwsError } from './aws-error.ts';
import { callService } from './call-service.ts';
import type { ClientSettings } from './client-settings.ts';
import type { Service } from './endpoint.ts';
import { readJson } from './json-protocol.ts';
import { textOf } from './query-protocol.ts';

/** Asks a service in JSON by a path: `ask('/v2/email/account')`. */
export type AskByPath = <Output extends object>(path: string) => Promise<Output>;

export const byPath = (service: Service, settings: ClientSettings): AskByPath => {
  const call = callService(service, settings);
  return <Output extends object>(path: string) =>
    call({ method: 'GET', path, headers: {}, body: '' }, readJson) as Promise<Output>;
};

/** Asks a service by a form, and is given its XML as it is. */
export type AskByForm = (operation: string, input?: Readonly<Record<string, string>>) => Promise<string>;

export const byForm = (service: Service, version: string, settings: ClientSettings): AskByForm => {
  const call = callService(service, settings);
  return (Action, input = {}) =>
    call(
      {
        path: '/',
        headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
        body: new URLSearchParams({ Action, Version: version, ...input }).toString(),
      },
      ({ body, status }, attempts) => {
        if (status < 300) return body;
        throw new AwsError(textOf(body, 'Code') ?? `HTTP ${status}`, textOf(body, 'Message') ?? '', {
          httpStatusCode: status,
          attempts,
        });
      },
    );
};

/** The texts of all elements of a name, in their order. */
export const textsOf = (xml: string, element: string): string[] =>
  Array.from(xml.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, 'g')), ([, text = '']) => text);

/** A map as SNS writes it: `<entry><key>…</key><value>…</value></entry>`. */
export const entriesOf = (xml: string): ReadonlyMap<string, string> =>
  new Map(
    Array.from(
      xml.matchAll(/<entry>\s*<key>([^<]*)<\/key>\s*<value>([^<]*)<\/value>\s*<\/entry>/g),
      ([, key = '', value = '']) => [key, value],
    ),
  );
