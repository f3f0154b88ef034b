import { describe, expect, it } from 'vitest';
import { DomainError } from '../../../domain/failure/domain-error.ts';
import { type PublicCommandName, publicCommands } from '../../../domain/incident/commands.ts';
import type { IncidentEvent } from '../../../domain/incident/events.ts';
import type { IncidentStatus, MajorStatus } from '../../../domain/incident/state.ts';
import { type CommandBody, given, later, opened } from './specification.ts';

const mitigated: IncidentEvent = {
  type: 'IncidentMitigated',
  by: 'workaround',
  description: 'rolled back',
  watchUntil: later(900),
};
const resolved: IncidentEvent = { type: 'IncidentResolved', summary: 'over', automatic: false };

/** How an incident gets to each status, undecided about being major. */
const UNTIL: Record<IncidentStatus, IncidentEvent[]> = {
  open: [],
  investigating: [{ type: 'InvestigationStarted' }],
  identified: [{ type: 'CauseIdentified', description: 'the deploy' }],
  mitigated: [mitigated],
  resolved: [resolved],
  closed: [resolved, { type: 'IncidentClosed' }],
  merged: [{ type: 'IncidentMerged', into: 'inc-2', intoNumber: 'INC-2026-0002' }],
};

const proposed: IncidentEvent = { type: 'CandidateProposed', reason: 'looks bad', decideBy: later(600) };
const declared: IncidentEvent = { type: 'MajorIncidentDeclared', reason: 'it is' };

/** How it gets to each decision. */
const DECIDED: Record<MajorStatus, IncidentEvent[]> = {
  none: [],
  candidate: [proposed],
  accepted: [proposed, declared],
  rejected: [proposed, { type: 'CandidateRejected', reason: 'no', recovered: false }],
  demoted: [proposed, declared, { type: 'MajorIncidentDemoted', reason: 'no longer' }],
};

const change = {
  id: 'deploy-57',
  serviceId: 'checkout',
  kind: 'deployment',
  title: 'Build 57',
  at: later(-60),
} as const;

const ASK: Record<PublicCommandName, CommandBody> = {
  propose: { type: 'propose', reason: 'many calls' },
  accept: { type: 'accept' },
  reject: { type: 'reject', reason: 'a blip' },
  demote: { type: 'demote', reason: 'fewer affected than thought' },
  acknowledge: { type: 'acknowledge' },
  'pass-on': { type: 'pass-on' },
  'ask-for-help': { type: 'ask-for-help', need: 'a Postgres expert' },
  investigate: { type: 'investigate' } as unknown as CommandBody,
  identify: { type: 'identify', description: 'the deploy of 19:58' },
  'assign-role': { type: 'assign-role', role: 'scribe', person: 'ben' },
  'change-severity': { type: 'change-severity', severity: 'SEV4', reason: 'few are affected' },
  'post-update': { type: 'post-update', message: 'we are on it' },
  'add-note': { type: 'add-note', text: 'a note' },
  mitigate: { type: 'mitigate', by: 'fix', description: 'restarted' },
  resolve: { type: 'resolve', summary: 'it works' },
  reopen: { type: 'reopen', reason: 'not over' },
  close: { type: 'close' },
  merge: { type: 'merge', into: 'INC-2026-0002', intoId: 'inc-2', intoNumber: 'INC-2026-0002' },
  separate: { type: 'separate', reason: 'two causes' },
  'link-change': { type: 'link-change', changeId: 'deploy-57', change },
  'unlink-change': { type: 'unlink-change', changeId: 'deploy-57' },
  'complete-review': { type: 'complete-review', summary: 'learned' },
  'correct-stamp': { type: 'correct-stamp', stamp: 'impactStarted', at: later(-60), reason: 'logs' },
};

/** `yes`: something happens. `same`: it is so already. `no`: refused as an illegal transition. */
type Verdict = 'yes' | 'same' | 'no';

const verdictOf = (past: IncidentEvent[], command: PublicCommandName): Verdict => {
  try {
    return given(opened(), ...past).history.asks(ASK[command]).length > 0 ? 'yes' : 'same';
  } catch (error) {
    if (error instanceof DomainError && error.code === 'illegal-transition') return 'no';
    throw error;
  }
};

const STATUSES: IncidentStatus[] = ['open', 'investigating', 'identified', 'mitigated', 'resolved', 'closed', 'merged'];

