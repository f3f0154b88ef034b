import { describe, expect, it } from 'vitest';
import { recipientsOf } from '../../../domain/communication/recipients.ts';
import { shownIncidentOf } from '../../../domain/communication/shown-incident.ts';
import { type Occasion, occasion as occasions } from '../../../domain/configuration/communications.ts';
import { effectsOf } from '../../../domain/incident/effects.ts';
import { shopLookup } from '../../../simulation/shop-configuration.ts';
import { type CommandBody, given, givenIn, opened, person } from '../incident/specification.ts';

const subscriber = (changes: object) => ({
  id: 'reader',
  name: 'Reader',
  email: 'reader@example.com',
  audience: 'business',
  ...changes,
});

/** Who hears of a SEV2 of checkout. */
const heardBy = (changes: object): string[] => {
  const { configuration } = shopLookup({ stakeholders: [subscriber(changes)] });
  const [plan] = configuration.communicationPlans;
  if (!plan) throw new Error('there is no plan');
  const { now } = given(opened({ severity: 'SEV2' })).history;
  return recipientsOf(plan, now, 'declared', configuration).map(({ address }) => address);
};

describe('a stakeholder hears of it', () => {
  it.each([
    ['who asked for everything', {}],
    ['of one of the services that are hit', { services: ['checkout', 'search'] }],
    ['from that severity on', { severityAtLeast: 'SEV2' }],
    ['from a lesser severity on', { severityAtLeast: 'SEV3' }],
  ])('%s', (_who, changes) => {
    expect(heardBy(changes)).toEqual(['reader@example.com']);
  });

  it.each([
    ['of another audience', { audience: 'technical' }],
    ['of other services only', { services: ['search', 'wiki'] }],
    ['from a worse severity on', { severityAtLeast: 'SEV1' }],
  ])('but nobody %s', (_who, changes) => {
    expect(heardBy(changes)).toEqual([]);
  });
});

describe('who was told that it is major', () => {
  const mia = person('mia');
  const everything = occasions.options;
  const lookup = shopLookup({
    stakeholders: [
      subscriber({ id: 'coo', email: 'coo@example.com', severityAtLeast: 'SEV2' }),
      subscriber({ id: 'all', email: 'all@example.com' }),
    ],
    communicationPlans: [
      { id: 'business', audience: 'business', occasions: everything, template: 'plain' },
      {
        id: 'page',
        audience: 'public',
        occasions: everything,
        template: 'plain',
        topic: 'status-page',
        when: [{ fact: 'severity', atMost: 2 }],
      },
    ],
  });

  /** A SEV2 that was declared and then lowered to SEV4. */
  const lowered = () =>
    givenIn(lookup, opened({ severity: 'SEV2' }))
      .and({ type: 'accept' }, { by: mia })
      .and({ type: 'change-severity', severity: 'SEV4', reason: 'less than thought' }, { by: mia });

  const toldOf = (specification: ReturnType<typeof lowered>): string[] => {
    const { commits, now } = specification.history;
    const last = commits.at(-1);
    if (!last) throw new Error('nothing happened');
    return effectsOf(now, last, lookup).flatMap((effect) => {
      const plan =
        effect.kind === 'communicate' &&
        lookup.configuration.communicationPlans.find(({ id }) => id === effect.job.planId);
      return plan && effect.kind === 'communicate' && effect.job.told
        ? recipientsOf(plan, effect.job.told.incident, effect.job.occasion, lookup.configuration).map(
            ({ address, below }) => (below ? `${address} below ${below}` : address),
          )
        : [];
    });
  };

  it('is told that it fell below their threshold', () => {
    expect(toldOf(lowered())).toEqual(['coo@example.com below SEV2', 'all@example.com', 'status-page']);
  });

  it.each<[string, CommandBody, boolean]>([
    ['that it is mitigated', { type: 'mitigate', by: 'fix', description: 'd' }, true],
    ['that it is over', { type: 'resolve', summary: 's' }, true],
    ['that it is no major incident any more', { type: 'demote', reason: 'r' }, true],
    [
      'that it goes on under another number',
      { type: 'merge', into: 'INC-2026-0002', intoId: 'inc-2', intoNumber: 'INC-2026-0002' },
      true,
    ],
    ['what happens in between, no more', { type: 'post-update', message: 'm' }, false],
  ])('is told, below their threshold, %s', (_, asked, isHeard) => {
    const told = toldOf(lowered().and(asked, { by: mia }));
    expect(told).toEqual(
      isHeard ? ['coo@example.com below SEV2', 'all@example.com', 'status-page'] : ['all@example.com'],
    );
  });

  it('hears of everything again when it gets worse again', () => {
    const worse = lowered().and({ type: 'change-severity', severity: 'SEV1', reason: 'again' }, { by: mia });
    expect(toldOf(worse)).toEqual(['coo@example.com', 'all@example.com', 'status-page']);
    expect(toldOf(worse.and({ type: 'post-update', message: 'm' }, { by: mia }))).toContain('coo@example.com');
  });

  it('hears how it ends when another service is named in place of theirs', () => {
    const asked = shopLookup({ stakeholders: [subscriber({ services: ['checkout'] })] });
    const [plan] = asked.configuration.communicationPlans;
    if (!plan) throw new Error('there is no plan');
    const shown = shownIncidentOf(
      given(
        opened(),
        { type: 'MajorIncidentDeclared', reason: 'it is' },
        {
          type: 'ServiceChanged',
          from: 'checkout',
          serviceId: 'search',
          environment: 'production',
          reason: 'it is search',
        },
      ).history.now,
    );
    const heard = (at: Occasion) => recipientsOf(plan, shown, at, asked.configuration).map(({ id }) => id);
    expect([heard('resolved'), heard('update')]).toEqual([['reader'], []]);
  });
});
