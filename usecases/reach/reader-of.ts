import type { Lookup } from '../../domain/configuration/lookup.ts';
import type { Language, Reader } from '../../domain/words/reader.ts';

/** In whose language and by whose clock: the reader's own, else the service's, else the organisation's. */
export const readerOf = (
  { configuration, service }: Lookup,
  own: { readonly language?: Language | undefined; readonly timeZone?: string | undefined },
  serviceId?: string,
): Reader => ({
  language: own.language ?? configuration.organisation.language,
  timeZone:
    own.timeZone ??
    (serviceId === undefined ? undefined : service(serviceId)?.timeZone) ??
    configuration.organisation.timeZone,
});
