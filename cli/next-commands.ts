import type { ShownIncident } from '../projections/incident.ts';

/** A command as somebody would type it, without the number. */
type Next = readonly [command: string, why: string];

const DECISION: readonly Next[] = [
  ['accept --business-impact …', 'it is major: stakeholders are told'],
  ['reject --reason …', 'it is not'],
];

const ACKNOWLEDGE: Next = ['acknowledge', 'you have it: escalation stops'];
const MITIGATE: Next = ['mitigate --by workaround|fix --description …', 'it works again'];
const RESOLVE: Next = ['resolve --summary …', 'it is over'];
const UPDATE: Next = ['post-update --message … --next-update-in-minutes 30m', 'tell stakeholders'];

const BY_STATUS: Readonly<Record<ShownIncident['status'], readonly Next[]>> = {
  open: [MITIGATE, RESOLVE],
  investigating: [['identify --description …', 'you found the cause'], MITIGATE, RESOLVE],
  identified: [MITIGATE, RESOLVE],
  mitigated: [RESOLVE, ['reopen --reason …', 'it is back']],
  resolved: [
    ['close', 'nothing is left to do'],
    ['reopen --reason …', 'it is back'],
  ],
  closed: [],
  merged: [],
};

/** What may be asked of an incident as it stands, the most urgent first. */
export const nextCommands = ({ major, pagings, review, status }: ShownIncident): readonly Next[] => {
  if (status === 'merged' || status === 'closed') return [];
  const isPaging = pagings.some((paging) => paging.status === 'paging' || paging.status === 'exhausted');
  const isOver = status === 'resolved';
  const owesReview = isOver && review !== undefined && review.completedAt === undefined;
  return [
    ...(isPaging && !isOver ? [ACKNOWLEDGE] : []),
    ...(major === 'candidate' ? DECISION : []),
    ...(major === 'accepted' && !isOver ? [UPDATE] : []),
    ...(owesReview ? [['complete-review --summary …', 'what was learned'] as const] : []),
    ...BY_STATUS[status].filter(([command]) => !(owesReview && command === 'close')),
  ];
};
