import jsonata from 'jsonata';
import ofStepFunctions from 'jsonata-stepfunctions';
import type { ParsedJsonata, ParseJsonata } from '../../asl/expression.ts';

type Outcome = { readonly value: unknown } | { readonly failure: unknown };

/** What came of an evaluation, without what jsonata hangs on its arrays and errors. */
const outcomeOf = async (evaluation: Promise<unknown>): Promise<Outcome> => {
  try {
    return { value: await evaluation };
  } catch (error) {
    const { code, message } = error as { readonly code?: string; readonly message?: string };
    return { failure: { code, message } };
  }
};

const shown = (outcome: Outcome): string => JSON.stringify(outcome);

/**
 * Evaluates every expression twice: under the JSONata that Muster ships, whose answer counts, and under the one that
 * Step Functions runs. Remembers which expressions were evaluated and where the two gave something else.
 */
export class BothVersions {
  readonly evaluated = new Set<string>();
  readonly differences: string[] = [];

  readonly parse: ParseJsonata = (source): ParsedJsonata => {
    const ours = jsonata(source);
    const theirs = ofStepFunctions(source);
    return {
      ast: () => ours.ast(),
      assign: (...given) => {
        ours.assign(...given);
        theirs.assign(...given);
      },
      registerFunction: (...given) => {
        ours.registerFunction(...given);
        theirs.registerFunction(...given);
      },
      evaluate: async (input, bindings) => {
        this.evaluated.add(source);
        const [here, there] = await Promise.all([
          outcomeOf(ours.evaluate(input, bindings)),
          outcomeOf(theirs.evaluate(input, bindings)),
        ]);
        if (shown(here) !== shown(there)) this.differences.push(`${source}: ${shown(here)}, on AWS ${shown(there)}`);
        if ('failure' in here) throw here.failure;
        return here.value;
      },
    };
  };
}
