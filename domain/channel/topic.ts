import * as z from 'zod/mini';
import type { Channel } from './channel.ts';
import { plainTextOf, subjectOf } from './compose.ts';
import { inGsm7 } from './gsm7.ts';
import { communicationData, oneLine, plain } from './rendering.ts';

/** SNS: a subject is ASCII, at most 100 characters, and begins with a letter, number or punctuation mark.
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const SUBJECT = 99;

/** https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html */
const TOPIC_NAME = /^[A-Za-z0-9_-]{1,256}$/;

export const isTopicName = (address: string): boolean => TOPIC_NAME.test(address);

/** As near as ASCII comes to it: an e without its accent, a hyphen for a dash. */
const inAscii = (text: string): string =>
  inGsm7(text)
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]/gu, '?');

const subjectFor = (text: string): string => oneLine(inAscii(text), SUBJECT).replace(/…$/, '') || 'Muster';

/** An SNS topic of the deployment, to which whoever wants to hear subscribes. */
export const topic = {
  id: 'topic',
  title: 'topic',
  address: z
    .string()
    .check(
      z.refine(
        isTopicName,
        'the name of a topic has letters, digits, hyphens and underscores, at most 256, and no ARN',
      ),
    ),
  shown: { masked: (address) => address, plainFrom: 'viewer' },
  limits: { subject: SUBJECT, atOnce: 8 },
  renderCommunication: (m) => ({
    subject: subjectFor(m.fill?.('subject', plain) ?? subjectOf(m.letter, SUBJECT)),
    text: m.fill?.('body', plain) ?? plainTextOf(m.letter),
    data: communicationData(m),
  }),
} as const satisfies Channel;
