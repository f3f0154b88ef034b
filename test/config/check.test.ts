import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../../config/read-configuration.ts';
import { DomainError } from '../../domain/failure/domain-error.ts';
import { shopFile } from '../../simulation/shop-configuration.ts';

type Change = Record<string, unknown>;

/** `path: reason (other)` of everything that is wrong with the shop once it is changed. */
const problemsOf = async (changes: Change): Promise<string[]> => {
  try {
    await readConfiguration({ ...structuredClone(shopFile), ...changes });
    return [];
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return (error.details.problems as { path: string; reason: string; other?: string }[]).map(
      ({ other, path, reason }) => `${path}: ${reason}${other === undefined ? '' : ` (${other})`}`,
    );
  }
};

const [ana, ...others] = shopFile.people;
const contacts = (...given: readonly (readonly [channel: string, address: string])[]): Change => ({
  people: [{ ...ana, contacts: given.map(([channel, address]) => ({ channel, address })) }, ...others],
});
const [checkout, search, wiki] = shopFile.services;
const [plain] = shopFile.templates;
const template = (part: Partial<typeof plain>): Change => ({ templates: [{ ...plain, ...part }] });

it('takes the shop as it is', async () => {
  expect(await problemsOf({})).toEqual([]);
});

describe('somebody who could not be reached', () => {
  it.each([
    ['sms', '0044 7700 900 111'],
    ['sms', '+44 (0)7700 900111'],
    ['sms', '+4477009001'],
    ['sms', '+120255501070'],
    ['sms', '07700 900111'],
    ['sms', '+999 12345678'],
    ['sms', '+49'],
    ['sms', 'hello'],
    ['sms', 'ana@example.com'],
    ['email', 'fay.acme.example'],
    ['email', 'not-an-address'],
    ['email', 'Ana <ana@example.com>'],
    ['email', 'ana@localhost'],
    ['email', '+491701234567'],
    ['webhook', 'hooks.acme.example'],
    ['webhook', 'file:///etc/passwd'],
    ['webhook', 'gopher://x/'],
    ['webhook', 'ftp://pager.example.com/'],
    ['webhook', 'javascript:alert(1)'],
    ['webhook', 'https://user:secret@pager.example.com/'],
    ['webhook', 'http://169.254.169.254/latest/meta-data/'],
    ['webhook', 'http://2852039166/latest/meta-data/'],
    ['webhook', 'http://0xA9FEA9FE/'],
    ['webhook', 'http://[::ffff:169.254.169.254]/'],
    ['webhook', 'http://[fd00:ec2::254]/'],
    ['webhook', 'http://[fe80::1]/'],
    ['webhook', 'http://metadata.google.internal/computeMetadata/v1/'],
    ['webhook', 'http://METADATA.google.internal./'],
    ['webhook', 'http://100.100.100.200/'],
    ['webhook', 'http://0.0.0.0:8080/'],
    ['webhook', 'http://[::]/'],
    ['webhook', 'http://255.255.255.255/'],
  ])('is told of: %s %s', async (channel, address) => {
    const problems = await problemsOf(contacts([channel, address]));
    expect(problems).toEqual([expect.stringMatching(/^people\.0\.contacts\.0\.address: /)]);
  });

  it.each([
    ['sms', '+44 7700 900111'],
    ['sms', '+1 (202) 555-0107'],
    ['sms', '+39 06 1234 5678'],
    ['sms', '+372 5000 0004'],
    ['email', 'ana.silva+pager@eu.example.com'],
    ['webhook', 'https://pager.example.com/ana'],
    ['webhook', 'http://10.0.0.7:9000/hook'],
    ['webhook', 'http://127.0.0.1:9000/hook'],
  ])('is not: %s %s', async (channel, address) => {
    expect(await problemsOf(contacts([channel, address]))).toEqual([]);
  });

  it('is told what to write instead', async () => {
    expect(await problemsOf(contacts(['sms', '+44 (0)7700 900111']))).toEqual([
      'people.0.contacts.0.address: "+44 (0)7700 900111" would be dialled as +4407700900111; write +447700900111',
    ]);
  });

  it('is a stakeholder of whose audience no plan speaks', async () => {
    const [ceo] = shopFile.stakeholders;
    expect(await problemsOf({ stakeholders: [{ ...ceo, audience: 'technical' }] })).toEqual([
      'stakeholders.0.audience: "ceo" would never be told anything: no communication plan has the audience technical. Plans there are for: business, public',
    ]);
  });
});

