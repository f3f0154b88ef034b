import type { ReadableStates } from './expression-references.ts';
import type { FieldReader } from './field-reader.ts';
import { isObject } from './json.ts';
import type { Template } from './template.ts';

const LONGEST_NAME = 80;
const VARIABLE_NAME = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u;

/** Reads `Assign`: an object whose keys are variable names. */
export function readAssign(reader: FieldReader, readable?: ReadableStates): Template | undefined {
  const raw = reader.raw.Assign;
  if (raw === undefined) return undefined;
  if (!isObject(raw)) {
    reader.invalid('Assign', 'must be an object of variable names and values');
    return undefined;
  }
  for (const name of Object.keys(raw)) {
    if (name === 'states') reader.invalid(`Assign/${name}`, '$states is reserved');
    else if (!VARIABLE_NAME.test(name) || name.length > LONGEST_NAME || name === '__proto__') {
      reader.invalid(`Assign/${name}`, `'${name}' is not a variable name`);
    }
  }
  return reader.template('Assign', readable);
}
