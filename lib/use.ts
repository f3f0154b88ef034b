import type { Environment, EnvironmentOf, FunctionName } from '../functions/environment.ts';
import type { MusterFunction } from './muster-function.ts';

/**
 * One way of using one thing: the variables that tell a function of it, and the permission to do just that with it. Both come
 * together, so that no function is told of what it may not touch, or may touch what it is not told of.
 */
export interface Use<Variables extends object = object> {
  /** By their names in `functions/environment.ts`; one that is undefined is not set. */
  readonly variables: Variables;
  readonly allow: (fn: MusterFunction) => void;
}

/** A use that needs no permission: the function is only told something. */
export const told = <const Variables extends object>(variables: Variables): Use<Variables> => ({
  variables,
  allow: () => {},
});

/** What the function falls back on by itself, `LOG_LEVEL`: optional where it is set, there where it is read. */
type Defaulted<Name extends FunctionName> = {
  [Key in keyof EnvironmentOf<Name>]-?: undefined extends EnvironmentOf<Name>[Key]
    ? Key extends keyof Environment<Name>
      ? undefined extends Environment<Name>[Key]
        ? never
        : Key
      : never
    : never;
}[keyof EnvironmentOf<Name>];

type VariableOf<U> = U extends Use<infer Variables> ? keyof Variables : never;

/**
 * The uses of a function, when together they set exactly the variables that its entry point reads. Where one is missing or too
 * many, no list has this type, and the compiler names the variable.
 */
export type Exactly<Name extends FunctionName, Uses extends readonly Use[]> = [
  Exclude<keyof EnvironmentOf<Name>, Defaulted<Name> | VariableOf<Uses[number]>>,
] extends [never]
  ? [Exclude<VariableOf<Uses[number]>, keyof EnvironmentOf<Name>>] extends [never]
    ? Uses
    : { readonly readsNo: Exclude<VariableOf<Uses[number]>, keyof EnvironmentOf<Name>> }
  : { readonly isNotTold: Exclude<keyof EnvironmentOf<Name>, Defaulted<Name> | VariableOf<Uses[number]>> };
