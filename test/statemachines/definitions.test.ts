import validate from 'asl-validator';
import ofStepFunctions from 'jsonata-stepfunctions';
import ofStepFunctionsPackage from 'jsonata-stepfunctions/package.json' with { type: 'json' };
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Drill } from './drill.ts';
import { definitionOf, expressionsIn, MACHINES, PLACEHOLDER, textOf } from './walked.ts';

const placeholdersOf = (text: string): string[] => [
  ...new Set([...text.matchAll(PLACEHOLDER)].map((found) => found[1] ?? '')),
];

let drill: Drill;
beforeAll(async () => {
  drill = await Drill.begin();
});
afterAll(() => drill.end());

const substituted = (machine: string): string =>
  textOf(machine).replace(PLACEHOLDER, (_all, name: string) => drill.substitutions[name] ?? `\${${name}}`);

describe.each(MACHINES)('%s.asl.json', (machine) => {
  const states = Object.entries(definitionOf(machine).States);
  const tasks = states.filter(([, state]) => state.Type === 'Task');

  it('is a valid state machine', () => {
    const { isValid, errors } = validate(JSON.parse(substituted(machine)), { checkPaths: true, checkArn: false });
    expect(errors).toEqual([]);
    expect(isValid).toBe(true);
  });

  it('has a description, and states whose names read as sentences', () => {
    expect(textOf(machine)).toMatch(/^\{\s*"Comment": "\S+/);
    for (const [name] of states) expect(name).toMatch(/^[A-Z][a-z]*( [a-z]+)+\??$/);
  });

  it('asks only what has a question mark', () => {
    for (const [name, { Type }] of states)
      expect(`${name}: ${Type === 'Choice'}`).toBe(`${name}: ${name.endsWith('?')}`);
  });

  it.each(tasks)('is ready for the failure of "%s"', (_name, state) => {
    expect(state.TimeoutSeconds).toBeDefined();
    expect(state.Retry?.length).toBeGreaterThan(0);
    expect(state.Catch?.at(-1)?.ErrorEquals).toEqual(['States.ALL']);
  });

  it('names nothing that the embedded target does not bind', () => {
    expect(placeholdersOf(textOf(machine)).filter((name) => !(name in drill.substitutions))).toEqual([]);
  });

  it('holds expressions that compile under the JSONata of Step Functions', () => {
    expect(ofStepFunctionsPackage.version).toBe('2.0.6');
    const expressions = expressionsIn(JSON.parse(substituted(machine)));
    expect(expressions.length).toBeGreaterThan(10);
    for (const expression of expressions) expect(() => ofStepFunctions(expression), expression).not.toThrow();
  });
});

it('leaves no function of the embedded target unused', () => {
  const named = new Set(MACHINES.flatMap((machine) => placeholdersOf(textOf(machine))));
  expect(Object.keys(drill.substitutions).filter((name) => !named.has(name))).toEqual([]);
});
