import type { Integration } from '../../domain/configuration/integration.ts';
import type { MailMessage } from '../../domain/mail/mail-message.ts';
import type { MailVerdicts } from '../../domain/mail/mail-verdicts.ts';
import { type MailOutcome, type ReceivedMail, receiveMail } from '../../intake/mail/receive-mail.ts';
import type { Ports } from '../../ports/ports.ts';
import { exampleConfiguration } from '../../simulation/example-configuration.ts';
import { type SimulatedPorts, simulatedPorts } from '../../simulation/simulated-ports.ts';
import { exampleKeys, keyOf } from './intake.ts';
import { integrationOf } from './source-fixtures.ts';

/** Ports whose configuration has the integration `email-1`, and more of them if need be. */
export const portsWithMail = (
  changes: Partial<Integration> = {},
  ...others: readonly Integration[]
): SimulatedPorts => {
  const example = exampleConfiguration();
  return simulatedPorts({
    configuration: { ...example, integrations: [...example.integrations, integrationOf('email', changes), ...others] },
  });
};

export const mailAddressOf = (integrationId = 'email-1'): string => `${keyOf(integrationId)}@in.example.com`;

export const GOOD: MailVerdicts = { spam: 'PASS', virus: 'PASS', spf: 'PASS', dkim: 'PASS', dmarc: 'PASS' };

/** A mail of Ana, as it is after it was taken apart. */
export const mailOf = (changes: Partial<MailMessage> = {}): MailMessage => ({
  from: 'ana@example.com',
  to: [mailAddressOf()],
  subject: 'checkout is down',
  messageId: 'a1@mail.example.com',
  date: '2026-11-21T19:59:00.000Z',
  returnPath: 'ana@example.com',
  text: 'Nobody can pay.',
  ...changes,
});

/** Delivers a mail, now, to the integration `email-1`, unless told otherwise. */
export const deliver = (
  ports: SimulatedPorts | (Ports & Pick<SimulatedPorts, 'time'>),
  mail: Partial<MailMessage> = {},
  more: Partial<ReceivedMail> = {},
): Promise<MailOutcome> =>
  receiveMail(
    ports,
    exampleKeys(ports),
    { mail: mailOf(mail), recipients: [mailAddressOf()], receivedAt: ports.time.now, verdicts: GOOD, ...more },
    'Muster <muster@example.com>',
  );
