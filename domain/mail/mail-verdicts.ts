/**
 * What a mail server found out about a mail, in the words of SES: PASS, FAIL, GRAY, PROCESSING_FAILED, DISABLED.
 * https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-contents.html
 */
export interface MailVerdicts {
  readonly spam: string | undefined;
  readonly virus: string | undefined;
  readonly spf: string | undefined;
  readonly dkim: string | undefined;
  readonly dmarc: string | undefined;
}

const said = (verdict: string | undefined): string => verdict ?? 'absent';

/**
 * Why a mail may not page anybody. Whoever knows an address can write to it in any name; so a mail must be known to hold no
 * spam and no virus, and its sender must be who it says: by DMARC, or, where the domain has no policy (GRAY), by SPF or DKIM.
 *
 * @returns undefined for a mail to which there is no objection
 */
export const objectionTo = ({ dkim, dmarc, spam, spf, virus }: MailVerdicts): string | undefined => {
  if (virus !== 'PASS') return `the virus verdict of SES is ${said(virus)}`;
  if (spam !== 'PASS') return `the spam verdict of SES is ${said(spam)}`;
  if (dmarc === 'PASS') return undefined;
  if (dmarc !== undefined && dmarc !== 'GRAY') return `the DMARC verdict of SES is ${dmarc}: its sender is not proven`;
  if (spf === 'PASS' || dkim === 'PASS') return undefined;
  return `its sender is not proven: DMARC is ${said(dmarc)}, SPF ${said(spf)}, DKIM ${said(dkim)}`;
};