describe('a message that would say nothing, or the wrong thing', () => {
  it.each([
    [
      'a name that no message has',
      { body: '{{titel}}' },
      /^templates\.0\.body: there is no variable "titel"\. Did you mean "title"\? Known: .*headline.*url/,
    ],
    [
      'a member of something',
      { subject: '{{incident.number}}' },
      /^templates\.0\.subject: there is no variable "incident\.number"/,
    ],
    [
      'a section of a name that no message has',
      { body: 'x {{#customer}}{{title}}{{/customer}}' },
      /no variable "customer"/,
    ],
    [
      'a name inside of a section',
      { body: 'x {{#impact}}{{impcat}}{{/impact}}' },
      /no variable "impcat"\. Did you mean "impact"/,
    ],
    ['another template', { body: 'x {{> footer}}' }, /^templates\.0\.body: includes "footer"/],
    [
      'only what some incidents have',
      { subject: '{{nextUpdateBy}}' },
      /^templates\.0\.subject: would be empty where an incident has no nextUpdateBy/,
    ],
    [
      'a section of what some incidents have',
      { body: '{{#resolvedAt}}Over at {{resolvedAt}}{{/resolvedAt}}' },
      /would be empty where an incident has no resolvedAt/,
    ],
    ['spaces', { subject: '   ' }, /^templates\.0\.subject: says nothing/],
    ['a comment', { subject: '{{! later }}' }, /^templates\.0\.subject: says nothing/],
    ['what is said only where nothing is', { subject: '{{^title}}No title{{/title}}' }, /says nothing/],
  ])('is a template of %s', async (_, part, problem) => {
    const problems = await problemsOf(template(part as Partial<typeof plain>));
    expect(problems).toEqual([expect.stringMatching(problem)]);
  });

  it('is not one with what some incidents have beside what every incident has', async () => {
    const body =
      '{{headline}}{{#nextUpdateBy}}\nWe write again by {{.}}.{{/nextUpdateBy}}{{^commander}} Nobody leads.{{/commander}}';
    expect(await problemsOf(template({ body } as object))).toEqual([]);
  });
});

