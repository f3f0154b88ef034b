import fc from 'fast-check';
import { expect, it } from 'vitest';
import { closestName, didYouMean } from '../../../domain/configuration/closest-name.ts';

const KNOWN = ['alertmanager', 'datadog', 'github', 'google-cloud-monitoring', 'grafana', 'new-relic', 'pagerduty'];

it.each([
  ['alertmanger', 'alertmanager'],
  ['Datadog', 'datadog'],
  ['newrelic', 'new-relic'],
  ['pager-duty', 'pagerduty'],
  ['google', 'google-cloud-monitoring'],
  ['grafnaa', 'grafana'],
  ['gihtub', 'github'],
])('%s was meant to be %s', (given, meant) => {
  expect(didYouMean(given, KNOWN)).toBe(` Did you mean "${meant}"?`);
});

it('takes letters that changed places for one mistake', () => {
  expect(closestName('teir', ['tier', 'team'])).toBe('tier');
});

it.each(['nagios', '', '…', 'x'.repeat(10_000)])('nothing is near %j', (given) => {
  expect(didYouMean(given, KNOWN)).toBe('');
});

it('is always one of those that are known', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 80 }), (given) => {
      const name = closestName(given, KNOWN);
      expect(name === undefined || KNOWN.includes(name)).toBe(true);
    }),
  );
});
