import { readFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { Drill } from './drill.ts';
import { CONFIGURED, life } from './failing-walks.ts';
import { MACHINES } from './walked.ts';

/** Step Functions runs an execution to its end by the definition that it began with. */
const BEFORE = Object.fromEntries(
  MACHINES.map((machine) => [
    machine,
    readFileSync(new URL(`../fixtures/statemachines/${machine}.229bd5f.asl.json`, import.meta.url), 'utf8'),
  ]),
);

const begun: Drill[] = [];
afterAll(async () => {
  for (const drill of begun) await drill.end();
});

it.each(MACHINES)('an execution of %s that began before the due list goes on to its end', async (machine) => {
  const drill = await Drill.begin({ configured: CONFIGURED, definitions: BEFORE });
  begun.push(drill);
  await life[machine](drill);
  expect(drill.failures).toEqual([]);
  expect(drill.engine.listExecutions(machine).every(({ status }) => status === 'SUCCEEDED')).toBe(true);
  // What it would have asked for step by step has been done before it looks.
  expect(drill.calls.filter(({ name }) => name === 'advance-incident')).toEqual([]);
});
