import type { ApiComposition } from '../api/serve-route.ts';

/** Longer than anybody takes who pages, or tries something, as soon as it is ready. */
const LOADED_AFTER_MS = 3_000;

export interface LateApi {
  fetch(request: Request): Promise<Response>;
  /** Has it made in a while, if nobody asks before. */
  loadSoon(onFailed: (error: unknown) => void): void;
  stop(): void;
}

/**
 * The API, which is made with the first request for it: its schemas take a quarter of a start, and taking in alerts and paging need none
 * of them.
 */
export const lateApi = (composition: ApiComposition): LateApi => {
  let made: Promise<{ fetch(request: Request): Response | Promise<Response> }> | undefined;
  let soon: NodeJS.Timeout | undefined;
  const load = () => {
    made ??= import('../api/create-api.ts').then(({ createApi }) => createApi(composition));
    // What could not be read now may be read for the next request.
    made.catch(() => {
      made = undefined;
    });
    return made;
  };
  return {
    fetch: async (request) => (await load()).fetch(request),
    loadSoon(onFailed) {
      soon = setTimeout(() => void load().catch(onFailed), LOADED_AFTER_MS).unref();
    },
    stop: () => clearTimeout(soon),
  };
};
