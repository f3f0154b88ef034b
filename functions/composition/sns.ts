import { clientSettings } from '../../adapters/aws/client-settings.ts';
import type { AwsCall } from '../../adapters/aws/json-protocol.ts';
import { sns } from '../../adapters/aws/services.ts';

export const snsOf = (): AwsCall => sns(clientSettings());
