import { describe, expect, it } from 'vitest';
import { shownIncidentOf } from '../../../domain/communication/shown-incident.ts';
import { fillTemplate, type TemplateFacts } from '../../../domain/communication/template.ts';
import { type StakeholderFacts, stakeholderLetterOf } from '../../../domain/words/stakeholder-letter.ts';
import { given, later, opened, person } from '../incident/specification.ts';

const facts = (changes: Partial<TemplateFacts> = {}): TemplateFacts => {
  const state = given(opened({ title: 'a < b & c', affectedUsers: 3 }))
    .and({ type: 'accept', businessImpact: 'no orders' }, { by: person('mia') })
    .and({ type: 'post-update', message: 'm', nextUpdateInMinutes: 10 }, { by: person('mia') })
    .and({ type: 'resolve', summary: 'Restarted.' }, { by: person('mia'), at: 60 }).history.now;
  const told: StakeholderFacts & { readonly said: string } = {
    incident: { ...shownIncidentOf(state), commanderId: 'mia' },
    at: later(60),
    organisation: 'Shop',
    audience: 'technical',
    occasion: 'severity-changed',
    said: 'SEV3 → SEV1',
    services: ['Checkout', 'Search'],
    name: (id) => (id === 'mia' ? 'Mia' : id),
    nextBy: later(600),
    reader: { language: 'en', timeZone: 'Europe/Lisbon' },
    now: Date.parse(later(60)),
    url: 'https://muster.example/i/1',
  };
  return { ...told, letter: stakeholderLetterOf(told), recipientName: 'Owner', ...changes };
};

const plain = (text: string): string => text;

describe('a template', () => {
  it.each([
    ['organisation', 'Shop'],
    ['recipient', 'Owner'],
    ['audience', 'technical'],
    ['occasion', 'severity changed'],
    ['number', 'INC-2026-0001'],
    ['title', 'a < b & c'],
    ['severity', 'SEV1'],
    ['status', 'resolved'],
    ['major', 'accepted'],
    ['service', 'Checkout'],
    ['environment', 'production'],
    ['impact', 'no orders'],
    ['affectedUsers', '3'],
    ['headline', 'Now SEV1: a < b & c'],
    ['said', 'SEV3 → SEV1'],
    ['commander', 'Mia'],
    ['nextUpdateBy', '20:10 WET'],
    ['services', 'Checkout, Search'],
    ['declaredAt', '20:00 WET'],
    ['resolvedAt', '20:01 WET'],
    ['url', 'https://muster.example/i/1'],
  ])('may name %s: %s', (name, value) => {
    expect(fillTemplate(`[{{${name}}}]`, facts(), plain)).toBe(`[${value}]`);
  });

  it('escapes as the place asks that it goes to', () => {
    expect(fillTemplate('{{title}}', facts(), (text) => text.toUpperCase())).toBe('A < B & C');
  });

  it('leaves out a part about what is not known', () => {
    const said = facts({ incident: { ...facts().incident, commanderId: undefined } });
    expect(fillTemplate('a{{#commander}} led by {{commander}}{{/commander}}.', said, plain)).toBe('a.');
  });

  it('includes no other, whatever it names', () => {
    expect(fillTemplate('a{{> other}}b', facts(), plain)).toBe('ab');
  });

  it('shows no instant as it is stored, not even one in a reason of before', () => {
    const said = facts({ said: 'A review is open and due 2026-11-21T20:30:00.000Z.' });
    expect(fillTemplate('{{said}}', said, plain)).toBe('A review is open and due 20:30 WET.');
  });
});
