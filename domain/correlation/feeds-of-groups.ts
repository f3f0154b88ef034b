import type { Configuration } from '../configuration/configuration.ts';

/** Sources that tell of groups of alerts: of each alert in them, or of a group as a whole. */
export const FEEDS_OF_GROUPS: Readonly<Record<string, 'alerts' | 'whole'>> = {
  alertmanager: 'alerts',
  pagerduty: 'whole',
  opsgenie: 'whole',
};

/**
 * True where two feeds may tell of one group: one tells of groups as a whole, and there is another. Elsewhere a group is nobody
 * else's, and nothing is written for it.
 */
export const areGroupsShared = ({ integrations }: Pick<Configuration, 'integrations'>): boolean => {
  const feeds = integrations.flatMap(({ source }) => FEEDS_OF_GROUPS[source] ?? []);
  return feeds.length > 1 && feeds.includes('whole');
};
