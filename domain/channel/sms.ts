import * as z from 'zod/mini';
import type { Channel, RenderLetter } from './channel.ts';
import { SUBJECT_CHARACTERS, subjectOf, TEXT_PLACES, textMessageOf } from './compose.ts';
import { pageData } from './rendering.ts';

/** E.164: https://docs.aws.amazon.com/sns/latest/dg/sms_sending-overview.html */
const PHONE_NUMBER = /^\+[1-9]\d{4,14}$/;

/** The number as networks take it: people write it with spaces, hyphens and brackets. */
export const phoneNumberOf = (address: string): string | undefined => {
  const number = address.replace(/[\s()-]/g, '');
  return PHONE_NUMBER.test(number) ? number : undefined;
};

const renderLetter: RenderLetter = (letter, link) => ({
  subject: subjectOf(letter),
  text: textMessageOf(letter, link),
});

/** A text message to a telephone. */
export const sms = {
  id: 'sms',
  title: 'text message',
  address: z
    .string()
    .check(
      z.refine(
        (address) => phoneNumberOf(address) !== undefined,
        'a telephone number is written in international form, such as +491700000000',
      ),
    ),
  shown: { masked: (address) => `${address.slice(0, 3)}•••${address.slice(-2)}`, plainFrom: 'responder' },
  limits: { subject: SUBJECT_CHARACTERS, text: TEXT_PLACES },
  renderLetter,
  renderPage: (m) => ({ ...renderLetter(m.letter, m.acknowledgeUrl), data: pageData(m) }),
} as const satisfies Channel;
