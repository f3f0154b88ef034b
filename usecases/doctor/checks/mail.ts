import { type DoctorCheck, type Finding, failed, ok, warning } from '../check.ts';

/** From here on a day's storm may not fit into what is left of the day. */
const NEARLY = 0.8;

/** Whether mail leaves, and whether it is believed. */
export const mailCheck: DoctorCheck = {
  name: 'mail',
  async examine({ account, configuration, keptChannels }) {
    const isWanted =
      configuration.stakeholders.some(({ email }) => email !== undefined) ||
      configuration.people.some(({ contacts }) => contacts.some(({ channel }) => channel === 'email'));
    if (!isWanted) return [];
    if (account === undefined) {
      return keptChannels.includes('email')
        ? [
            failed(
              'Mail stays in the outbox of this machine.',
              'Start with SMTP_URL=smtps://user:password@host, the server that your mail leaves by.',
            ),
          ]
        : [ok(`Mail leaves by the server of SMTP_URL, as ${configuration.organisation.mailFrom}.`)];
    }
    const [standing, sender] = await Promise.all([account.mail.standing(), account.mail.sender()]);
    const found: Finding[] = [];
    if (!standing.maySend)
      found.push(
        failed(
          'SES has paused sending for this account.',
          'SES console, Account dashboard: read why, and ask for a review.',
        ),
      );
    if (!sender.isVerified)
      found.push(
        failed(
          `SES may not send as ${sender.identity}: it is not verified.`,
          sender.identity.includes('@')
            ? 'Follow the link that SES has sent to this address.'
            : 'Publish the three records of the outputs MailSigningRecord1 to 3; SES finds them within an hour, mostly.',
        ),
      );
    else if (!sender.isSigned)
      found.push(
        warning(
          `Mail as ${sender.identity} is not signed (DKIM): many servers put it aside.`,
          'Publish the three DKIM records that SES shows for this identity.',
        ),
      );
    if (standing.isSandbox)
      found.push(
        failed(
          `SES is in its sandbox: ${standing.mostADay} mails a day, and to verified addresses only.`,
          'SES console, Account dashboard, "Request production access"; the answer takes about a day.',
        ),
      );
    else if (standing.sentInADay >= NEARLY * standing.mostADay && standing.mostADay > 0)
      found.push(
        warning(
          `${standing.sentInADay} of ${standing.mostADay} mails of a day are sent.`,
          'Service Quotas, Amazon SES, "Sending quota": ask for more.',
        ),
      );
    return found.length > 0
      ? found
      : [ok(`SES sends as ${sender.identity}, signed, up to ${standing.mostADay} mails a day.`)];
  },
};
