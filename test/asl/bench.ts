import { VirtualClock } from '../../asl/clock/index.ts';
import type { WorkflowEngineOptions } from '../../asl/index.ts';
import { type AslDefinition, createWorkflowEngine, type Invoke, statesEntered } from '../../asl/index.ts';

/** A machine of the given states, starting at the first. */
export function machineOf(states: Record<string, object>, fields: object = {}): AslDefinition {
  return { QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states, ...fields };
}

export const INVOKE = 'arn:aws:states:::lambda:invoke';
export const WAIT_FOR_TOKEN = 'arn:aws:states:::lambda:invoke.waitForTaskToken';

/** A Task that invokes a function with `payload`. */
export function invoking(FunctionName: string, fields: object = { End: true }, Payload: unknown = {}): object {
  return { Type: 'Task', Resource: INVOKE, Arguments: { FunctionName, Payload }, ...fields };
}

/** A Task that hands its token to a function and waits for the signal. */
export function awaitingToken(FunctionName: string, fields: object = { End: true }): object {
  const Arguments = { FunctionName, Payload: { token: '{% $states.context.Task.Token %}' } };
  return { Type: 'Task', Resource: WAIT_FOR_TOKEN, Arguments, ...fields };
}

type Functions = Record<string, (payload: never, context: Parameters<Invoke>[2]) => unknown>;

/** An engine on a virtual clock, with functions by name; it remembers every call and the tokens it was handed. */
export function bench(
  definitions: AslDefinition | Record<string, AslDefinition>,
  functions: Functions = {},
  options: Partial<WorkflowEngineOptions> = {},
) {
  const clock = new VirtualClock();
  const calls: { name: string; payload: unknown; atMs: number }[] = [];
  const tokens: string[] = [];
  const startMs = clock.now();
  let ids = 0;
  const machines = isDefinition(definitions) ? { machine: definitions } : definitions;
  const engine = createWorkflowEngine({
    definitions: machines as Record<string, AslDefinition>,
    clock,
    newId: () => `id-${++ids}`,
    invoke: async (name, payload, context) => {
      calls.push({ name, payload, atMs: clock.now() - startMs });
      if (context.taskToken !== undefined) tokens.push(context.taskToken);
      const implementation = functions[name];
      return implementation === undefined ? null : implementation(payload as never, context);
    },
    ...options,
  });
  const start = (input: unknown = {}, name = 'run', machine = Object.keys(machines)[0] ?? '') =>
    engine.startExecution({ machine, name, input }).executionArn;
  return {
    engine,
    clock,
    calls,
    tokens,
    start,
    elapsedMs: () => clock.now() - startMs,
    /** Starts, lets every timer fire, and tells how it ended. */
    async run(input: unknown = {}) {
      const arn = start(input);
      await clock.runUntilIdle();
      return { ...engine.describeExecution(arn), path: statesEntered(engine.history(arn)) };
    },
    path: (arn: string) => statesEntered(engine.history(arn)),
    eventTypes: (arn: string) => engine.history(arn).map((event) => event.type),
  };
}

function isDefinition(value: object | string): value is AslDefinition {
  return typeof value === 'string' || 'StartAt' in value;
}

/** An error as a function would throw it: its name is the error code. */
export function errorNamed(name: string, message = 'no'): Error {
  return Object.assign(new Error(message), { name });
}
