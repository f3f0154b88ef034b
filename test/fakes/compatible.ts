import { readFileSync } from 'node:fs';
import { parseConfiguration } from '../../domain/configuration/parse-configuration.ts';
import { receiveCompatible } from '../../intake/receive-compatible.ts';
import type { Answer, ReceivedRequest } from '../../intake/request/received-request.ts';
import { exampleFile } from '../../simulation/example-configuration.ts';
import { type SimulatedPorts, simulatedPorts } from '../../simulation/simulated-ports.ts';
import { exampleKeys, keyOf } from './intake.ts';

/** The example configuration with integrations that clients of other products use, and heartbeats. */
export const compatiblePorts = (changes: object = {}): SimulatedPorts =>
  simulatedPorts({
    configuration: parseConfiguration({
      ...structuredClone(exampleFile),
      integrations: [
        ...exampleFile.integrations,
        { id: 'genie', source: 'opsgenie', service: 'checkout' },
        { id: 'other', source: 'opsgenie', service: 'search' },
        { id: 'nd', source: 'netdata', service: 'search' },
      ],
      ...changes,
    }),
  });

/** Sends a request as a client would; with the key of `genie` unless it brings another. */
export const ask = async (
  ports: SimulatedPorts,
  method: string,
  address: string,
  body?: unknown,
  changes: Partial<ReceivedRequest> = {},
): Promise<Answer & { readonly json: { readonly [name: string]: unknown; readonly data?: unknown } }> => {
  const [path = '', query = ''] = address.split('?');
  const answer = await receiveCompatible(ports, exampleKeys(ports), {
    method,
    path,
    query: Object.fromEntries(new URLSearchParams(query)),
    headers: { authorization: `GenieKey ${keyOf('genie')}` },
    body: body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body),
    receivedAt: ports.time.now,
    ...changes,
  });
  return { ...answer, json: answer.body.startsWith('{') ? JSON.parse(answer.body) : {} };
};

interface Captured {
  readonly method: string;
  readonly path: string;
  readonly rawBody: string | null;
}

/**
 * A request as a real client sent it, with the key of `genie` for its own.
 *
 * @param under the address that the client was given in place of Opsgenie's
 */
export const replay = (ports: SimulatedPorts, name: string, under = ''): ReturnType<typeof ask> => {
  const file = new URL(`../fixtures/opsgenie/${name}.json`, import.meta.url);
  const { method, path, rawBody } = JSON.parse(readFileSync(file, 'utf8')) as Captured;
  return ask(ports, method, `${under}${path}`, rawBody ?? undefined);
};
