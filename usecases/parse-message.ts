import type { EpochMs } from '../domain/instant/instant.ts';
import type { Parsed, Source, SourceRequest } from '../sources/source.ts';
import { mapBody } from './map-body.ts';

/**
 * What a source makes of a message, after the integration's mapping where it has one. Of a mapped message that is not
 * understood in full the whole is rejected, as it was sent: a replay maps it again.
 *
 * @throws NotUnderstoodError
 */
export const parseMessage = async (source: Source, request: SourceRequest, now: () => EpochMs): Promise<Parsed> => {
  const { mapping } = request.integration;
  if (mapping === undefined) return source.parse(request);
  const parsed = source.parse({ ...request, body: await mapBody(mapping, request, now) });
  const [first] = parsed.rejected;
  if (!first) return parsed;
  const reason = `of what the mapping made, ${parsed.rejected.length} were not understood: ${first.reason}`;
  return { ...parsed, rejected: [{ reason, entry: request.body }] };
};
