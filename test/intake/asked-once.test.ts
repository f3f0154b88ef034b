import { SignatureV4 } from '@smithy/signature-v4';
import type { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { parseConfiguration } from '../../domain/configuration/parse-configuration.ts';
import { createDispatch } from '../../embedded/dispatch.ts';
import type { Embedded } from '../../embedded/muster.ts';
import { acceptEvents } from '../../intake/aws/accept-events.ts';
import { NodeSha256 } from '../../intake/aws/node-sha256.ts';
import { receivePublished } from '../../intake/aws/receive-published.ts';
import { receiveMail } from '../../intake/mail/receive-mail.ts';
import { receiveRequest } from '../../intake/receive-request.ts';
import { exampleFile } from '../../simulation/example-configuration.ts';
import { type SimulatedPorts, simulatedPorts } from '../../simulation/simulated-ports.ts';
import { exampleKeys, keyOf } from '../fakes/intake.ts';
import { GOOD, mailAddressOf, mailOf } from '../fakes/mail.ts';
import { fixture } from '../fakes/source-fixtures.ts';

const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:alarms';

const configuration = parseConfiguration({
  ...structuredClone(exampleFile),
  integrations: [
    ...exampleFile.integrations,
    { id: 'email-1', source: 'email', senders: ['example.com'] },
    { id: 'email-2', source: 'email', senders: ['example.com'] },
    { id: 'bus', source: 'aws-events', topicArns: [TOPIC] },
  ],
});

const event = () => fixture('cloudwatch', 'firing').body;
const five = <T>(one: (at: number) => T): T[] => Array.from({ length: 5 }, (_, at) => one(at));

/** A request as AWS's clients send it to the root of the embedded server, signed with the key pair of `bus`. */
const sendSigned = async (
  ports: SimulatedPorts,
  service: string,
  sent: Readonly<Record<string, string>>,
  body: string,
): Promise<number> => {
  const signer = new SignatureV4({
    credentials: { accessKeyId: 'bus', secretAccessKey: keyOf('bus') },
    region: 'eu-west-1',
    service,
    sha256: NodeSha256,
  });
  const where = { method: 'POST', protocol: 'http:', hostname: 'localhost', path: '/', query: {} };
  const { headers } = await signer.sign({ ...where, headers: { host: 'localhost', ...sent }, body });
  const embedded = { ports, stores: { unitOfWork: <T>(work: () => T) => work() } } as unknown as Embedded;
  const dispatch = createDispatch({ embedded, keys: keysApart(), api: {} as Hono, newId: () => 'id' });
  const request = { method: 'POST', path: '/', query: '', headers, address: '127.0.0.1' };
  return (await dispatch({ ...request, body: Buffer.from(body) })).status;
};

/** Keys are an adapter and look at the configuration by themselves: not what is counted here. */
const keysApart = () => exampleKeys(simulatedPorts({ configuration }));

/** What comes in; each brings several things that are read by what is in force. */
const UNITS: Readonly<Record<string, (ports: SimulatedPorts) => Promise<unknown>>> = {
  'a mail to five addresses': (ports) =>
    receiveMail(ports, keysApart(), {
      mail: mailOf(),
      recipients: ['email-1', 'email-2', 'scripts', 'bus', 'email-1'].map(mailAddressOf),
      receivedAt: ports.time.now,
      verdicts: GOOD,
    }),
  'five publications to a topic': (ports) =>
    receivePublished(
      ports,
      five(() => ({ topicArn: TOPIC, message: JSON.stringify(event()), subject: undefined })),
    ),
  'five events of a bus': (ports) => acceptEvents(ports, 'bus', five(event)),
  'a request of several alerts': (ports) =>
    receiveRequest(ports, keysApart(), {
      method: 'POST',
      path: `/in/alertmanager/${keyOf('prometheus')}`,
      query: {},
      headers: {},
      body: JSON.stringify(fixture('alertmanager', 'firing.am-001').body),
      receivedAt: ports.time.now,
    }),
  'a signed PutEvents of five entries': (ports) =>
    sendSigned(
      ports,
      'events',
      { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AWSEvents.PutEvents' },
      JSON.stringify({
        Entries: five((at) => ({ Source: 'shop', DetailType: 'Order Failed', Detail: `{"at":${at}}` })),
      }),
    ),
  'a signed Publish': (ports) =>
    sendSigned(
      ports,
      'sns',
      { 'content-type': 'application/x-www-form-urlencoded' },
      new URLSearchParams({ Action: 'Publish', TopicArn: TOPIC, Message: JSON.stringify(event()) }).toString(),
    ),
};

describe('what is in force', () => {
  it.each(Object.entries(UNITS))('is asked once, and at most once more by the door, for %s', async (_, unit) => {
    const simulated = simulatedPorts({ configuration });
    const asked = { configuration: 0, inForce: 0 };
    const ports: SimulatedPorts = {
      ...simulated,
      configuration: {
        current: () => {
          asked.configuration += 1;
          return simulated.configuration.current();
        },
      },
      inForce: () => {
        asked.inForce += 1;
        return simulated.inForce();
      },
    };
    await unit(ports);
    expect(simulated.stores.held.alerts.size + simulated.stores.held.quarantined.size).toBeGreaterThan(0);
    expect(asked.configuration).toBeLessThanOrEqual(1);
    expect(asked.inForce).toBe(1);
  });
});
