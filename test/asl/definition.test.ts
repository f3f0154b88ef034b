// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of CloudFormation
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { type AslDefinition, AslDefinitionError } from '../../asl/index.ts';
import { awaitingToken, bench, invoking, machineOf, WAIT_FOR_TOKEN } from './bench.ts';

/** The problems of a definition, as `code location`. */
function problems(definition: AslDefinition, substitutions = {}): string[] {
  try {
    bench({ machine: definition }, {}, { substitutions }).engine.close();
    return [];
  } catch (error) {
    if (!(error instanceof AslDefinitionError)) throw error;
    return error.problems.map(({ code, location }) => `${code} ${location}`);
  }
}

// asl-validator ships no types.
const aslValidator = createRequire(import.meta.url)('asl-validator');

const Done = { Type: 'Succeed' };
const pass = (fields: object) => ({ Type: 'Pass', ...fields });

describe('a definition is refused', () => {
  it.each<[string, AslDefinition, string]>([
    ['JSONPath', { StartAt: 'Done', States: { Done } }, 'INVALID_VALUE /QueryLanguage'],
    [
      'a state in JSONPath',
      machineOf({ A: pass({ QueryLanguage: 'JSONPath', End: true }) }),
      'INVALID_VALUE /States/A/QueryLanguage',
    ],
    ['an unknown type', machineOf({ A: { Type: 'Sleep', End: true } }), 'UNKNOWN_STATE_TYPE /States/A/Type'],
    ['no type', machineOf({ A: { End: true } }), 'MISSING_FIELD /States/A'],
    [
      'a JSONPath field',
      machineOf({ A: pass({ Parameters: {}, End: true }) }),
      'UNSUPPORTED_FIELD /States/A/Parameters',
    ],
    ['Assign in Succeed', machineOf({ A: { ...Done, Assign: { a: 1 } } }), 'UNSUPPORTED_FIELD /States/A/Assign'],
    ['neither Next nor End', machineOf({ A: pass({}) }), 'MISSING_FIELD /States/A'],
    ['both Next and End', machineOf({ A: pass({ Next: 'Done', End: true }), Done }), 'INVALID_VALUE /States/A/End'],
    ['a dangling Next', machineOf({ A: pass({ Next: 'B' }), Done }), 'MISSING_TRANSITION_TARGET /States/A/Next'],
    [
      'a dangling StartAt',
      { QueryLanguage: 'JSONata', StartAt: 'B', States: { Done } },
      'MISSING_TRANSITION_TARGET /StartAt',
    ],
    ['an unreachable state', machineOf({ A: pass({ End: true }), Done }), 'UNREACHABLE_STATE /States/Done'],
    ['no way to an end', machineOf({ A: pass({ Next: 'A' }) }), 'MISSING_END_STATE /States'],
    ['no states', { QueryLanguage: 'JSONata', StartAt: 'A', States: {} }, 'INVALID_VALUE /States'],
    [
      'a placeholder left',
      machineOf({ A: pass({ Output: '${Missing}', End: true }) }),
      'UNRESOLVED_PLACEHOLDER /States/A/Output',
    ],
    [
      'JSONata that does not parse',
      machineOf({ A: pass({ Output: '{% a[1,2) %}', End: true }) }),
      'INVALID_JSONATA_EXPRESSION /States/A/Output',
    ],
    [
      'loose delimiters',
      machineOf({ A: pass({ Output: ' {% 1 %}', End: true }) }),
      'INVALID_JSONATA_EXPRESSION /States/A/Output',
    ],
    [
      'an open expression',
      machineOf({ A: pass({ Output: { a: ['{% 1'] }, End: true }) }),
      'INVALID_JSONATA_EXPRESSION /States/A/Output/a[0]',
    ],
    [
      'a bare name',
      machineOf({ A: pass({ Output: '{% phone %}', End: true }) }),
      'UNSUPPORTED_JSONATA_EXPRESSION /States/A/Output',
    ],
    [
      '$$',
      machineOf({ A: pass({ Output: '{% $$.a %}', End: true }) }),
      'UNSUPPORTED_JSONATA_EXPRESSION /States/A/Output',
    ],
    [
      '$eval',
      machineOf({ A: pass({ Output: "{% $eval('1') %}", End: true }) }),
      'UNSUPPORTED_JSONATA_EXPRESSION /States/A/Output',
    ],
    [
      '$states.result too early',
      machineOf({ A: invoking('f', { End: true }, '{% $states.result %}') }),
      'UNSUPPORTED_JSONATA_EXPRESSION /States/A/Arguments/Payload',
    ],
    [
      '$states.errorOutput outside a catcher',
      machineOf({ A: invoking('f', { Output: '{% $states.errorOutput %}', End: true }) }),
      'UNSUPPORTED_JSONATA_EXPRESSION /States/A/Output',
    ],
    [
      'States.ALL with company',
      machineOf({ A: invoking('f', { Retry: [{ ErrorEquals: ['A', 'States.ALL'] }], End: true }) }),
      'INVALID_VALUE /States/A/Retry[0]/ErrorEquals',
    ],
    [
      'States.ALL before the last',
      machineOf({ A: invoking('f', { Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['A'] }], End: true }) }),
      'INVALID_VALUE /States/A/Retry[0]/ErrorEquals',
    ],
    [
      'another resource',
      machineOf({ A: { ...invoking('f'), Resource: 'arn:aws:states:::sqs:sendMessage' } }),
      'UNSUPPORTED_RESOURCE /States/A/Resource',
    ],
    [
      'no FunctionName',
      machineOf({ A: { ...invoking('f'), Arguments: { Payload: 1 } } }),
      'INVALID_VALUE /States/A/Arguments',
    ],
    [
      'a token nobody gets',
      machineOf({ A: { ...invoking('f'), Resource: WAIT_FOR_TOKEN } }),
      'INVALID_VALUE /States/A/Arguments',
    ],
    [
      'a heartbeat beyond the timeout',
      machineOf({ A: awaitingToken('f', { HeartbeatSeconds: 9, TimeoutSeconds: 9, End: true }) }),
      'INVALID_VALUE /States/A/HeartbeatSeconds',
    ],
    [
      'a timeout of zero',
      machineOf({ A: invoking('f', { TimeoutSeconds: 0, End: true }) }),
      'INVALID_VALUE /States/A/TimeoutSeconds',
    ],
    ['a Wait without a time', machineOf({ A: { Type: 'Wait', End: true } }), 'MISSING_FIELD /States/A'],
    [
      'a Wait with two',
      machineOf({ A: { Type: 'Wait', Seconds: 1, Timestamp: '2026-01-01T00:00:00Z', End: true } }),
      'MISSING_FIELD /States/A',
    ],
    [
      'a Choice without rules',
      machineOf({ A: { Type: 'Choice', Choices: [], Default: 'Done' }, Done }),
      'MISSING_FIELD /States/A',
    ],
    [
      'a distributed Map',
      machineOf({
        A: {
          Type: 'Map',
          ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED' }, StartAt: 'Done', States: { Done } },
          End: true,
        },
      }),
      'INVALID_VALUE /States/A/ItemProcessor/ProcessorConfig',
    ],
    [
      'a problem deep inside',
      machineOf({
        A: { Type: 'Parallel', Branches: [{ StartAt: 'B', States: { B: pass({ Next: 'Done' }) } }], Next: 'Done' },
        Done,
      }),
      'MISSING_TRANSITION_TARGET /States/A/Branches[0]/States/B/Next',
    ],
    [
      'one name twice',
      machineOf({ A: { Type: 'Parallel', Branches: [{ StartAt: 'Done', States: { Done } }], Next: 'Done' }, Done }),
      'DUPLICATE_STATE_NAME /States/Done',
    ],
    [
      'an outer variable assigned inside',
      machineOf({
        A: {
          Type: 'Parallel',
          Assign: { x: 1 },
          Branches: [{ StartAt: 'B', States: { B: pass({ Assign: { x: 2 }, End: true }) } }],
          End: true,
        },
      }),
      'VARIABLE_OUT_OF_SCOPE /States/A/Branches[0]/States/B/Assign/x',
    ],
    [
      'a reserved variable',
      machineOf({ A: pass({ Assign: { states: 1 }, End: true }) }),
      'INVALID_VALUE /States/A/Assign/states',
    ],
    ['what is not JSON', '{ "StartAt": ', 'INVALID_DEFINITION /'],
    ['what is not an object', '[]', 'INVALID_VALUE /'],
  ])('for %s', (_what, definition, problem) => {
    expect(problems(definition)).toContain(problem);
  });

  it('with every problem at once', () => {
    const definition = machineOf({ A: pass({ Next: 'B', InputPath: '$' }), C: { Type: 'Nap' } });
    expect(problems(definition)).toEqual([
      'UNSUPPORTED_FIELD /States/A/InputPath',
      'UNKNOWN_STATE_TYPE /States/C/Type',
    ]);
  });
});

