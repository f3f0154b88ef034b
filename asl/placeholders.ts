import type { ReportProblem } from './definition-error.ts';

/** A definition as CloudFormation takes it: text that may hold `${Name}` placeholders, or the same text parsed. */
export type AslDefinition = string | object;

/** What stands for each `${Name}`, as CDK's `definitionSubstitutions`. */
export type Substitutions = Readonly<Record<string, string>>;

/** What stands for a function in a definition: `AssessIncident` for `assess-incident`. */
export const placeholderOf = (name: string): string =>
  name.replace(/(^|-)([a-z])/g, (_all, _dash, letter: string) => letter.toUpperCase());

const PLACEHOLDER = /\$\{([A-Za-z0-9_.:-]+)\}/g;

/**
 * Replaces every `${Name}` of a definition by its substitution and parses the result. Text is replaced before it is
 * parsed, so a placeholder may stand for a number or an object there, as on AWS.
 * Reports UNRESOLVED_PLACEHOLDER for a name without a substitution, INVALID_DEFINITION for text that is not JSON.
 */
export function substitutePlaceholders(
  definition: AslDefinition,
  substitutions: Substitutions,
  report: ReportProblem,
): unknown {
  const replaceIn = (text: string, location: string) =>
    text.replace(PLACEHOLDER, (placeholder, name: string) => {
      if (Object.hasOwn(substitutions, name)) return substitutions[name] ?? '';
      report('UNRESOLVED_PLACEHOLDER', location, `${placeholder} has no substitution`);
      return placeholder;
    });

  if (typeof definition === 'string') {
    const text = replaceIn(definition, '/');
    try {
      return JSON.parse(text);
    } catch (error) {
      report('INVALID_DEFINITION', '/', `not JSON: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  }

  const replaceWithin = (value: unknown, location: string): unknown => {
    if (typeof value === 'string') return replaceIn(value, location || '/');
    if (Array.isArray(value)) return value.map((item, index) => replaceWithin(item, `${location}[${index}]`));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([key, member]) => {
      const at = `${location}/${key}`;
      return [replaceIn(key, at), replaceWithin(member, at)] as const;
    });
    return Object.fromEntries(entries);
  };
  return replaceWithin(definition, '');
}
