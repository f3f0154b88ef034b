import { hashOf } from '../../domain/chain/chain.ts';
import { DomainError } from '../../domain/failure/domain-error.ts';
import { becauseOf } from '../../domain/failure/why-refused.ts';
import type { PublicCommand } from '../../domain/incident/commands.ts';
import type { Ports } from '../../ports/ports.ts';
import { commandIncident } from '../incident/command-incident.ts';
import { type LinkedPage, lookAtLink } from './acknowledge-by-link.ts';

/** What somebody may do from the link of a page or notice, beside answering and deciding. */
export type LinkAction =
  | { readonly type: 'add-note'; readonly text: string }
  | { readonly type: 'pass-on'; readonly reason?: string }
  | { readonly type: 'ask-for-help'; readonly need: string; readonly person?: string }
  /** A role that they have themselves. */
  | { readonly type: 'assign-role'; readonly role: string; readonly person: string };

/**
 * Does something as the person whose link it is, under the rules that hold for a responder. Sending the same form again
 * changes nothing.
 *
 * @param seen the commit up to which the page showed the incident that the form stood on
 * @throws DomainError as `lookAtLink`, and what the rules of the incident refuse
 */
export const actByLink = async (
  ports: Ports,
  token: string,
  action: LinkAction,
  seen: string | undefined,
): Promise<LinkedPage> => {
  const { incident, person } = await lookAtLink(ports, token);
  // The same form sent again finds that it was done.
  const idempotencyKey = hashOf(['link', token, seen ?? '', action as never]);
  if (action.type === 'assign-role' && incident.roles[action.role]?.personId !== person.id) {
    const done = incident.roles[action.role]?.personId === action.person;
    if (done) return lookAtLink(ports, token);
    throw new DomainError(
      'not-permitted',
      'Nothing was handed on: you do not have this role any more.',
      becauseOf('role-not-yours'),
    );
  }
  const principal = { id: person.id, name: person.name, role: 'responder', personId: person.id } as const;
  await commandIncident(ports, principal, incident.incidentId, action as PublicCommand, { idempotencyKey });
  return lookAtLink(ports, token);
};
