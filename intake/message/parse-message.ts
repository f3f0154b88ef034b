import type { EpochMs } from '../../domain/instant/instant.ts';
import type { Parsed, Source, SourceRequest } from '../../sources/source.ts';
import { mapBody } from './map-body.ts';
import { overrideFields } from './override-fields.ts';

/**
 * What a source makes of a message, after the integration's mapping where it has one, and with the fields that it
 * names instead of those that the source goes by. Of a mapped message that is not understood in full the whole is
 * rejected, as it was sent: a replay maps it again.
 *
 * @throws NotUnderstoodError
 */
export const parseMessage = async (source: Source, request: SourceRequest, now: () => EpochMs): Promise<Parsed> => {
  const { mapping } = request.integration;
  if (mapping === undefined) return overrideFields(source.parse(request), request);
  const mapped = { ...request, body: await mapBody(mapping, request, now) };
  const parsed = overrideFields(source.parse(mapped), mapped);
  const [first] = parsed.rejected;
  if (!first) return parsed;
  const reason = `of what the mapping made, ${parsed.rejected.length} were not understood: ${first.reason}`;
  return { ...parsed, rejected: [{ reason, entry: request.body }] };
};
