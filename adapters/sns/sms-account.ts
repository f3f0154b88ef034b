import type { TextAccount } from '../../ports/account.ts';
import { type AskByForm, entriesOf, textsOf } from '../aws/questions.ts';

export interface SmsAccountOptions {
  readonly sns: AskByForm;
  readonly cloudWatch: AskByForm;
  readonly now: () => number;
}

/** The measure is told a few times a day. */
const LOOKED_BACK_MS = 2 * 86_400_000;

/** Far more than one company has. */
const MOST_PAGES = 20;

/** What SNS says of text messages of the account, in this region. */
export const smsAccount = ({ sns, cloudWatch, now }: SmsAccountOptions): TextAccount => ({
  async isSandbox() {
    return textsOf(await sns('GetSMSSandboxAccountStatus'), 'IsInSandbox')[0] === 'true';
  },
  async limit() {
    const given = entriesOf(await sns('GetSMSAttributes')).get('MonthlySpendLimit');
    return given === undefined || given === '' ? undefined : Number(given);
  },
  // https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html
  async spent() {
    const at = now();
    const answer = await cloudWatch('GetMetricStatistics', {
      Namespace: 'AWS/SNS',
      MetricName: 'SMSMonthToDateSpentUSD',
      StartTime: new Date(at - LOOKED_BACK_MS).toISOString(),
      EndTime: new Date(at).toISOString(),
      Period: '3600',
      'Statistics.member.1': 'Maximum',
    });
    const points = Array.from(answer.matchAll(/<member>(.*?)<\/member>/gs), ([, member = '']) => ({
      at: textsOf(member, 'Timestamp')[0] ?? '',
      spent: Number(textsOf(member, 'Maximum')[0] ?? 0),
    }));
    // Of yesterday's month nothing counts.
    const month = new Date(at).toISOString().slice(0, 7);
    return points.filter((point) => point.at.startsWith(month)).reduce((most, { spent }) => Math.max(most, spent), 0);
  },
  async optedOut() {
    const numbers = new Set<string>();
    let next: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const answer = await sns('ListPhoneNumbersOptedOut', next === undefined ? {} : { nextToken: next });
      for (const number of textsOf(answer, 'member')) numbers.add(number);
      next = textsOf(answer, 'nextToken')[0];
      if (!next) break;
    }
    return numbers;
  },
});
