import { valueAt } from '../../domain/configuration/field-path.ts';
import type { Integration } from '../../domain/configuration/integration.ts';
import type { Signal } from '../../domain/signal/signal.ts';
import { joinedKey } from '../../sources/reading/signal.ts';
import { cleanKey, cleanText } from '../../sources/reading/text.ts';
import type { Parsed, SourceRequest } from '../../sources/source.ts';

const LONGEST_NAME = 256;
const LABELS = 'labels.';

/** In `severityOverrides`: every word that is not listed, and messages without one. */
const ANY_WORD = '*';

type Labelled = Pick<Signal, 'labels'>;

/** In the alert's own part of the body, in the whole of it, or among the labels that the source made of it. */
const find = (path: string, place: unknown, body: unknown, { labels }: Labelled): unknown => {
  const found = valueAt(place, path) ?? valueAt(body, path);
  if (found !== undefined || !path.startsWith(LABELS)) return found;
  const name = path.slice(LABELS.length);
  return Object.hasOwn(labels, name) ? labels[name] : undefined;
};

const missing = (count: number, of: number, field: string, integration: Integration): string =>
  `${count} of ${of} messages of the integration "${integration.id}" have no usable field "${field}": what the source says stands.`;

const isListed = ({ nativeSeverity: word }: Signal, { severityOverrides }: Integration): boolean =>
  word !== undefined &&
  (Object.hasOwn(severityOverrides, word) || Object.hasOwn(severityOverrides, word.toLowerCase()));

/**
 * Signals and changes with the deduplication key and the service that the integration takes from fields of its own
 * choosing (`dedupKeyFrom`, `serviceFrom`), and with the severity that it gives to words which its sources cannot know
 * (`severityOverrides` of `*`), for every source alike. Where a field is missing, or is no text and no number,
 * what the source says stands, and a warning tells of it.
 */
export const overrideFields = (
  parsed: Parsed,
  { body, integration }: Pick<SourceRequest, 'body' | 'integration'>,
): Parsed => {
  const { dedupKeyFrom, serviceFrom } = integration;
  const severity = integration.severityOverrides?.[ANY_WORD];
  if (dedupKeyFrom === undefined && serviceFrom === undefined && severity === undefined) return parsed;
  const keyPaths = typeof dedupKeyFrom === 'string' ? [dedupKeyFrom] : dedupKeyFrom;
  const { changes, places = [] } = parsed;
  let withoutKey = 0;
  let withoutService = 0;
  const serviceOf = (place: unknown, one: Labelled): { readonly service?: string } => {
    if (serviceFrom === undefined) return {};
    const service = cleanText(find(serviceFrom, place, body, one), LONGEST_NAME);
    if (service === undefined) withoutService += 1;
    return service === undefined ? {} : { service };
  };
  const keyOf = (place: unknown, signal: Signal): { readonly dedupKey?: string } => {
    if (keyPaths === undefined) return {};
    const dedupKey = cleanKey(joinedKey(...keyPaths.map((path) => find(path, place, body, signal))));
    if (dedupKey === undefined) withoutKey += 1;
    return dedupKey === undefined ? {} : { dedupKey };
  };
  const signals = parsed.signals.map((signal, i) => ({
    ...signal,
    ...serviceOf(places[i], signal),
    ...keyOf(places[i], signal),
    ...(severity === undefined || isListed(signal, integration) ? {} : { severity, unknownWords: undefined }),
  }));
  const routed = changes?.map((change) => ({ ...change, ...serviceOf(undefined, change) }));
  const warnings = [...(parsed.warnings ?? [])];
  const told = signals.length + (routed?.length ?? 0);
  if (withoutKey > 0) warnings.push(missing(withoutKey, signals.length, keyPaths?.join(', ') ?? '', integration));
  if (withoutService > 0) warnings.push(missing(withoutService, told, serviceFrom ?? '', integration));
  return {
    ...parsed,
    signals,
    ...(routed === undefined ? {} : { changes: routed }),
    ...(warnings.length === 0 ? {} : { warnings }),
  };
};
