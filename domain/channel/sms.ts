import * as z from 'zod/mini';
import type { Channel } from './channel.ts';
import { oneLine, pageData } from './rendering.ts';

/** E.164: https://docs.aws.amazon.com/sns/latest/dg/sms_sending-overview.html */
const PHONE_NUMBER = /^\+[1-9]\d{4,14}$/;

/** The number as networks take it: people write it with spaces, hyphens and brackets. */
export const phoneNumberOf = (address: string): string | undefined => {
  const number = address.replace(/[\s()-]/g, '');
  return PHONE_NUMBER.test(number) ? number : undefined;
};

/**
 * What stands before the link, in characters. The link is what the message is for: it is never what gets cut. SNS takes 1600
 * characters: https://docs.aws.amazon.com/sns/latest/dg/sms_publish-to-phone.html
 */
const HEAD = 100;

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
  limits: { subject: HEAD, text: HEAD },
  renderPage: (m) => {
    const { page } = m;
    const head = oneLine(`${page.severity} ${page.number} ${m.serviceName}: ${page.title}`, HEAD);
    return { subject: head, text: `${head}\nAck: ${m.acknowledgeUrl}`, data: pageData(m) };
  },
} as const satisfies Channel;
