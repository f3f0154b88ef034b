import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { MasterKeyError } from './master-key.ts';

/** The master key as Secrets Manager keeps it: bytes, or text whose UTF-8 is the key. */
export const masterKeyFromSecretsManager =
  (client: SecretsManagerClient, secretArn: string) => async (): Promise<Uint8Array> => {
    try {
      const { SecretString, SecretBinary } = await client.send(new GetSecretValueCommand({ SecretId: secretArn }));
      return SecretBinary ?? Buffer.from(SecretString ?? '');
    } catch (cause) {
      throw new MasterKeyError('unreadable', 'The master key could not be read from Secrets Manager.', { cause });
    }
  };
