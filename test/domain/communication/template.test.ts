import { describe, expect, it } from 'vitest';
import { shownIncidentOf } from '../../../domain/communication/shown-incident.ts';
import { fillTemplate, type TemplateFacts } from '../../../domain/communication/template.ts';
import { given, later, opened, person, START } from '../incident/specification.ts';

const facts = (changes: Partial<TemplateFacts> = {}): TemplateFacts => ({
  incident: shownIncidentOf(
    given(opened({ title: 'a < b & c', affectedUsers: 3 }))
      .and({ type: 'accept', businessImpact: 'no orders' }, { by: person('mia') })
      .and({ type: 'post-update', message: 'm', nextUpdateInMinutes: 10 }, { by: person('mia') })
      .and({ type: 'resolve', summary: 'Restarted.' }, { by: person('mia'), at: 60 }).history.now,
  ),
  organisation: 'Shop',
  recipientName: 'Owner',
  audience: 'business',
  occasion: 'severity-changed',
  headline: 'Now SEV1: problem with Checkout',
  said: 'SEV3 → SEV1',
  serviceName: 'Checkout',
  commanderName: 'Mia',
  incidentUrl: 'https://muster.example/i/1',
  ...changes,
});

const plain = (text: string): string => text;

describe('a template', () => {
  it.each([
    ['organisation', 'Shop'],
    ['recipient', 'Owner'],
    ['audience', 'business'],
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
    ['headline', 'Now SEV1: problem with Checkout'],
    ['said', 'SEV3 → SEV1'],
    ['commander', 'Mia'],
    ['nextUpdateBy', later(600)],
    ['declaredAt', START],
    ['resolvedAt', later(60)],
    ['url', 'https://muster.example/i/1'],
  ])('may name %s: %s', (name, value) => {
    expect(fillTemplate(`[{{${name}}}]`, facts(), plain)).toBe(`[${value}]`);
  });

  it('escapes as the place asks that it goes to', () => {
    expect(fillTemplate('{{title}}', facts(), (text) => text.toUpperCase())).toBe('A < B & C');
  });

  it('leaves out a part about what is not known', () => {
    const said = facts({ commanderName: undefined });
    expect(fillTemplate('a{{#commander}} led by {{commander}}{{/commander}}.', said, plain)).toBe('a.');
  });

  it('includes no other, whatever it names', () => {
    expect(fillTemplate('a{{> other}}b', facts(), plain)).toBe('ab');
  });
});
