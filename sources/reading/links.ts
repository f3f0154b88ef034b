import { type Link, SIGNAL_LIMITS } from '../../domain/signal/signal.ts';
import { cleanText } from './text.ts';

const LONGEST_ADDRESS = 2048;
const LONGEST_TEXT = 255;

/** Adds a link; anything but http and https, which a browser might run as code, is left out. */
export const addLink = (links: Link[], href: unknown, text: unknown, otherwise: string): void => {
  if (typeof href !== 'string' || href.length > LONGEST_ADDRESS || links.length >= SIGNAL_LIMITS.links) return;
  const address = cleanText(href, LONGEST_ADDRESS);
  if (address === undefined || !/^https?:\/\//i.test(address)) return;
  links.push({ href: address, text: cleanText(text, LONGEST_TEXT) ?? otherwise });
};
