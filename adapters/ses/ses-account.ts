import type { MailAccount } from '../../ports/account.ts';
import type { AskByPath } from '../aws/questions.ts';

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetAccount.html */
interface GetAccount {
  readonly ProductionAccessEnabled?: boolean;
  readonly SendingEnabled?: boolean;
  readonly SendQuota?: { readonly Max24HourSend?: number; readonly SentLast24Hours?: number };
}

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetEmailIdentity.html */
interface GetEmailIdentity {
  readonly VerifiedForSendingStatus?: boolean;
  readonly DkimAttributes?: { readonly Status?: string };
}

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListSuppressedDestinations.html */
interface ListSuppressedDestinations {
  readonly SuppressedDestinationSummaries?: readonly { readonly EmailAddress: string }[];
  readonly NextToken?: string;
}

/** As many as one question answers. */
const PAGE = 1_000;

/** Far more than one company bounces. */
const MOST_PAGES = 20;

/** What SES says of the account and its identity. */
export const sesAccount = (ask: AskByPath, identity: string): MailAccount => ({
  async standing() {
    const { ProductionAccessEnabled, SendingEnabled, SendQuota } = await ask<GetAccount>('/v2/email/account');
    return {
      isSandbox: ProductionAccessEnabled !== true,
      maySend: SendingEnabled !== false,
      mostADay: SendQuota?.Max24HourSend ?? 0,
      sentInADay: SendQuota?.SentLast24Hours ?? 0,
    };
  },
  async sender() {
    const path = `/v2/email/identities/${encodeURIComponent(identity)}`;
    const { DkimAttributes, VerifiedForSendingStatus } = await ask<GetEmailIdentity>(path).catch((error: unknown) => {
      if ((error as { name?: string }).name === 'NotFoundException') return {} as GetEmailIdentity;
      throw error;
    });
    return {
      identity,
      isVerified: VerifiedForSendingStatus === true,
      isSigned: DkimAttributes?.Status === 'SUCCESS',
    };
  },
  async suppressed() {
    const addresses = new Set<string>();
    let next: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const from = next === undefined ? '' : `NextToken=${encodeURIComponent(next)}&`;
      const answer = await ask<ListSuppressedDestinations>(`/v2/email/suppression/addresses?${from}PageSize=${PAGE}`);
      for (const { EmailAddress } of answer.SuppressedDestinationSummaries ?? [])
        addresses.add(EmailAddress.toLowerCase());
      next = answer.NextToken;
      if (!next) break;
    }
    return addresses;
  },
});
