import { InvalidArgumentError, Option } from 'commander';
import * as z from 'zod';
import type { Terminal } from './terminal.ts';
import { durationArgument, timeArgument } from './times.ts';

interface Field {
  readonly type?: string;
  readonly format?: string;
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

/** What has been is said by a time of the past, all else by one to come. */
const PAST = new Set(['at', 'impactStartedAt']);

/** What kind of value it is, for the help. */
const placeholderOf = (name: string, { enum: values, format, type }: Field): string => {
  if (type === 'number' || type === 'integer') return 'number';
  if (values) return 'kind';
  if (format === 'date-time') return 'time';
  if (name === 'into') return 'incident';
  if (/^(?:id|alerts)$|Ids?$/.test(name)) return 'id';
  return /^services?$/.test(name) ? 'service' : 'words';
};

const optionOf = (terminal: Terminal, name: string, given: Field, schema: ObjectSchema): Option => {
  const resolve = (field: Field): Field =>
    field.$ref ? { ...schema.$defs?.[field.$ref.replace(DEFINITIONS, '')], ...field } : field;
  const field = resolve(given);
  const flag = `--${flagOf(name)}`;
  if (field.type === 'boolean') return new Option(flag, field.description);
  const list = field.type === 'array';
  const kind = list ? resolve(field.items ?? {}) : field;
  const option = new Option(`${flag} <${placeholderOf(name, kind)}${list ? '...' : ''}>`, field.description);
  if (kind.enum) option.choices(kind.enum);
  if (kind.type === 'number' || kind.type === 'integer') {
    const each = name.endsWith('InMinutes') ? 60 : name.endsWith('Seconds') ? 1 : undefined;
    option.argParser(each === undefined ? numberOf : durationArgument(terminal, each));
  }
  if (kind.format === 'date-time') option.argParser(timeArgument(terminal, PAST.has(name) ? 'past' : 'future'));
  return option;
};

/**
 * The options that make a body of this schema: the API's own, so that the two cannot drift apart.
 *
 * @param except members that the command gives by itself
 */
export const optionsFromSchema = (terminal: Terminal, body: z.ZodType, except: readonly string[] = []): Option[] => {
  const whole = z.toJSONSchema(body, { io: 'input' }) as ObjectSchema;
  // A schema that has a name of its own stands among the definitions, its own root only refers to it.
  const named = whole.$ref === undefined ? undefined : whole.$defs?.[whole.$ref.replace(DEFINITIONS, '')];
  const schema: ObjectSchema = { ...whole, ...named };
  return Object.entries(schema.properties ?? {})
    .filter(([name]) => !except.includes(name))
    .map(([name, field]) =>
      optionOf(terminal, name, field, schema).makeOptionMandatory(schema.required?.includes(name) ?? false),
    );
};
