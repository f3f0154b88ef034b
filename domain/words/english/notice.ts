import { listed } from '../lists.ts';
import { about, joined, type NoticeWords, namesOf, othersOf, tasksOf, titled } from '../notice.ts';

const says: NoticeWords['says'] = {
  'role-given': (facts, since) => {
    const { by = 'Muster', roles, unanswered } = facts;
    const role = namesOf(roles, 'en');
    const had = othersOf(roles);
    const tasks = tasksOf(roles);
    const until = unanswered
      ? 'Nobody who can take it has answered yet: until you answer a page of it, whoever answers first takes the role.'
      : '';
    return {
      headline: `You are ${role} of ${about(facts)}: `,
      lead: joined(
        by === facts.personName ? `You became ${role}.` : `${by} made you ${role}.`,
        `${titled(facts)}, since ${since}.`,
        had.length > 0 && `${listed(had)} had the role until now.`,
        until,
      ),
      ask: joined(tasks !== '' && `First: ${tasks}.`, 'Hand it on if you cannot take it.'),
      shortAsk: 'Tasks, or hand it on:',
      button: 'See what to do',
      why: 'You get this because you have a role in it. Nobody waits for an answer.',
    };
  },
  'role-handed-over': (facts, since) => {
    const { by = 'Muster', roles } = facts;
    const role = namesOf(roles, 'en');
    const [now] = othersOf(roles);
    return {
      headline:
        now === undefined
          ? `You are no longer ${role} of ${about(facts)}: `
          : `${now} is now ${role} of ${about(facts)}: `,
      lead: joined(
        now === undefined ? `${by} ended your role.` : `${by} made ${now} ${role}; you had it until now.`,
        `${titled(facts)}, since ${since}.`,
        'Thank you.',
      ),
      shortAsk: '',
      button: 'See where it stands',
      why: 'You get this because you had a role in it. Nobody waits for an answer.',
    };
  },
  undecided: (facts, since) => ({
    headline: `Not decided, and no longer asked: ${about(facts)}: `,
    lead: joined(
      'Nobody decided whether it is a major incident, so the proposal has lapsed.',
      `${titled(facts)}, since ${since}.`,
      'It goes on as an ordinary incident; new evidence proposes it again.',
    ),
    ask: 'Declare it yourself if it is a major incident.',
    shortAsk: 'If it is major, declare it:',
    button: 'See where it stands',
    why: 'You get this because you were asked to decide. Nobody waits for an answer any more.',
  }),
};

export const NOTICE_IN_ENGLISH: NoticeWords = {
  says,
  forYou: 'For you',
  several: {
    headline: (n, since) => `${n} notices since ${since}, the first: `,
    lead: (n, since) => `${n} things that you need not answer have come since ${since}.`,
    button: 'See the first',
    why: 'You get this because you have a role in these, had one, or were asked to decide. Nobody waits for an answer.',
  },
};
