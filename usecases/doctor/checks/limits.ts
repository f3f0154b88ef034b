import { type DoctorCheck, failed, ok, warning } from '../check.ts';

/** Of a new account. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const OF_A_NEW_ACCOUNT = 10;

/** What a storm wants of senders and receivers together. */
const ENOUGH = 100;

const MEND =
  'aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value 1000';

/** Whether functions have room: one that is throttled pages nobody. */
export const limitsCheck: DoctorCheck = {
  name: 'limits',
  async examine({ account }) {
    if (account === undefined) return [];
    const concurrency = await account.limits.concurrency();
    const detail = `${concurrency} functions run at a time in this account and region, those of others included`;
    if (concurrency <= OF_A_NEW_ACCOUNT) return [failed(`${detail}: a storm of alerts delays pages.`, MEND)];
    return concurrency < ENOUGH ? [warning(`${detail}.`, MEND)] : [ok(`${detail}.`)];
  },
};
