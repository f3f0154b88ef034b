import { readConfigurationFiles } from '../../config/read-configuration.ts';
import type { Configuration } from '../../domain/configuration/configuration.ts';

export type { Configuration } from '../../domain/configuration/configuration.ts';
export type { TokenIssuer } from '../../lib/api-access.ts';
export type { CheckpointKeeping } from '../../lib/checkpoints.ts';
export type { MailReceiver } from '../../lib/inbound-mail.ts';
export type { AdoptedTable } from '../../lib/incident-table.ts';
export { Muster, type MusterProps } from '../../lib/muster.ts';
export { MusterStack, type MusterStackProps } from '../../lib/muster-stack.ts';
export type { MailSender } from '../../lib/outgoing-mail.ts';
export type { OwnAlarmsProps } from '../../lib/own-alarms.ts';
export type { CustomDomain } from '../../lib/public-api.ts';

/**
 * The configuration in the `*.yaml` files of a directory, as `Muster` takes it.
 *
 * @throws an error with the code `configuration-invalid` whose message names file, line and reason of every mistake
 */
export const loadConfiguration = async (directory: string): Promise<Configuration> =>
  (await readConfigurationFiles(directory)).configuration;
