/**
 * How one variable of an environment is read. Our own few lines and no schema: an environment is flat and all text, and a library
 * of schemas is a tenth of what a hot function loads at its start.
 */
export interface Variable<Value extends string = string> {
  readonly accepts: (text: string) => text is Value;
  /** As it is used, where that differs from how it is set. */
  readonly tidied?: (text: string) => string;
}

/** One that may be left out, and what is read then. */
export type Defaulted<Value extends string = string> = Variable<Value> & { readonly otherwise: Value };
export type Optional<Value extends string = string> = Variable<Value> & { readonly otherwise: undefined };

export type Variables = Readonly<Record<string, Variable | Defaulted | Optional>>;

type ValueOf<One> = One extends Variable<infer Value> ? Value : never;
type Left<Of extends Variables, Out> = {
  [Key in keyof Of]: Of[Key] extends { readonly otherwise: unknown }
    ? Of[Key]['otherwise'] extends Out
      ? Key
      : never
    : never;
}[keyof Of];
type With<Of extends Variables, Open extends keyof Of> = {
  readonly [Key in Exclude<keyof Of, Open>]: ValueOf<Of[Key]>;
} & { readonly [Key in Open]?: ValueOf<Of[Key]> | undefined };

/** What has to be set. */
export type SetOf<Of extends Variables> = With<Of, Left<Of, string | undefined>>;

/** What is read, defaults filled in. */
export type ReadOf<Of extends Variables> = With<Of, Left<Of, undefined>>;

export const text: Variable = { accepts: (value): value is string => value !== '' };

export const url: Variable = { accepts: (value): value is string => URL.canParse(value) };

export const matching = (pattern: RegExp): Variable => ({ accepts: (value): value is string => pattern.test(value) });

export const oneOf = <const Value extends string>(...values: readonly Value[]): Variable<Value> => ({
  accepts: (value): value is Value => (values as readonly string[]).includes(value),
});

export const optional = <Value extends string>(variable: Variable<Value>): Optional<Value> => ({
  ...variable,
  otherwise: undefined,
});

export const defaulting = <Value extends string>(variable: Variable<Value>, otherwise: Value): Defaulted<Value> => ({
  ...variable,
  otherwise,
});

/** The values of variables, or the names of those that are missing or malformed. */
export const readVariables = <Of extends Variables>(
  variables: Of,
  set: Readonly<Record<string, string | undefined>>,
): { readonly read: ReadOf<Of> } | { readonly wrong: readonly string[] } => {
  const read: Record<string, string> = {};
  const wrong: string[] = [];
  for (const [name, variable] of Object.entries(variables)) {
    const value = set[name];
    if (value === undefined && 'otherwise' in variable) {
      if (variable.otherwise !== undefined) read[name] = variable.otherwise;
    } else if (value === undefined || !variable.accepts(value)) wrong.push(name);
    else read[name] = variable.tidied?.(value) ?? value;
  }
  return wrong.length > 0 ? { wrong } : { read: read as ReadOf<Of> };
};
