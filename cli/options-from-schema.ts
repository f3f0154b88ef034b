import { InvalidArgumentError, Option } from 'commander';
import * as z from 'zod';

interface Field {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly description?: string;
  readonly items?: Field;
  readonly $ref?: string;
}

interface ObjectSchema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Field>>;
  readonly required?: readonly string[];
  readonly $defs?: Readonly<Record<string, Field>>;
}

const DEFINITIONS = '#/$defs/';

/** `nextUpdateInMinutes` → `next-update-in-minutes`; commander turns it back. */
const flagOf = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const numberOf = (text: string): number => {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It must be a number.');
  return value;
};

const optionOf = (name: string, given: Field, schema: ObjectSchema): Option => {
  const resolve = (field: Field): Field =>
    field.$ref ? { ...schema.$defs?.[field.$ref.replace(DEFINITIONS, '')], ...field } : field;
  const field = resolve(given);
  const flag = `--${flagOf(name)}`;
  if (field.type === 'boolean') return new Option(flag, field.description);
  const list = field.type === 'array';
  const kind = list ? resolve(field.items ?? {}) : field;
  const option = new Option(
    `${flag} <${kind.type === 'number' || kind.type === 'integer' ? 'number' : 'value'}${list ? '...' : ''}>`,
    field.description,
  );
  if (kind.enum) option.choices(kind.enum);
  if (kind.type === 'number' || kind.type === 'integer') option.argParser(numberOf);
  return option;
};

/**
 * The options that make a body of this schema: the API's own, so that the two cannot drift apart.
 *
 * @param except members that the command gives by itself
 */
export const optionsFromSchema = (body: z.ZodType, except: readonly string[] = []): Option[] => {
  const whole = z.toJSONSchema(body, { io: 'input' }) as ObjectSchema;
  // A schema that has a name of its own stands among the definitions, its own root only refers to it.
  const named = whole.$ref === undefined ? undefined : whole.$defs?.[whole.$ref.replace(DEFINITIONS, '')];
  const schema: ObjectSchema = { ...whole, ...named };
  return Object.entries(schema.properties ?? {})
    .filter(([name]) => !except.includes(name))
    .map(([name, field]) =>
      optionOf(name, field, schema).makeOptionMandatory(schema.required?.includes(name) ?? false),
    );
};
