import { INCIDENT, type Named, streamKey } from '../../domain/stream/commit.ts';

/** The column `stream` of a commit: incidents are kept under their bare id, as they were before there were other streams. */
export const columnOf = (name: Named): string => ('incidentId' in name ? name.incidentId : streamKey(name));

/** The `streamKey` of what the column holds: an id has no slash in it. */
export const streamIn = (column: string): string => (column.includes('/') ? column : `${INCIDENT}/${column}`);

/** The column of what a `streamKey` names. */
export const columnOfKey = (stream: string): string =>
  stream.startsWith(`${INCIDENT}/`) ? stream.slice(INCIDENT.length + 1) : stream;
