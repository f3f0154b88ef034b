import type * as z from 'zod';
import { warningsOfUpdate } from '../../domain/communication/unheard.ts';
import { type PublicCommand, type PublicCommandName, publicCommands } from '../../domain/incident/commands.ts';
import { requiredRole } from '../../domain/incident/required-role.ts';
import { showIncident } from '../../projections/incident.ts';
import { commandIncident } from '../../usecases/incident/command-incident.ts';
import { showWordsOf, withReporter } from '../../usecases/personal/read-words.ts';
import { COMMAND_SUMMARIES } from '../command-summaries.ts';
import { type Route, route } from '../route.ts';
import { incidentParams, incidentWithWarnings, shownIncident } from '../schemas/incident.ts';
import { tagOf } from './incidents.ts';

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
    role: requiredRole(name),
    conditional: 'write',
    params: incidentParams,
    body: publicCommands[name] as z.ZodType<Record<string, unknown>>,
    answers: {
      200: {
        description: 'The incident as of this command',
        schema: name === 'post-update' ? incidentWithWarnings : shownIncident,
      },
    },
    async handle({ ports, principal, params, body, expectedSeq, idempotencyKey }) {
      const command = { ...body, type: name } as PublicCommand;
      const state = await commandIncident(ports, principal, params.incident, command, { expectedSeq, idempotencyKey });
      const warnings = name === 'post-update' ? warningsOfUpdate(state) : [];
      const shown = {
        ...showIncident(withReporter(await showWordsOf(ports, state), await ports.inForce())),
        ...(warnings.length > 0 && { warnings }),
      };
      return { status: 200, body: shown, headers: { etag: tagOf(state) } };
    },
  });

export const incidentCommandRoutes = (Object.keys(publicCommands) as PublicCommandName[]).map(commandRoute);
