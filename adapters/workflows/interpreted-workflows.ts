import type { Clock } from '../../asl/clock/index.ts';
import { executionArn } from '../../asl/execution.ts';
import {
  createWorkflowEngine,
  ExecutionAlreadyExists,
  type Json,
  type WorkflowEngine,
  WorkflowError,
} from '../../asl/index.ts';
import { placeholderOf } from '../../asl/placeholders.ts';
import type { MachineName, Workflows } from '../../ports/ports.ts';
import { MAXIMUM_TURNS } from '../../statemachines/limits.ts';
import majorIncident from '../../statemachines/major-incident.asl.json' with { type: 'json' };
import pageResponders from '../../statemachines/page-responders.asl.json' with { type: 'json' };

/** The functions that the machines call, by the name that joins function, construct and placeholder. */
export type TaskFunctions = Readonly<Record<string, (payload: unknown) => Promise<unknown>>>;

const DEFINITIONS: Readonly<Record<MachineName, object>> = {
  'major-incident': majorIncident,
  'page-responders': pageResponders,
};

/** The same machine files as on AWS, interpreted on the given clock. */
export const interpretedWorkflows = (options: {
  clock: Clock;
  functions: TaskFunctions;
  newId: () => string;
  onFailedExecution: (name: string, error: string | undefined, cause: string | undefined) => void;
  /** A test gives an engine that it can watch and disturb. */
  createEngine?: typeof createWorkflowEngine;
}): { workflows: Workflows; engine: WorkflowEngine } => {
  const { clock, functions, createEngine = createWorkflowEngine } = options;
  // The generation last seen of each running process, so that looking is one step.
  const generations = new Map<string, number>();
  const engine = createEngine({
    definitions: DEFINITIONS,
    substitutions: {
      MaximumTurns: String(MAXIMUM_TURNS),
      ...Object.fromEntries(Object.keys(functions).map((name) => [placeholderOf(name), name])),
    },
    invoke: (name, payload) => {
      const run = functions[name];
      if (!run) return Promise.reject(new Error(`there is no function ${name}`));
      return run(payload);
    },
    clock,
    newId: options.newId,
    onEvent: (event) => {
      if (event.type === 'ExecutionSucceeded' || event.type === 'ExecutionFailed')
        generations.delete(event.executionName.replace(/-\d+$/, ''));
      if (event.type === 'ExecutionFailed') options.onFailedExecution(event.executionName, event.error, event.cause);
    },
  });

  const statusOf = (machine: MachineName, name: string): string | undefined => {
    try {
      return engine.describeExecution(executionArn(machine, name)).status;
    } catch {
      return undefined;
    }
  };

  return {
    engine,
    workflows: {
      ensureRunning: async (machine, { incidentId, pagingId }) => {
        const base = pagingId ? `${incidentId}-${pagingId}` : `${incidentId}-${machine}`;
        for (let generation = generations.get(base) ?? 0; ; generation += 1) {
          generations.set(base, generation);
          const name = `${base}-${generation}`;
          if (statusOf(machine, name) === 'RUNNING') return 'running';
          const input: Json = pagingId ? { incidentId, pagingId, generation } : { incidentId, generation };
          try {
            return engine.startExecution({ machine, name, input }).started ? 'started' : 'running';
          } catch (error) {
            // Ended, perhaps so long ago that only its name is remembered: the next generation.
            if (!(error instanceof ExecutionAlreadyExists)) throw error;
          }
        }
      },
      wake: async (token, output) => {
        try {
          engine.sendTaskSuccess(token, output as Json);
          return true;
        } catch (error) {
          if (error instanceof WorkflowError) return false;
          throw error;
        }
      },
    },
  };
};
