import * as z from 'zod/mini';
import { standingOf } from '../../../domain/process/situation.ts';
import { awaitChange } from '../run-process.ts';
import { task, text } from './task.ts';

const whole = z.int().check(z.gte(0));

/** As the machine was told it; executions that earlier versions began pass none. */
const told = z.union([
  z.object({ phase: text, waitSeconds: whole, level: whole, round: whole }),
  z.object({ phase: text, waitSeconds: whole }),
]);

export const awaitChangeTask = task(
  'await-change',
  z.object({ incidentId: text, waiter: text, token: text, seenSeq: whole, situation: z.optional(told) }),
  (ports, { situation, ...wait }) =>
    awaitChange(ports, {
      ...wait,
      ...(situation && {
        waitsFor: {
          standing: standingOf(situation as Parameters<typeof standingOf>[0]),
          until: ports.clock.now() + situation.waitSeconds * 1000,
        },
      }),
    }),
);
