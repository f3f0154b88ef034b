import { type DoctorCheck, type Finding, failed, ok, warning } from '../check.ts';

/** What SNS gives a new account. https://docs.aws.amazon.com/sns/latest/dg/channels-sms-awssupport-spend-threshold.html */
const LIMIT_UNLESS_SET = 1;

const NEARLY = 0.8;

/** Over the limit SNS takes a text message and drops it: nothing but this check says so before somebody is not woken. */
export const textMessagesCheck: DoctorCheck = {
  name: 'text-messages',
  async examine({ account, configuration }) {
    const isWanted = configuration.people.some(({ contacts }) => contacts.some(({ channel }) => channel === 'sms'));
    if (!isWanted || account === undefined) return [];
    const { texts } = account;
    const [isSandbox, given, spent] = await Promise.all([texts.isSandbox(), texts.limit(), texts.spent()]);
    const limit = given ?? LIMIT_UNLESS_SET;
    const found: Finding[] = [];
    if (isSandbox)
      found.push(
        failed(
          'SNS is in its SMS sandbox: text messages reach verified numbers only.',
          'SNS console, Text messaging (SMS), "Exit SMS sandbox".',
        ),
      );
    const raise = `Ask for a higher quota (Service Quotas, Amazon SNS, "SMS spend"), then: aws sns set-sms-attributes --attributes MonthlySpendLimit=<dollars>`;
    if (spent >= limit)
      found.push(
        failed(`$${spent.toFixed(2)} of $${limit} a month are spent: SNS drops every further text message.`, raise),
      );
    else if (spent >= NEARLY * limit || limit <= LIMIT_UNLESS_SET)
      found.push(
        warning(
          `$${spent.toFixed(2)} of $${limit} a month are spent; over it SNS drops text messages without a word.`,
          raise,
        ),
      );
    return found.length > 0 ? found : [ok(`$${spent.toFixed(2)} of $${limit} a month are spent on text messages.`)];
  },
};