describe('a definition is taken', () => {
  it.each([
    '$states.input.items[value > 3].name',
    '$map($states.input.a, function($v) { $v.b })',
    '$states.input.items^(>age).{ "n": name }',
    '$states.input.items{ kind: $count(id) }',
    '($x := $states.input; $x.a)',
    '$states.input ~> | $ | { "a": b } |',
  ])('when names stand inside a context: %s', (expression) => {
    expect(problems(machineOf({ A: pass({ Output: `{% ${expression} %}`, End: true }) }))).toEqual([]);
  });

  it('with its placeholders replaced, in text before it is parsed', async () => {
    const text =
      '{"QueryLanguage":"JSONata","StartAt":"W","States":{"W":{"Type":"Wait","Seconds":${Pause},"Output":"${Name}!","End":true}}}';
    const waiting = bench(text, {}, { substitutions: { Pause: '5', Name: 'Muster' } });
    expect((await waiting.run()).output).toBe('Muster!');
    expect(waiting.elapsedMs()).toBe(5_000);
  });

  it('that asl-validator takes as well', () => {
    const definition = machineOf({
      Ask: invoking('f', {
        Assign: { n: '{% $states.result.Payload %}' },
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Wait' }],
        Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 2 }],
        Next: 'Choose',
      }),
      Choose: { Type: 'Choice', Choices: [{ Condition: '{% $n = 1 %}', Next: 'Wait' }], Default: 'Done' },
      Wait: { Type: 'Wait', Seconds: '{% $n %}', Next: 'Done' },
      Done,
    });
    expect(problems(definition)).toEqual([]);
    expect(aslValidator(definition).errors).toEqual([]);
  });
});
