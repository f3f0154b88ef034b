import { clientSettings } from '../../adapters/aws/client-settings.ts';
import { secretsManager } from '../../adapters/aws/services.ts';
import { rememberedMasterKey } from '../../adapters/secrets/master-key.ts';
import { masterKeyFromSecretsManager } from '../../adapters/secrets/secrets-manager.ts';

/** The deployment's master key, read when it is first needed. */
export const masterKeyOf = ({
  MASTER_SECRET_ARN,
}: {
  readonly MASTER_SECRET_ARN: string;
}): (() => Promise<Uint8Array>) =>
  rememberedMasterKey(masterKeyFromSecretsManager(secretsManager(clientSettings()), MASTER_SECRET_ARN));
