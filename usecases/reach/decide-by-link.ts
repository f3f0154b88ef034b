import { DomainError } from '../../domain/failure/domain-error.ts';
import { becauseOf } from '../../domain/failure/why-refused.ts';
import type { IncidentCommand } from '../../domain/incident/commands.ts';
import type { Ports } from '../../ports/ports.ts';
import { executeCommand } from '../incident/execute-command.ts';
import { type LinkedPage, lookAtLink } from './acknowledge-by-link.ts';
import { metadataByLink } from './links.ts';

/** What a manager decides from the link of the page that asked for it. */
export type Decision =
  | { readonly type: 'accept'; readonly businessImpact?: string }
  | { readonly type: 'reject'; readonly reason: string };

/**
 * Declares or rejects as the person whose page asked for a decision. What somebody else has decided meanwhile stays.
 *
 * @throws DomainError as `lookAtLink`; `not-permitted` for a page that asked for something else
 */
export const decideByLink = async (ports: Ports, token: string, decision: Decision): Promise<LinkedPage> => {
  const linked = await lookAtLink(ports, token);
  const { incident, paging, person } = linked;
  if (paging?.purpose !== 'major-incident-manager') {
    throw new DomainError(
      'not-permitted',
      'Nothing was decided: this page did not ask for a decision.',
      becauseOf('no-decision-asked'),
    );
  }
  if (incident.major !== 'candidate') return linked;
  await executeCommand(
    ports,
    await ports.inForce(),
    incident.incidentId,
    {
      ...decision,
      metadata: metadataByLink(
        ports,
        person,
        `link-${decision.type}-${incident.incidentId}-${incident.candidate?.since}`,
      ),
    } as IncidentCommand,
    { known: incident },
  );
  await ports.stores.durable();
  return lookAtLink(ports, token);
};
