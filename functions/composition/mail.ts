import { clientSettings } from '../../adapters/aws/client-settings.ts';
import { ses } from '../../adapters/aws/services.ts';
import { sesTransport } from '../../adapters/ses/ses-transport.ts';
import type { Transport } from '../../ports/ports.ts';

export const mailOf = (environment: {
  readonly MAIL_FROM: string;
  readonly SES_CONFIGURATION_SET?: string;
}): Transport =>
  sesTransport({
    client: ses(clientSettings()),
    from: environment.MAIL_FROM,
    configurationSet: environment.SES_CONFIGURATION_SET,
  });
