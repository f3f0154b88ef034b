import * as z from 'zod';
import { environmentNamed } from '../environment/environment.ts';

/** What conditions are asked about: flat names (`service.tier`, `labels.team`) to plain values. */
export type Facts = Readonly<Record<string, string | number | boolean | undefined>>;

const scalar = /* @__PURE__ */ (() => z.union([z.string(), z.number(), z.boolean()]))();

/**
 * One test of one fact. No regular expressions and no expression language: rules are read at 3 a.m. and run on the hot
 * path, and must take the time they look like they take. A list means any of; `*` at the end of a text means "starts with".
 */
export const condition = /* @__PURE__ */ (() =>
  z
    .strictObject({
      fact: z.string().min(1).describe('what is asked about'),
      is: z
        .union([scalar, z.array(scalar).min(1)])
        .optional()
        .describe('its value, or any of several; `*` at the end of a text means "starts with"'),
      not: z
        .union([scalar, z.array(scalar).min(1)])
        .optional()
        .describe('what its value must not be'),
      atLeast: z.number().optional().describe('its least value'),
      atMost: z.number().optional().describe('its greatest value'),
      present: z.boolean().optional().describe('whether there is such a fact at all'),
    })
    .refine((c) => Object.keys(c).length >= 2, { error: 'a condition needs one of: is, not, atLeast, atMost, present' })
    .meta({ id: 'Condition' }))();
export type Condition = z.infer<typeof condition>;

/** A condition beside what was found, kept as the explanation of a decision. */
export interface Checked {
  readonly condition: Condition;
  readonly actual: string | number | boolean | null;
  readonly holds: boolean;
}

type Scalar = string | number | boolean;

const same = (actual: Scalar, wanted: Scalar): boolean =>
  typeof wanted === 'string' && wanted.endsWith('*')
    ? String(actual).toLowerCase().startsWith(wanted.slice(0, -1).toLowerCase())
    : String(actual).toLowerCase() === String(wanted).toLowerCase();

/** However either is spelled: `prod` is `Production`. */
const sameEnvironment = (actual: Scalar, wanted: Scalar): boolean =>
  same(actual, wanted) ||
  same(environmentNamed(String(actual)), String(wanted).endsWith('*') ? wanted : environmentNamed(String(wanted)));

const anyOf = (fact: string, actual: Scalar, wanted: Scalar | Scalar[]): boolean => {
  const isSame = fact === 'environment' ? sameEnvironment : same;
  return Array.isArray(wanted) ? wanted.some((one) => isSame(actual, one)) : isSame(actual, wanted);
};

/** True when every part of the condition holds. A missing fact satisfies only `not` and `present: false`. */
export const holds = (c: Condition, facts: Facts): boolean => {
  const actual = facts[c.fact];
  if (c.present !== undefined && (actual !== undefined) !== c.present) return false;
  if (actual === undefined) return c.is === undefined && c.atLeast === undefined && c.atMost === undefined;
  if (c.is !== undefined && !anyOf(c.fact, actual, c.is)) return false;
  if (c.not !== undefined && anyOf(c.fact, actual, c.not)) return false;
  if (c.atLeast !== undefined && !(Number(actual) >= c.atLeast)) return false;
  if (c.atMost !== undefined && !(Number(actual) <= c.atMost)) return false;
  return true;
};

export const allHold = (conditions: readonly Condition[], facts: Facts): boolean =>
  conditions.every((c) => holds(c, facts));

export const check = (conditions: readonly Condition[], facts: Facts): Checked[] =>
  conditions.map((c) => ({ condition: c, actual: facts[c.fact] ?? null, holds: holds(c, facts) }));
