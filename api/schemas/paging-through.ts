import * as z from 'zod';
import type { Page } from '../../ports/page.ts';
import type { Answer } from '../route.ts';

const DEFAULT_LIMIT = 50;
const MAXIMUM_LIMIT = 500;

/** Far above the cursors of any store, and short enough to stand in an address, whatever is in it. */
const LONGEST_CURSOR = 1_024;

export const limit = z.coerce
  .number()
  .int()
  .min(1)
  .max(MAXIMUM_LIMIT)
  .default(DEFAULT_LIMIT)
  .meta({ description: `How many at most, up to ${MAXIMUM_LIMIT}` });

/** `?limit=&next=` of lists whose cursor belongs to the store. */
export const pageQuery = z.object({
  limit,
  next: z.string().min(1).max(LONGEST_CURSOR).optional().meta({ description: '`next` of the page before' }),
});

/** `?limit=&next=` of lists that follow the commits; the cursor is the seq of the last commit seen. */
export const seqQuery = z.object({
  limit,
  next: z
    .string()
    .regex(/^\d{1,15}$/, { error: 'is the seq of a commit' })
    .optional()
    .meta({ description: '`next` of the page before: what follows the commit of this seq' }),
});

/** One page of a list. `next` is absent on the last one. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.strictObject({ items: z.array(item), next: z.string().optional() });

/** A page, its successor also named by a `Link` header. `path` and `query` are those of the request. */
export const answerPage = (page: Page<unknown>, path: string, query: Readonly<Record<string, unknown>>): Answer => {
  if (page.next === undefined) return { status: 200, body: { items: page.items } };
  const following = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...query, next: page.next })) {
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== undefined) following.append(name, String(one));
  }
  return {
    status: 200,
    body: { items: page.items, next: page.next },
    headers: { link: `<${path}?${following}>; rel="next"` },
  };
};
