import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { clientSettings } from '../../adapters/aws/client-settings.ts';
import { rememberedMasterKey } from '../../adapters/secrets/master-key.ts';
import { masterKeyFromSecretsManager } from '../../adapters/secrets/secrets-manager.ts';

/** The deployment's master key, read when it is first needed. */
export const masterKeyOf = ({
  MASTER_SECRET_ARN,
}: {
  readonly MASTER_SECRET_ARN: string;
}): (() => Promise<Uint8Array>) =>
  rememberedMasterKey(masterKeyFromSecretsManager(new SecretsManagerClient(clientSettings()), MASTER_SECRET_ARN));
