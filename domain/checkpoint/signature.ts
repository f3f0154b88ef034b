import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject, sign, verify } from 'node:crypto';

/** Signs what is kept outside of the store. */
export interface Signer {
  /** 32 bytes in hexadecimal digits. */
  readonly publicKey: string;
  /** @returns 64 bytes in hexadecimal digits */
  sign(text: string): string;
}

/** What stands before the 32 bytes of an Ed25519 key (RFC 8410): of a private one in PKCS #8, of a public one in SPKI. */
const PRIVATE_KEY = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC_KEY = Buffer.from('302a300506032b6570032100', 'hex');

const publicKeyOf = (key: string): KeyObject =>
  createPublicKey({ key: Buffer.concat([PUBLIC_KEY, Buffer.from(key, 'hex')]), format: 'der', type: 'spki' });

/**
 * The key pair of an installation, made from its master key: whoever has the public half can check, and only the master key can
 * sign. The same key pair for the same master key, so its public half also says which master key a store belongs to.
 */
export const signerOf = (masterKey: Uint8Array): Signer => {
  const seed = Buffer.from(hkdfSync('sha256', masterKey, '', 'muster checkpoints', 32));
  const privateKey = createPrivateKey({ key: Buffer.concat([PRIVATE_KEY, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(PUBLIC_KEY.length);
  return {
    publicKey: publicKey.toString('hex'),
    sign: (text) => sign(null, Buffer.from(text), privateKey).toString('hex'),
  };
};

/** Whether the key's owner signed this text. @param key as `Signer.publicKey`; one that is none has signed nothing */
export const isSignedBy = (key: string, text: string, signature: string): boolean => {
  try {
    return verify(null, Buffer.from(text), publicKeyOf(key), Buffer.from(signature, 'hex'));
  } catch {
    return false;
  }
};
