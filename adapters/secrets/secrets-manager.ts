import type { AwsCall } from '../aws/json-protocol.ts';
import { MasterKeyError } from './master-key.ts';

interface Value {
  readonly SecretString?: string;
  /** In base64. */
  readonly SecretBinary?: string;
}

/** The master key as Secrets Manager keeps it: bytes, or text whose UTF-8 is the key. */
export const masterKeyFromSecretsManager = (client: AwsCall, secretArn: string) => async (): Promise<Uint8Array> => {
  try {
    const { SecretString, SecretBinary } = await client<Value>('GetSecretValue', { SecretId: secretArn });
    return SecretBinary === undefined ? Buffer.from(SecretString ?? '') : Buffer.from(SecretBinary, 'base64');
  } catch (cause) {
    throw new MasterKeyError('unreadable', 'The master key could not be read from Secrets Manager.', { cause });
  }
};