describe('a name', () => {
  it.each<[string, Change, string]>([
    [
      'an alias that is the id of another service',
      { services: [checkout, { ...search, aliases: ['Checkout'] }, wiki] },
      'services.1.aliases.0: another service is called "Checkout" too; a name leads to one service (services.0.id)',
    ],
    [
      'an alias that two services have',
      { services: [checkout, { ...search, aliases: ['PAY'] }, wiki] },
      'services.1.aliases.0: another service is called "PAY" too; a name leads to one service (services.0.aliases.0)',
    ],
    [
      'two services of one name',
      { services: [checkout, { ...search, name: 'Wiki' }, { ...wiki, id: 'docs', name: 'wiki' }] },
      'services.2.name: another service is called "wiki" too; a name leads to one service (services.1.name)',
    ],
    [
      'a person twice in a level',
      { catchAll: { people: ['zoe', 'zoe'] } },
      'catchAll.people.1: the person "zoe" is named twice (catchAll.people.0)',
    ],
    [
      'a contact twice',
      contacts(['email', 'ana@example.com'], ['email', 'Ana@example.com']),
      'people.0.contacts.1: this contact is there twice (people.0.contacts.0)',
    ],
    [
      'a stakeholder under two ids',
      {
        stakeholders: [
          { id: 'a', name: 'A', email: 'a@example.com', audience: 'business' },
          { id: 'b', name: 'B', email: 'A@example.com', audience: 'business' },
        ],
      },
      'stakeholders.1.email: another stakeholder of this audience has this address; they would get each message twice (stakeholders.0.email)',
    ],
    [
      'an id of two people',
      { people: [...shopFile.people, shopFile.people[0]] },
      'people.6.id: "ana" is used twice in people (people.0.id)',
    ],
    [
      'an id of two services',
      { services: [checkout, search, wiki, { ...search, name: 'Other' }] },
      'services.3.id: "search" is used twice in services (services.1.id)',
    ],
  ])('has one meaning: %s', async (_, changes, problem) => {
    expect(await problemsOf(changes)).toEqual([problem]);
  });

  it('may be that of its own service twice', async () => {
    expect(await problemsOf({ services: [{ ...checkout, aliases: ['Checkout', 'checkout'] }, search, wiki] })).toEqual(
      [],
    );
  });

  it.each<[string, readonly (readonly string[])[], string]>([
    [
      'itself',
      [['checkout'], [], []],
      'services.0.dependsOn.0: a service cannot depend on itself: checkout → checkout',
    ],
    [
      'one that depends on it',
      [['search'], ['checkout'], []],
      'services.1.dependsOn.0: a service cannot depend on itself: checkout → search → checkout',
    ],
    [
      'a circle of others',
      [['search'], ['wiki'], ['search']],
      'services.2.dependsOn.0: a service cannot depend on itself: search → wiki → search',
    ],
  ])('of a service cannot be a dependency of %s', async (_, dependsOn, problem) => {
    const services = [checkout, search, wiki].map((service, i) => ({ ...service, dependsOn: dependsOn[i] }));
    expect(await problemsOf({ services })).toEqual([problem]);
  });

  it('may be depended on by many', async () => {
    const services = [{ ...checkout, dependsOn: ['search', 'wiki'] }, { ...search, dependsOn: ['wiki'] }, wiki];
    expect(await problemsOf({ services })).toEqual([]);
  });
});

describe('a condition that could never hold', () => {
  const rule = (when: object): Change => ({ triggerRules: [{ id: 'r', when: [when], action: 'propose' }] });
  const window = (when: object): Change => ({
    maintenanceWindows: [
      { id: 'w', reason: 'moves', from: '2026-01-01T10:00:00Z', to: '2026-01-01T11:00:00Z', when: [when] },
    ],
  });
  it.each<[Change, RegExp]>([
    [
      window({ fact: 'service', is: 'chekout' }),
      /^maintenanceWindows\.0\.when\.0\.is: there is no service "chekout"\. Did you mean "checkout"\? Known: checkout, search, wiki$/,
    ],
    [window({ fact: 'service', is: ['search', 'x*'] }), /no service "x\*"/],
    [window({ fact: 'severity', is: 'SEV1' }), /no severity "SEV1"\. Known: critical, error, warning, info$/],
    [window({ fact: 'integration', not: 'nobody' }), /\.not: there is no integration "nobody"/],
    [
      rule({ fact: 'severity', is: 'SEV1' }),
      /^triggerRules\.0\.when\.0\.is: there is no severity "SEV1"\. Known: 1, 2, 3, 4, 5$/,
    ],
    [rule({ fact: 'service.id', is: 'Checkout shop' }), /no service\.id "Checkout shop"/],
    [rule({ fact: 'status', is: 'done' }), /no status "done"\. Known: open, /],
    [rule({ fact: 'production', is: 'yes' }), /no production "yes"/],
    [
      { routing: [{ id: 'r', when: [{ fact: 'severity', is: 'high' }], service: 'search' }] },
      /^routing\.0\.when\.0\.is: there is no severity "high"/,
    ],
  ])('is told of: %j', async (changes, problem) => {
    expect(await problemsOf(changes)).toEqual([expect.stringMatching(problem)]);
  });

  it.each<Change>([
    window({ fact: 'service', is: ['check*', 'SEARCH'] }),
    window({ fact: 'environment', is: 'anything' }),
    rule({ fact: 'severity', is: 2 }),
    rule({ fact: 'production', is: false }),
    rule({ fact: 'labels.team', is: 'anything' }),
    { routing: [{ id: 'r', when: [{ fact: 'service', is: 'as-a-sender-calls-it' }], service: 'search' }] },
  ])('is not told of one that may: %j', async (changes) => {
    expect(await problemsOf(changes)).toEqual([]);
  });
});

