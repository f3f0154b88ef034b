import { SNSClient } from '@aws-sdk/client-sns';
import { clientSettings } from '../../adapters/aws/client-settings.ts';

export const snsOf = (): SNSClient => new SNSClient(clientSettings());
