import Mustache from 'mustache';
import * as z from 'zod';
import { id } from './primitives.ts';

/** Found out when it is configured, not when somebody waits for the message. */
const mustache = (limit: number) =>
  z
    .string()
    .min(1)
    .max(limit)
    .superRefine((source, ctx) => {
      try {
        if (holdsUnescaped(Mustache.parse(source)))
          ctx.addIssue({ code: 'custom', message: 'use {{name}}: {{{name}}} and {{&name}} are not escaped' });
      } catch (error) {
        ctx.addIssue({ code: 'custom', message: `not a template: ${error instanceof Error ? error.message : error}` });
      }
    });

/** Of a Mustache token, its kind comes first and the tokens inside a section fifth. */
const holdsUnescaped = (tokens: readonly unknown[]): boolean =>
  tokens.some(
    (token) => Array.isArray(token) && (token[0] === '&' || (Array.isArray(token[4]) && holdsUnescaped(token[4]))),
  );

/** Mustache, escaped by the channel that renders it. */
export const template = z.strictObject({
  id: id.describe('named by communication plans'),
  subject: mustache(2000).describe('in Mustache; never empty'),
  body: mustache(20_000).describe('in Mustache; never empty'),
});
export type Template = z.infer<typeof template>;