describe('a value', () => {
  const service = (changes: object): Change => ({ services: [{ ...checkout, ...changes }, search, wiki] });
  it.each<[Change, string]>([
    [service({ tier: 5 }), 'services.0.tier: is 1, 2, 3 or 4, not 5'],
    [service({ tier: '1' }), 'services.0.tier: is 1, 2, 3 or 4, not "1"'],
    [service({ tier: undefined }), 'services.0.tier: is missing'],
    [service({ name: 7 }), 'services.0.name: is a text, not 7; put it into quotes'],
    [service({ dependsOn: 'search' }), 'services.0.dependsOn: is a list, not "search"'],
    [
      service({ runbook: 'wiki/checkout' }),
      'services.0.runbook: is a whole URL such as https://example.com/page, not "wiki/checkout"',
    ],
    [
      service({ teir: 1 }),
      'services.0.teir: there is no key "teir" here. Did you mean "tier"? Known: id, name, description, tier, team, escalationPolicy, dependsOn, aliases, matrix, groupBy, runbook, publicName, timeZone',
    ],
    [{ teams: [] }, 'teams: is empty'],
    [
      { catchAll: { people: [] } },
      'catchAll.people: the catch-all is never empty: name somebody who is always reachable',
    ],
    [{ catchAll: { people: ['zoe'], repeat: 0 } }, 'catchAll.repeat: is at least 1, not 0'],
    [{ catchAll: { people: ['zoe'], repeat: 1.5 } }, 'catchAll.repeat: is a whole number, not 1.5'],
    [{ paging: { from: 'SEV9' } }, 'paging.from: is SEV1, SEV2, SEV3, SEV4 or SEV5, not "SEV9". Did you mean "SEV1"?'],
    [{ candidate: { decideWithinSeconds: '10m' } }, 'candidate.decideWithinSeconds: is a number, not "10m"'],
    [
      { organisation: { name: 'Shop', mailFrom: 'muster' } },
      'organisation.mailFrom: is an e-mail address such as ana@example.com, not "muster"',
    ],
    [
      { roles: [{ id: 'r', title: 'R', fillFrom: 'team' }] },
      'roles.0.fillFrom: is a mapping, service-team or nobody, not "team"',
    ],
    [
      { integrations: [{ id: 'a', source: 'alertmanger' }] },
      'integrations.0.source: there is no source "alertmanger". Did you mean "alertmanager"? Known: ',
    ],
  ])('is told in words with what is allowed: %j', async (changes, problem) => {
    const [first = ''] = await problemsOf(changes);
    expect(first.slice(0, problem.length)).toBe(problem);
  });
});

it('says everything at once that is wrong beside the form', async () => {
  const problems = await problemsOf({
    ...contacts(['sms', '+4477009001']),
    unroutedService: 'nowhere',
    templates: [{ ...plain, body: '{{nothing}}' }],
    integrations: [{ id: 'a', source: 'nothing' }],
  });
  expect(problems.map((problem) => problem.split(':')[0]).toSorted()).toEqual([
    'integrations.0.source',
    'people.0.contacts.0.address',
    'templates.0.body',
    'unroutedService',
  ]);
});
