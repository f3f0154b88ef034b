import Mustache from 'mustache';
import { TEMPLATE_VARIABLES, type TemplateVariableName } from '../../domain/communication/template.ts';
import { noSuch } from '../../domain/configuration/closest-name.ts';
import type { Configuration } from '../../domain/configuration/configuration.ts';
import type { ConfigurationProblem } from '../../domain/configuration/parse-configuration.ts';

const NAMES = Object.keys(TEMPLATE_VARIABLES) as TemplateVariableName[];

/** Of a Mustache token: its kind, its name, and in the fifth place the tokens inside a section. */
type Token = readonly [kind: string, name: string, from: number, to: number, inside?: readonly Token[]];

const tokensOf = (source: string): readonly Token[] => Mustache.parse(source) as unknown as readonly Token[];

const namesIn = (tokens: readonly Token[]): string[] =>
  tokens.flatMap(([kind, name, , , inside]) => {
    if (kind === 'text' || kind === '!' || kind === '=') return [];
    // Inside of a section the dot is its value.
    return [...(name === '.' ? [] : [name]), ...(Array.isArray(inside) ? namesIn(inside) : [])];
  });

const includesIn = (tokens: readonly Token[]): string[] =>
  tokens.flatMap(([kind, name, , , inside]) => [
    ...(kind === '>' ? [name] : []),
    ...(Array.isArray(inside) ? includesIn(inside) : []),
  ]);

/** The least that a message can know: what not every incident has is absent. */
const EMPTIEST = Object.fromEntries(NAMES.map((name) => [name, TEMPLATE_VARIABLES[name].always ? 'x' : undefined]));
const FULLEST = Object.fromEntries(NAMES.map((name) => [name, 'x']));

const isBlank = (source: string, view: object): boolean => Mustache.render(source, view).trim() === '';

const partProblem = (source: string): string | undefined => {
  const tokens = tokensOf(source);
  const [included] = includesIn(tokens);
  if (included !== undefined) return `includes "${included}"; a template stands by itself`;
  const unknown = namesIn(tokens).filter((name) => !NAMES.includes(name as TemplateVariableName));
  const [first] = unknown;
  if (first !== undefined) return noSuch(`variable "${first}"`, first, NAMES);
  if (isBlank(source, FULLEST)) return 'says nothing: there would be an empty message';
  if (!isBlank(source, EMPTIEST)) return undefined;
  const missing = [...new Set(namesIn(tokens))].filter(
    (name) => !TEMPLATE_VARIABLES[name as TemplateVariableName].always,
  );
  return `would be empty where an incident has no ${missing.join(' and no ')}; say something that every incident has, such as {{headline}}`;
};

/** Templates that name what no message has, or would send an empty subject or body. */
export const templateProblems = ({ templates }: Configuration): ConfigurationProblem[] =>
  templates.flatMap((template, i) =>
    (['subject', 'body'] as const).flatMap((part) => {
      const reason = partProblem(template[part]);
      return reason === undefined ? [] : [{ path: `templates.${i}.${part}`, reason }];
    }),
  );
