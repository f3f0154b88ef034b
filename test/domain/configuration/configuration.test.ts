import { describe, expect, it } from 'vitest';
import { parseConfiguration } from '../../../domain/configuration/parse-configuration.ts';
import { DomainError } from '../../../domain/failure/domain-error.ts';
import { shopFile } from '../../../simulation/shop-configuration.ts';

type Change = Record<string, unknown>;
const file = (changes: Change = {}): Change => ({ ...structuredClone(shopFile), ...changes });

const problemsOf = (changes: Change): string[] => {
  try {
    parseConfiguration(file(changes));
    return [];
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    expect(error.code).toBe('configuration-invalid');
    return (error.details.problems as { path: string; reason: string }[]).map((p) => `${p.path}: ${p.reason}`);
  }
};

const [checkout] = shopFile.services;
const window = {
  id: 'w',
  reason: 'moves',
  from: '2026-01-01T10:00:00Z',
  to: '2026-01-01T11:00:00Z',
  when: [{ fact: 'service', is: 'x' }],
};
const template = { id: 'plain', subject: 's', body: 'b' };

describe('a configuration', () => {
  it('that is right is taken, with a version of its content', () => {
    const one = parseConfiguration(file());
    expect(one.version).toMatch(/^[0-9a-f]{12}$/);
    expect(parseConfiguration(file()).version).toBe(one.version);
    expect(parseConfiguration(file({ organisation: { name: 'Other' } })).version).not.toBe(one.version);
  });

  it.each<[string, Change, RegExp]>([
    [
      'a service of a team that does not exist',
      { services: [{ ...checkout, id: 'search', team: 'ghosts' }] },
      /^services\.0\.team: there is no team "ghosts"\. Known: /,
    ],
    [
      'an unknown escalation policy',
      { services: [{ ...checkout, id: 'search', escalationPolicy: 'x' }] },
      /^services\.0\.escalationPolicy: there is no escalation policy "x"\. Known: /,
    ],
    [
      'an unknown dependency',
      { services: [{ ...checkout, id: 'search', dependsOn: ['x'] }] },
      /^services\.0\.dependsOn\.0: there is no service "x"\. Known: /,
    ],
    [
      'a team member who does not exist',
      { teams: [{ id: 'payments', name: 'P', members: ['ana', 'x'] }] },
      /^teams\.0\.members\.1: there is no person "x"\. Known: /,
    ],
    [
      'an unknown person in a level',
      { escalationPolicies: [...shopFile.escalationPolicies, { id: 'p', name: 'P', levels: [{ people: ['x'] }] }] },
      /^escalationPolicies\.3\.levels\.0\.people\.0: there is no person "x"\. Known: /,
    ],
    ['an empty catch-all', { catchAll: { people: [] } }, /^catchAll\.people: the catch-all is never empty/],
    ['an unknown catch-all', { catchAll: { people: ['x'] } }, /^catchAll\.people\.0: there is no person/],
    [
      'unknown managers',
      { majorIncidentManagers: 'x' },
      /^majorIncidentManagers: there is no escalation policy "x"\. Known: /,
    ],
    ['unknown communications leads', { communicationsLeads: 'x' }, /^communicationsLeads: /],
    ['an unknown unrouted service', { unroutedService: 'x' }, /^unroutedService: there is no service "x"\. Known: /],
    [
      'a route to nowhere',
      { routing: [{ id: 'r', when: [{ fact: 'source', is: 'x' }], service: 'x' }] },
      /^routing\.0\.service: /,
    ],
    [
      'an unknown template',
      { communicationPlans: [{ id: 'p', audience: 'business', occasions: ['declared'], template: 'x' }] },
      /^communicationPlans\.0\.template: there is no template "x"\. Known: /,
    ],
    [
      'an unknown service of a stakeholder',
      { stakeholders: [{ id: 's', name: 'S', email: 's@example.com', audience: 'business', services: ['x'] }] },
      /^stakeholders\.0\.services\.0: /,
    ],
    [
      'an unknown policy of a role',
      { roles: [{ id: 'r', title: 'R', fillFrom: { policy: 'x' } }] },
      /^roles\.0\.fillFrom\.policy: /,
    ],
    [
      'a form about an unknown service',
      { integrations: [{ id: 'i', source: 'report', report: { services: [{ name: 'Shop', service: 'x' }] } }] },
      /^integrations\.0\.report\.services\.0\.service: there is no service "x"\. Known: /,
    ],
    [
      'a form that says nothing of what may be reported',
      { integrations: [{ id: 'i', source: 'report' }] },
      /^integrations\.0\.report: an integration of the source "report", and no other/,
    ],
    [
      'a monitor that people report by',
      {
        integrations: [{ id: 'i', source: 'generic', report: { services: [{ name: 'Shop', service: 'search' }] } }],
      },
      /^integrations\.0\.report: /,
    ],
    [
      'two choices of one name in a form',
      {
        integrations: [
          {
            id: 'i',
            source: 'report',
            report: {
              services: [
                { name: 'Shop', service: 'search' },
                { name: 'shop', service: 'checkout' },
              ],
            },
          },
        ],
      },
      /^integrations\.0\.report\.services: two services have the same public name$/,
    ],
    [
      'an origin with a path',
      {
        integrations: [
          {
            id: 'i',
            source: 'report',
            report: { services: [{ name: 'Shop', service: 'search' }], allowedOrigins: ['https://a.example/'] },
          },
        ],
      },
      /^integrations\.0\.report\.allowedOrigins\.0: an origin is a scheme and a host/,
    ],
    [
      'a rate of nothing',
      { integrations: [{ id: 'i', source: 'generic', rateLimit: { perMinute: 0 } }] },
      /^integrations\.0\.rateLimit\.perMinute: /,
    ],
    [
      'an id used twice',
      { people: [...shopFile.people, shopFile.people[0]] },
      /^people\.6\.id: "ana" is used twice in people$/,
    ],
    [
      'an id that does not fit into a URL',
      { roles: [{ id: 'Chief Of Staff', title: 'C' }] },
      /^roles\.0\.id: an id is lower-case/,
    ],
    [
      'an unknown key',
      { servces: [] },
      /^servces: there is no key "servces" here\. Did you mean "services"\? Known: organisation, services, /,
    ],
    ['a tier that does not exist', { services: [{ ...checkout, id: 'search', tier: 5 }] }, /^services\.0\.tier: /],
    [
      'a condition without a test',
      { triggerRules: [{ id: 't', when: [{ fact: 'severity' }], action: 'propose' }] },
      /^triggerRules\.0\.when\.0: a condition needs one of/,
    ],
    [
      'a rule without conditions',
      { triggerRules: [{ id: 't', when: [], action: 'propose' }] },
      /^triggerRules\.0\.when: /,
    ],
    [
      'a window that ends before it begins',
      { maintenanceWindows: [{ ...window, to: '2026-01-01T09:59:59Z' }] },
      /^maintenanceWindows\.0\.to: a maintenance window ends after it begins$/,
    ],
    [
      'a window that ends before it begins, in another zone',
      { maintenanceWindows: [{ ...window, to: '2026-01-01T11:30:00+02:00' }] },
      /^maintenanceWindows\.0\.to: /,
    ],
    [
      'a template that does not parse',
      { templates: [{ ...template, body: '{{#open}}' }] },
      /^templates\.0\.body: not a template: Unclosed section/,
    ],
    [
      'a template that does not escape',
      { templates: [{ ...template, body: '{{#a}}{{{title}}}{{/a}}' }] },
      /^templates\.0\.body: use \{\{name\}\}/,
    ],
    [
      'another that does not escape',
      { templates: [{ ...template, subject: '{{&title}}' }] },
      /^templates\.0\.subject: use/,
    ],
    [
      'a trigger rule that asks for a fact of no incident',
      { triggerRules: [{ id: 'r', when: [{ fact: 'service', is: 'checkout' }], action: 'propose' }] },
      /triggerRules\.0\.when\.0\.fact: there is no fact "service" here\..*Known: .*service\.id.*labels/,
    ],
    [
      'a routing rule that asks for a fact of no signal',
      { routing: [{ id: 'r', when: [{ fact: 'service.tier', is: 1 }], service: 'checkout' }] },
      /routing\.0\.when\.0\.fact: there is no fact "service\.tier" here/,
    ],
    [
      'a sender of mail that is neither an address nor a domain',
      { integrations: [{ id: 'mail', source: 'email', senders: ['@example.com'] }] },
      /integrations\.0\.senders\.0: an address, or a domain without "@"/,
    ],
  ])('with %s is refused with the path and the reason', (_mistake, changes, problem) => {
    expect(problemsOf(changes)).toContainEqual(expect.stringMatching(problem));
  });

  it('takes addresses and domains as senders of mail', () => {
    const senders = ['cron@localhost', 'example.com', 'Ops+x@eu.example.com', 'localhost'];
    expect(problemsOf({ integrations: [{ id: 'mail', source: 'email', senders }] })).toEqual([]);
  });

  it('names every mistake, not only the first', () => {
    expect(problemsOf({ majorIncidentManagers: 'x', unroutedService: 'y' })).toHaveLength(2);
  });

  it('takes a window that crosses zones the right way', () => {
    expect(
      problemsOf({
        maintenanceWindows: [{ ...window, from: '2026-01-01T10:00:00+02:00', to: '2026-01-01T09:00:00Z' }],
      }),
    ).toEqual([]);
  });

  it('that is no configuration at all is refused too', () => {
    for (const raw of [undefined, null, 'text', 1, [], {}]) expect(() => parseConfiguration(raw)).toThrow(DomainError);
  });
});
