import { readFileSync } from 'node:fs';
import type { Clock } from '../asl/clock/index.ts';
import { createWorkflowEngine, ExecutionAlreadyExists, type Json, WorkflowError } from '../asl/index.ts';
import { placeholderOf } from '../asl/placeholders.ts';
import type { MachineName, Workflows } from '../ports/ports.ts';
import { PROCESS_TASKS } from '../usecases/incident/process-tasks.ts';

const MACHINES: readonly MachineName[] = ['major-incident', 'page-responders'];

const definitionOf = (machine: MachineName): string =>
  readFileSync(new URL(`../statemachines/${machine}.asl.json`, import.meta.url), 'utf8');

export interface SimulatedWorkflows extends Workflows {
  /** Every execution is gone, as after a crash of the one process that interprets them. */
  close(): void;
}

/**
 * The machines of `statemachines/`, interpreted on the given clock.
 *
 * @param run a task of theirs
 */
export const simulatedWorkflows = (options: {
  readonly clock: Clock;
  readonly newId: () => string;
  readonly run: (task: (typeof PROCESS_TASKS)[number], payload: unknown) => Promise<unknown>;
}): SimulatedWorkflows => {
  const engine = createWorkflowEngine({
    definitions: Object.fromEntries(MACHINES.map((machine) => [machine, definitionOf(machine)])),
    substitutions: {
      MaximumTurns: '400',
      ...Object.fromEntries(PROCESS_TASKS.map(({ name }) => [placeholderOf(name), name])),
    },
    invoke: (name, payload) => {
      const task = PROCESS_TASKS.find((one) => one.name === name);
      return task ? options.run(task, payload) : Promise.reject(new Error(`there is no task ${name}`));
    },
    clock: options.clock,
    newId: options.newId,
    random: () => 0.5,
  });
  const isRunning = (machine: MachineName, base: string): boolean =>
    engine.listExecutions(machine, 'RUNNING').some(({ name }) => name.replace(/-\d+$/, '') === base);
  return {
    close: () => engine.close(),
    ensureRunning: async (machine, { incidentId, pagingId }) => {
      const base = pagingId ? `${incidentId}-${pagingId}` : `${incidentId}-${machine}`;
      if (isRunning(machine, base)) return 'running';
      for (let generation = 0; ; generation += 1) {
        const input: Json = pagingId ? { incidentId, pagingId, generation } : { incidentId, generation };
        try {
          engine.startExecution({ machine, name: `${base}-${generation}`, input });
          return 'started';
        } catch (error) {
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
  };
};
