import { alertCounts } from './alert-counts.ts';
import { incidentList } from './incident-list.ts';
import type { Projection } from './projection.ts';

/** Every projection that is kept as rows: followed with each commit, listed, and rebuilt when its version changes. */
export const projections: readonly Projection[] = [incidentList, alertCounts];
