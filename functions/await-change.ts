import * as z from 'zod';
import type { Ports } from '../ports/ports.ts';
import { awaitChange as keepWaiting } from '../usecases/incident/run-process.ts';
import { composePorts } from './composition/compose-ports.ts';
import { layFoundation } from './composition/foundation.ts';
import { lazily } from './composition/lazily.ts';
import { task } from './composition/task.ts';
import { workflowsOf } from './composition/workflows.ts';
import { readEnvironment } from './environment.ts';

const input = z.object({
  incidentId: z.string(),
  waiter: z.string(),
  token: z.string().min(1),
  seenSeq: z.number().int().min(0),
});

/** Keeps the token of a workflow that waits, or answers it at once when what it waits for has happened. */
export const awaitChange = (compose: () => Ports) => task(input, keepWaiting, compose);

export const handler = awaitChange(
  lazily(() =>
    composePorts({ ...layFoundation('await-change', readEnvironment('await-change')), workflows: workflowsOf({}) }),
  ),
);
