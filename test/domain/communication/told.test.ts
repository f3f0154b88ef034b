import { describe, expect, it } from 'vitest';
import { recipientsOf } from '../../../domain/communication/recipients.ts';
import { effectsOf } from '../../../domain/incident/effects.ts';
import type { IncidentEvent } from '../../../domain/incident/events.ts';
import { foldCommits } from '../../../domain/incident/evolve.ts';
import type { IncidentState } from '../../../domain/incident/state.ts';
import { timelineOf } from '../../../domain/timeline/timeline.ts';
import { shop } from '../../../simulation/shop-configuration.ts';
import { type CommandBody, given, opened, person } from '../incident/specification.ts';

/** What the last commit of a history leads to. */
const effectsAfter = (specification: ReturnType<typeof given>, asked: CommandBody) => {
  specification.and(asked, { by: person('mia') });
  const { commits } = specification.history;
  const commit = commits.at(-1);
  if (!commit) throw new Error('nothing happened');
  return effectsOf(foldCommits(commits) as IncidentState, commit, shop);
};
const told = (specification: ReturnType<typeof given>, asked: CommandBody) =>
  effectsAfter(specification, asked)
    .filter((e) => e.kind === 'communicate')
    .map((e) => `${e.job.occasion} ${e.job.planId}`);

const major = () => given(opened()).and({ type: 'accept' }, { by: person('mia') });

describe('stakeholders are told', () => {
  it.each<[string, CommandBody, string[]]>([
    ['an update', { type: 'post-update', message: 'm' }, ['update business', 'update public']],
    ['an update for one audience', { type: 'post-update', message: 'm', audiences: ['public'] }, ['update public']],
    ['a mitigation', { type: 'mitigate', by: 'fix', description: 'd' }, ['mitigated business']],
    ['the resolution', { type: 'resolve', summary: 's' }, ['resolved business', 'resolved public']],
    ['another severity', { type: 'change-severity', severity: 'SEV2', reason: 'r' }, ['severity-changed business']],
    [
      'the merge',
      { type: 'merge', into: 'INC-2026-0002', intoId: 'inc-2', intoNumber: 'INC-2026-0002' },
      ['merged business'],
    ],
    ['the demotion', { type: 'demote', reason: 'r' }, ['demoted business']],
    ['no note', { type: 'add-note', text: 't' }, []],
  ])('of a major incident: %s', (_what, asked, expected) => {
    expect(told(major(), asked)).toEqual(expected);
  });

  it('nothing of a candidate, nor of what was rejected', () => {
    const candidate = () => given(opened()).and({ type: 'propose', reason: 'r' });
    for (const asked of [
      { type: 'post-update', message: 'm' },
      { type: 'mitigate', by: 'fix', description: 'd' },
      { type: 'resolve', summary: 's' },
      { type: 'reject', reason: 'r' },
      { type: 'merge', into: 'INC-2026-0002', intoId: 'inc-2', intoNumber: 'INC-2026-0002' },
    ] as const) {
      expect(told(candidate(), asked)).toEqual([]);
    }
    expect(told(given(opened()), { type: 'propose', reason: 'r' })).toEqual([]);
    expect(told(candidate(), { type: 'accept' })).toEqual(['declared business', 'declared public']);
  });

  it('by service, severity and audience, the topic once', () => {
    const { now } = major().history;
    const [business, publicPlan] = shop.configuration.communicationPlans;
    const ids = (state: IncidentState) =>
      business ? recipientsOf(business, state, 'declared', shop.configuration).map((r) => r.id) : [];
    expect(ids(now)).toEqual(['ceo', 'shop-owner']);
    expect(ids({ ...now, severity: 'SEV2' })).toEqual(['shop-owner']);
    expect(ids({ ...now, affectedServices: ['checkout', 'search'] })).toEqual(['ceo', 'shop-owner', 'search-owner']);
    expect(publicPlan && recipientsOf(publicPlan, now, 'declared', shop.configuration)).toMatchObject([
      { id: 'topic:status-page', channel: 'topic' },
    ]);
  });
});

describe('the timeline', () => {
  it('lets hostile text through unharmed, and names people', () => {
    const hostile = '<script>{{x}}</script>\n\u202e';
    const history = major().and({ type: 'add-note', text: hostile }, { by: person('ana') }).history;
    const [entry] = timelineOf(history.commits.at(-1) as (typeof history.commits)[number], shop);
    expect(entry).toMatchObject({
      text: `Ana noted: "${hostile.trim()}"`,
      actorName: 'Ana',
      kind: 'NoteAdded',
      seq: 3,
      index: 0,
    });
  });

  it('says a paging in one sentence', () => {
    const event: IncidentEvent = { type: 'PageAcknowledged', pagingId: 'p1', personId: 'ben', via: 'person' };
    const history = major().history.happened([event]);
    expect(timelineOf(history.commits.at(-1) as (typeof history.commits)[number], shop)[0]?.text).toBe(
      'Ben acknowledged',
    );
  });
});
