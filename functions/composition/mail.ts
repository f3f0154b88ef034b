import { SESv2Client } from '@aws-sdk/client-sesv2';
import { clientSettings } from '../../adapters/aws/client-settings.ts';
import { sesTransport } from '../../adapters/ses/ses-transport.ts';
import type { Transport } from '../../ports/ports.ts';

export const mailOf = (environment: {
  readonly MAIL_FROM: string;
  readonly SES_CONFIGURATION_SET?: string;
}): Transport =>
  sesTransport({
    client: new SESv2Client(clientSettings()),
    from: environment.MAIL_FROM,
    configurationSet: environment.SES_CONFIGURATION_SET,
  });