// One column per status, in the order of STATUSES.
const BY_STATUS: Record<PublicCommandName, Verdict[]> = {
  propose: ['yes', 'yes', 'yes', 'yes', 'no', 'no', 'no'],
  accept: ['yes', 'yes', 'yes', 'yes', 'no', 'no', 'no'],
  reject: ['no', 'no', 'no', 'no', 'no', 'no', 'no'],
  demote: ['no', 'no', 'no', 'no', 'no', 'no', 'no'],
  acknowledge: ['yes', 'yes', 'yes', 'yes', 'yes', 'no', 'no'],
  // Nobody has been paged here.
  'pass-on': ['no', 'no', 'no', 'no', 'no', 'no', 'no'],
  'ask-for-help': ['yes', 'yes', 'yes', 'yes', 'no', 'no', 'no'],
  investigate: ['yes', 'same', 'same', 'no', 'no', 'no', 'no'],
  identify: ['yes', 'yes', 'yes', 'no', 'no', 'no', 'no'],
  'assign-role': ['yes', 'yes', 'yes', 'yes', 'yes', 'no', 'no'],
  'change-severity': ['yes', 'yes', 'yes', 'yes', 'yes', 'no', 'no'],
  'post-update': ['yes', 'yes', 'yes', 'yes', 'yes', 'yes', 'no'],
  'add-note': ['yes', 'yes', 'yes', 'yes', 'yes', 'yes', 'yes'],
  mitigate: ['yes', 'yes', 'yes', 'no', 'no', 'no', 'no'],
  resolve: ['yes', 'yes', 'yes', 'yes', 'no', 'no', 'no'],
  reopen: ['no', 'no', 'no', 'yes', 'yes', 'yes', 'no'],
  close: ['no', 'no', 'no', 'no', 'yes', 'no', 'no'],
  merge: ['yes', 'yes', 'yes', 'yes', 'yes', 'no', 'no'],
  separate: ['no', 'no', 'no', 'no', 'no', 'no', 'yes'],
  'link-change': ['yes', 'yes', 'yes', 'yes', 'yes', 'yes', 'no'],
  'unlink-change': ['no', 'no', 'no', 'no', 'no', 'no', 'no'],
  'complete-review': ['no', 'no', 'no', 'no', 'no', 'no', 'no'],
  'correct-stamp': ['yes', 'yes', 'yes', 'yes', 'yes', 'yes', 'yes'],
};

describe('what may be asked in each status', () => {
  for (const command of Object.keys(publicCommands) as PublicCommandName[]) {
    it.each(STATUSES.map((status, i) => [status, BY_STATUS[command][i]] as const))(
      `${command} while %s: %s`,
      (status, expected) => {
        expect(verdictOf(UNTIL[status], command)).toBe(expected);
      },
    );
  }

  it('leads to the status that the command names', () => {
    const leadsTo = (status: IncidentStatus, command: PublicCommandName) => {
      const { history } = given(opened(), ...UNTIL[status]);
      history.asks(ASK[command]);
      return history.now.status;
    };
    expect(leadsTo('open', 'investigate')).toBe('investigating');
    expect(leadsTo('open', 'acknowledge')).toBe('investigating');
    expect(leadsTo('identified', 'acknowledge')).toBe('identified');
    expect(leadsTo('mitigated', 'acknowledge')).toBe('mitigated');
    expect(leadsTo('open', 'identify')).toBe('identified');
    expect(leadsTo('investigating', 'mitigate')).toBe('mitigated');
    expect(leadsTo('open', 'resolve')).toBe('resolved');
    expect(leadsTo('mitigated', 'resolve')).toBe('resolved');
    expect(leadsTo('resolved', 'close')).toBe('closed');
    expect(leadsTo('mitigated', 'reopen')).toBe('investigating');
    expect(leadsTo('resolved', 'reopen')).toBe('investigating');
    expect(leadsTo('closed', 'reopen')).toBe('investigating');
    expect(leadsTo('resolved', 'merge')).toBe('merged');
  });
});

const MAJORS: MajorStatus[] = ['none', 'candidate', 'accepted', 'rejected', 'demoted'];

describe('what may be decided, process.md §2', () => {
  // One column per decision, in the order of MAJORS, while the incident is open.
  const BY_MAJOR: Partial<Record<PublicCommandName, (MajorStatus | 'no')[]>> = {
    propose: ['candidate', 'no', 'no', 'candidate', 'candidate'],
    accept: ['accepted', 'accepted', 'no', 'no', 'no'],
    reject: ['no', 'rejected', 'no', 'no', 'no'],
    demote: ['no', 'no', 'demoted', 'no', 'no'],
  };
  for (const [command, leadsTo] of Object.entries(BY_MAJOR) as [PublicCommandName, (MajorStatus | 'no')[]][]) {
    it.each(MAJORS.map((major, i) => [major, leadsTo[i]] as const))(`${command} while %s: %s`, (major, expected) => {
      const { history } = given(opened(), ...DECIDED[major]);
      let result: MajorStatus | 'no';
      try {
        history.asks(ASK[command]);
        result = history.now.major;
      } catch (error) {
        expect(error).toMatchObject({ code: 'illegal-transition' });
        result = 'no';
      }
      expect(result).toBe(expected);
    });
  }

  it('decides nothing about an incident that has ended', () => {
    for (const end of ['closed', 'merged'] as const) {
      expect(verdictOf([...DECIDED.candidate, ...UNTIL[end]], 'reject')).toBe('no');
      expect(verdictOf([...DECIDED.candidate, ...UNTIL[end]], 'accept')).toBe('no');
      expect(verdictOf([...DECIDED.accepted, ...UNTIL[end]], 'demote')).toBe('no');
    }
  });

  it('leaves the status alone when it demotes', () => {
    for (const status of ['open', 'investigating', 'identified', 'mitigated', 'resolved'] as const) {
      const state = given(opened(), ...DECIDED.accepted, ...UNTIL[status])
        .when(ASK.demote)
        .thenAmongOthers({
          type: 'MajorIncidentDemoted',
          reason: 'fewer affected than thought',
        });
      expect(state).toMatchObject({ status, major: 'demoted' });
    }
  });

  it('says where the incident is when it refuses', () => {
    given(opened(), ...UNTIL.closed)
      .when(ASK.mitigate)
      .thenRefuses('illegal-transition', /INC-2026-0001.*closed/);
    given().when(ASK.investigate).thenRefuses('incident-not-found', /inc-1/);
  });
});
