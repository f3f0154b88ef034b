import type { Configuration, Service } from '../configuration/configuration.ts';
import { isMoreSevere, type Severity, type SeverityMatrix } from '../severity/severity.ts';

/** The `source` and the integration of what Muster says about itself; no sender is of a source of this name. */
export const OWN_SOURCE = 'muster';

/** The id of Muster itself among the services. */
export const OWN_SERVICE = 'muster';

/** Nobody's policy: an unknown one has no levels, so that the catch-all is asked at once. */
const NO_POLICY = 'catch-all';

const always = (severity: Severity): SeverityMatrix => {
  const row = { critical: severity, high: severity, medium: severity, low: severity };
  return { extensive: row, significant: row, moderate: row, minor: row };
};

/**
 * Muster as one of its own services, there in every configuration: what it says about itself pages the catch-all, for
 * those who are on duty for some service need not know of it. Of the least severity that pages, and no worse than SEV3 where that
 * suffices: no stakeholder is told because a file is broken.
 */
export const ownService = ({ paging }: Pick<Configuration, 'paging'>): Service => ({
  id: OWN_SERVICE,
  name: 'Muster itself',
  tier: 2,
  team: '',
  escalationPolicy: NO_POLICY,
  dependsOn: [],
  aliases: [],
  matrix: always(isMoreSevere(paging.from, 'SEV3') ? paging.from : 'SEV3'),
  // Each thing that is wrong with Muster is an incident of its own: whoever knows of one does not know of the next.
  groupBy: ['resource'],
});
