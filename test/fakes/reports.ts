import type { Configuration } from '../../domain/configuration/configuration.ts';
import { parseConfiguration } from '../../domain/configuration/parse-configuration.ts';
import type { Answer, ReceivedRequest } from '../../intake/request/received-request.ts';
import { exampleFile } from '../../simulation/example-configuration.ts';
import { type SimulatedPorts, simulatedPorts } from '../../simulation/simulated-ports.ts';
import { exampleKeys, keyOf, receive } from './intake.ts';

export const PORTAL_ORIGIN = 'https://status.example.com';

/** The example configuration with a public form about two services. */
export const withPortal = (form: object = {}, integration: object = {}): Configuration =>
  parseConfiguration({
    ...structuredClone(exampleFile),
    integrations: [
      ...exampleFile.integrations,
      {
        id: 'portal',
        source: 'report',
        report: {
          services: [
            { name: 'Online shop', service: 'checkout' },
            { name: 'Search', service: 'search' },
          ],
          allowedOrigins: [PORTAL_ORIGIN],
          ...form,
        },
        ...integration,
      },
    ],
  });

export const portalPorts = (form: object = {}, integration: object = {}): SimulatedPorts =>
  simulatedPorts({ configuration: withPortal(form, integration) });

type Reported = Answer & { readonly json: Record<string, unknown> };

/** Sends to the form as a page or a program would; from one address unless told otherwise. */
export const reportTo = async (
  ports: SimulatedPorts,
  body: unknown,
  changes: Partial<ReceivedRequest> = {},
): Promise<Reported> => {
  const answer = await receive(ports, exampleKeys(ports), {
    method: 'POST',
    path: `/in/report/${keyOf('portal')}`,
    query: {},
    headers: {},
    body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
    receivedAt: ports.time.now,
    address: '198.51.100.7',
    ...changes,
  });
  return { ...answer, json: answer.body.startsWith('{') ? JSON.parse(answer.body) : {} };
};
