import type { Expressions } from '../../ports/expressions.ts';
import { isRecord } from '../../sources/reading/record.ts';
import type { Parsed, Source, SourceRequest } from '../../sources/source.ts';
import { mapBody } from './map-body.ts';
import { overrideFields } from './override-fields.ts';

/** So many alerts of one body are read before others have their turn, some milliseconds. */
const READ_AT_ONCE = 500;

const NO_PAUSE = (): Promise<void> => Promise.resolve();

/** The bodies that one body is read as, where its alerts have nothing to do with another. */
const partsOf = (source: Source, body: unknown): unknown[] | undefined => {
  const group = source.groups && isRecord(body) ? body : undefined;
  const entries = group ? group.alerts : source.entries?.(body);
  if (!Array.isArray(entries) || entries.length <= READ_AT_ONCE) return undefined;
  const parts: unknown[] = [];
  for (let from = 0; from < entries.length; from += READ_AT_ONCE) {
    const part = entries.slice(from, from + READ_AT_ONCE);
    parts.push(group ? { ...group, alerts: part } : part);
  }
  return parts;
};

const readInTurns = async (source: Source, request: SourceRequest, pause: () => Promise<void>): Promise<Parsed> => {
  const bodies = partsOf(source, request.body);
  if (bodies === undefined) return source.parse(request);
  const parts: Parsed[] = [];
  for (const body of bodies) {
    if (parts.length > 0) await pause();
    parts.push(source.parse({ ...request, body }));
  }
  return {
    signals: parts.flatMap(({ signals }) => signals),
    rejected: parts.flatMap(({ rejected }) => rejected),
    places: parts.flatMap(({ places = [] }) => places),
    warnings: [...new Set(parts.flatMap(({ warnings = [] }) => warnings))],
  };
};

/**
 * What a source makes of a message, after the integration's mapping where it has one, and with the fields that it
 * names instead of those that the source goes by. Of a mapped message that is not understood in full the whole is
 * rejected, as it was sent: a replay maps it again.
 *
 * @param pause lets others go first where a body holds many alerts
 * @throws NotUnderstoodError
 */
export const parseMessage = async (
  source: Source,
  request: SourceRequest,
  expressions: Expressions,
  pause = NO_PAUSE,
): Promise<Parsed> => {
  const { mapping } = request.integration;
  if (mapping === undefined) return overrideFields(await readInTurns(source, request, pause), request);
  const mapped = { ...request, body: await mapBody(mapping, request, expressions) };
  const parsed = overrideFields(source.parse(mapped), mapped);
  const [first] = parsed.rejected;
  if (!first) return parsed;
  const reason = `of what the mapping made, ${parsed.rejected.length} were not understood: ${first.reason}`;
  return { ...parsed, rejected: [{ reason, entry: request.body }] };
};
