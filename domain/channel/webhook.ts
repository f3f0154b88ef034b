import * as z from 'zod/mini';
import type { Channel, RenderLetter } from './channel.ts';
import { plainTextOf, SUBJECT_CHARACTERS, subjectOf } from './compose.ts';
import { pageData } from './rendering.ts';

/** What the machine itself answers at, and the names under which clouds tell it its own credentials. */
const OF_THE_MACHINE = [
  // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html; Azure, Google, Oracle and others the same.
  /^169\.254\./,
  /^\[fe[89ab]/,
  /^\[fd00:ec2::/,
  /^\[::ffff:a9fe:/,
  // https://cloud.google.com/compute/docs/metadata/overview
  /^metadata(\.google\.internal|\.goog)?\.?$/,
  /^instance-data(\..*)?$/,
  // https://www.alibabacloud.com/help/en/ecs/user-guide/view-instance-metadata; https://docs.oracle.com/en-us/iaas/
  /^100\.100\.100\.200$/,
  /^192\.0\.0\.192$/,
  // Nobody's: any address, multicast, broadcast.
  /^0\./,
  /^\[::\]$/,
  /^(22[4-9]|23\d|255)\./,
  /^\[ff/,
];

const isOfTheMachine = (hostname: string): boolean => OF_THE_MACHINE.some((pattern) => pattern.test(hostname));

const problemOf = (address: string): string | undefined => {
  if (!URL.canParse(address)) return 'a webhook is a whole URL, such as https://pager.example.com/ana';
  const { protocol, username, password, hostname } = new URL(address);
  if (protocol !== 'https:' && protocol !== 'http:')
    return 'a webhook begins with https:// (http:// inside one network)';
  if (username !== '' || password !== '') {
    return 'leave out the user and password: each message is signed, and the receiver checks the signature';
  }
  if (isOfTheMachine(hostname)) return 'this address belongs to the machine itself, and to no receiver';
  return undefined;
};

const renderLetter: RenderLetter = (letter) => ({ subject: subjectOf(letter), text: plainTextOf(letter) });

/** A person's own pager, bot or bridge: JSON, signed by the transport as Standard Webhooks says. */
export const webhook = {
  id: 'webhook',
  title: 'webhook',
  address: z.string().check(
    z.superRefine((address, context) => {
      const message = problemOf(address);
      if (message !== undefined) context.addIssue({ code: 'custom', message });
    }),
  ),
  /** Chat products put the secret into the path of the hook: only the origin is ever shown, to anybody. */
  shown: { masked: (address) => (URL.canParse(address) ? `${new URL(address).origin}/•••` : '•••') },
  limits: { subject: SUBJECT_CHARACTERS },
  renderLetter,
  renderPage: (m) => {
    const letter = renderLetter(m.letter, m.acknowledgeUrl);
    // Chat products show what a message calls its text.
    return { ...letter, data: { ...pageData(m), text: letter.text } };
  },
} as const satisfies Channel;
