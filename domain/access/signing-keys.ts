import { createHmac } from 'node:crypto';

/** Keys that Muster signs with. Each purpose has its own, derived from the deployment's master key and never stored. */

const derive = (masterKey: Uint8Array, purpose: string): Uint8Array =>
  createHmac('sha256', masterKey).update(purpose).digest();

/** Signs links that act. */
export const linkKey = (masterKey: Uint8Array): Uint8Array => derive(masterKey, 'link');

/** Makes of who reported something a name that tells nobody who it was. */
export const reporterKey = (masterKey: Uint8Array): Uint8Array => derive(masterKey, 'reporter');

/** Signs what is posted to one webhook address: a receiver that knows its own key cannot forge pages for another. */
export const webhookKey = (masterKey: Uint8Array, address: string): Uint8Array =>
  derive(masterKey, `webhook:${address}`);

/** As the receiver's administrator pastes it: the form of Standard Webhooks. */
export const webhookSecret = (masterKey: Uint8Array, address: string): string =>
  `whsec_${Buffer.from(webhookKey(masterKey, address)).toString('base64')}`;
