import * as z from 'zod';
import { id } from './primitives.ts';

export const role = z.enum(['viewer', 'responder', 'manager', 'admin']).meta({ id: 'AccessRole' });
export type AccessRole = z.infer<typeof role>;

/** A bearer token for the API; its value is derived from the deployment's master key and never stored. */
export const accessToken = z.strictObject({
  id: id.describe('what it is for'),
  role: role.describe('what it may do'),
  person: id.optional().describe('whose it is; what it does is theirs'),
  generation: z.number().int().min(1).default(1).describe('the next number makes another token, and ends this one'),
});
