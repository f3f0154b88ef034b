import type { IntegrationAccess } from '../../api/routes/integrations.ts';
import { didYouMean } from '../../domain/configuration/closest-name.ts';
import type { ApiClient } from '../api-client.ts';
import { CommandFailed } from '../terminal.ts';

/** An integration of the configuration in force. @throws CommandFailed when there is none of that id */
export const findIntegration = async (client: ApiClient, id: string): Promise<IntegrationAccess> => {
  const { items } = await client.get<{ items: IntegrationAccess[] }>('/v1/integrations');
  const found = items.find((one) => one.id === id);
  if (found) return found;
  const known = items.map((one) => one.id);
  throw new CommandFailed(
    `There is no integration "${id}" in force.${didYouMean(id, known)}`,
    `Known: ${known.join(', ')}. One that was just created is in force after the next start or deploy.`,
  );
};
