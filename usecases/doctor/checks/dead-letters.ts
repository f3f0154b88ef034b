import { GIVEN_UP, type GivenUp } from '../../../domain/failure/given-up.ts';
import type { DeadLetterCount } from '../../../ports/account.ts';
import { type DoctorCheck, failed, ok } from '../check.ts';

type Mend = (queue: DeadLetterCount) => string;

const sendBack: Mend = ({ arn }) =>
  `When its cause is gone (its alarm and its log say which): aws sqs start-message-move-task --source-arn ${arn} sends all back; everything in it is safe to repeat.`;

const purged = ({ url }: DeadLetterCount): string => `aws sqs purge-queue --queue-url ${url}`;

/** What no queue of their own is behind, so that nothing can be sent back to one. */
const OTHERWISE: Readonly<Partial<Record<GivenUp, Mend>>> = {
  commits: (queue) =>
    `The reconciler follows each of these changes until that succeeds: read in the log of follow-commits why it could not be, and when the log is quiet: ${purged(queue)}`,
  checkpoints: (queue) =>
    `Read in the log of keep-checkpoint why it could not be, mend that, and: ${purged(queue)}. Later checkpoints hold later changes.`,
};

/** Kept for so long, then gone. */
const KEPT_DAYS = 14;

/** Whether anything was given up that somebody still waits for. */
export const deadLettersCheck: DoctorCheck = {
  name: 'dead-letters',
  async examine({ account }) {
    if (account === undefined) return [];
    const counts = await account.deadLetters.counts();
    const found = counts
      .filter(({ messages }) => messages > 0)
      .map((queue) => {
        const { holds, messages } = queue;
        const each = messages === 1 ? '1 message was' : `${messages} messages were`;
        return failed(
          `${each} given up (${holds}), kept for ${KEPT_DAYS} days: ${GIVEN_UP[holds]}`,
          (OTHERWISE[holds] ?? sendBack)(queue),
        );
      });
    return found.length > 0 ? found : [ok(`Nothing was given up: ${counts.length} queues of dead letters are empty.`)];
  },
};
