import * as z from 'zod';
import { role } from '../../domain/configuration/access-token.ts';
import { id } from '../../domain/configuration/primitives.ts';

/** What the API and the command line take to issue a token. */
export const issueToken = z
  .strictObject({
    role,
    person: id.optional().meta({ description: 'Whose it is; of a program where it is not given' }),
    expiresAt: z.iso.datetime({ offset: true }).optional().meta({ description: 'From then on it is refused' }),
  })
  .meta({ id: 'IssueToken' });

/** And to rotate one. */
export const rotateToken = z
  .strictObject({
    keepOldForSeconds: z
      .number()
      .int()
      .min(0)
      .max(2_592_000)
      .default(0)
      .meta({ description: 'How long the old value goes on counting; it is refused at once unless said otherwise' }),
  })
  .meta({ id: 'RotateToken' });
