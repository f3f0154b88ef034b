import type * as z from 'zod';
import {
  type PublicCommand,
  type PublicCommandName,
  publicCommands,
  requiredRole,
} from '../../domain/incident/commands.ts';
import { incidentState } from '../../domain/incident/state.ts';
import { commandIncident } from '../../usecases/command-incident.ts';
import { type Route, route } from '../route.ts';
import { incidentParams } from '../schemas/incident.ts';
import { tagOf } from './incidents.ts';

/** What each command does, in the words of the document and of `muster --help`. */
export const COMMAND_SUMMARIES: Readonly<Record<PublicCommandName, string>> = {
  propose: 'Proposes it as a major incident; the manager on duty decides',
  accept: 'Declares it a major incident',
  reject: 'Decides that a candidate is not a major incident',
  demote: 'Makes a major incident an ordinary one again',
  acknowledge: 'Says that somebody has it; stops the paging',
  investigate: 'Says that somebody works on it',
  identify: 'Says what the cause is',
  'assign-role': 'Gives a role to a person, or hands it over',
  'change-severity': 'Changes the severity, or the impact and urgency it follows from',
  'post-update': 'Tells the stakeholders where it stands',
  'add-note': 'Adds a note to the timeline',
  mitigate: 'Says that the service is back, by workaround or by fix; recovery is watched',
  resolve: 'Says that it is over',
  reopen: 'Says that it is not over after all; people are engaged again',
  close: 'Closes a resolved incident',
  merge: 'Makes it a child of another incident',
  'complete-review': 'Publishes the review',
  'correct-stamp': 'Corrects a time stamp; the first one stays on the timeline',
};

/** `change-severity` → `changeSeverity`. */
const operationIdOf = (name: PublicCommandName): string =>
  name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

const commandRoute = (name: PublicCommandName): Route =>
  route({
    method: 'post',
    path: `/v1/incidents/{incident}/${name}`,
    operationId: operationIdOf(name),
    summary: COMMAND_SUMMARIES[name],
    tag: 'commands',
    role: requiredRole[name],
    conditional: 'write',
    params: incidentParams,
    body: publicCommands[name] as z.ZodType<Record<string, unknown>>,
    answers: { 200: { description: 'The incident as of this command', schema: incidentState } },
    async handle({ ports, principal, params, body, expectedSeq, idempotencyKey }) {
      const command = { ...body, type: name } as PublicCommand;
      const state = await commandIncident(ports, principal, params.incident, command, { expectedSeq, idempotencyKey });
      return { status: 200, body: state, headers: { etag: tagOf(state) } };
    },
  });

export const incidentCommandRoutes = (Object.keys(publicCommands) as PublicCommandName[]).map(commandRoute);
