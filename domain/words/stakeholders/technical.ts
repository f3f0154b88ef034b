import { belowWords, type Catalogue, words } from './told.ts';

/** For those who work on it: what, evidence, who has it, what comes next. English only, as the work is. */
export const TECHNICAL: Catalogue = {
  declared: (t) =>
    words(
      'Major incident: ',
      t.title,
      `Declared by ${t.by}${t.reason === undefined ? '' : ` (${t.reason})`}.`,
      t.impact,
      t.engaged,
      'Responders join the work; everybody else follows it here.',
    ),
  'severity-changed': (t) =>
    words(
      t.previous === undefined ? `Now ${t.severity}: ` : `${t.previous} to ${t.severity}: `,
      t.title,
      t.previous &&
        `${t.by} changed it from ${t.previous} to ${t.severity}${t.reason === undefined ? '' : `: ${t.reason}`}.`,
      t.engaged,
    ),
  below: (t) => words(`Lower now, ${t.severity}: `, t.title, t.threshold && belowWords(t.threshold)),
  update: (t) => words('Update: ', t.title, t.said),
  'update-overdue': (t) =>
    words(
      `Update overdue since ${t.promisedClock}: `,
      t.title,
      `The update promised for ${t.promised} has not been posted${t.lastAt === undefined ? '' : `; the last is of ${t.lastAt}`}.`,
      `Status: ${t.status}.`,
      t.engaged,
    ),
  mitigated: (t) =>
    words(
      t.byFix ? 'Fixed: ' : 'Mitigated by a workaround: ',
      t.title,
      `${t.by}: ${t.said ?? 'it works again'}.`,
      `Watched until ${t.watchUntil}; still firing: ${t.alerts}.`,
    ),
  relapsed: (t) => words('Relapse: ', t.title, t.reason === undefined ? 'It is back.' : `${t.reason}.`, t.engaged),
  resolved: (t) =>
    words(
      t.duration === undefined ? 'Resolved: ' : `Resolved after ${t.duration}: `,
      t.title,
      t.said === undefined ? undefined : `${t.said}.`,
      t.dueAt && `Review due by ${t.dueAt}${t.owner === undefined ? '' : `, owner ${t.owner}`}.`,
    ),
  demoted: (t) =>
    words(
      'No longer a major incident: ',
      t.title,
      `${t.by}${t.reason === undefined ? '' : `: ${t.reason}`}. The status stays ${t.status}.`,
      t.engaged,
    ),
  merged: (t) =>
    words(
      `Merged into ${t.into}: `,
      t.title,
      `${t.by} merged it into ${t.into}${t.reason === undefined ? '' : `: ${t.reason}`}.`,
      'Its alerts and all who follow it moved along; work and write there.',
    ),
  'review-opened': (t) =>
    words(
      'Review open: ',
      t.title,
      t.owner === undefined ? `It is due by ${t.dueAt}.` : `${t.owner} owns it, due by ${t.dueAt}.`,
      'Add what only you know.',
    ),
  'review-overdue': (t) => words('Review overdue: ', t.title, `It stays open until it is done, by ${t.dueAt}.`),
  unanswered: (t) =>
    words(
      'Nobody answers: ',
      t.title,
      'Nobody of those on call has answered, the last in line included. Whoever reads this and can help: please look now.',
    ),
};
