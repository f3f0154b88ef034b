import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';

/** To make one of the bytes takes longer than to sign with it. */
const keyObjects = new WeakMap<Uint8Array, KeyObject>();

const keyObjectOf = (key: Uint8Array): KeyObject => {
  const known = keyObjects.get(key);
  if (known) return known;
  const made = createSecretKey(key);
  keyObjects.set(key, made);
  return made;
};

/** HMAC-SHA256 over what a link is about. The purpose comes first: no link of one kind is read as one of another. */
export const macOfLink = (key: Uint8Array, purpose: string, about: string | Uint8Array): Buffer =>
  createHmac('sha256', keyObjectOf(key)).update(`${purpose}\n`).update(about).digest();

/** 80 bits, the least that RFC 2104 §5 recommends; each guess is a request. */
const SHORT_BYTES = 10;

/** The same for links that go into text messages, which have little room. */
export const shortMac = (key: Uint8Array, purpose: string, about: string | Uint8Array): Buffer =>
  macOfLink(key, purpose, about).subarray(0, SHORT_BYTES);
