import { describe, expect, it } from 'vitest';
import { areGroupsShared, FEEDS_OF_GROUPS } from '../../../domain/correlation/feeds-of-groups.ts';
import { fixtureFolders, fixturesOf, integrationOf, parseWith } from '../../fakes/source-fixtures.ts';

describe('feeds of groups', () => {
  it('are those sources that tell of groups, in the way in which they do', () => {
    const told = fixtureFolders().flatMap((id) => {
      const groups = fixturesOf(id)
        .flatMap(({ body }) => parseWith(id, body).signals)
        .flatMap(({ sharedGroup }) => sharedGroup ?? []);
      return [...new Set(groups.map(({ whole }) => [id, whole ? 'whole' : 'alerts'].join(' ')))];
    });
    expect(told.toSorted()).toEqual(
      Object.entries(FEEDS_OF_GROUPS)
        .map((feed) => feed.join(' '))
        .toSorted(),
    );
  });

  it.each([
    [[], false],
    [['alertmanager'], false],
    [['pagerduty'], false],
    [['alertmanager', 'cloudwatch', 'grafana'], false],
    // Both tell of the same alerts by the same names.
    [['alertmanager', 'alertmanager'], false],
    [['alertmanager', 'pagerduty'], true],
    [['opsgenie', 'generic', 'alertmanager'], true],
    [['opsgenie', 'pagerduty'], true],
    [['pagerduty', 'pagerduty'], true],
  ])('%j share groups: %s', (sources, shared) => {
    expect(areGroupsShared({ integrations: sources.map((source) => integrationOf(source)) })).toBe(shared);
  });
});
