import type { Stack } from 'aws-cdk-lib';
import type { Configuration } from '../domain/configuration/configuration.ts';
import type { Muster, MusterProps } from './muster.ts';
import { consoleUrlOf } from './partitions.ts';

const reached = ({ people }: Configuration, channel: string): boolean =>
  people.some(({ contacts }) => contacts.some((contact) => contact.channel === channel));

/**
 * What a deployment cannot do by itself, in the order in which it is to be done: what takes longest to be granted comes first. Repeated
 * with every deployment, since nothing here knows what is done already; the last step does.
 */
export const nextStepsOf = (
  { access, api, inboundMail, mail }: Muster,
  {
    administratorEmail,
    configuration,
    ownAlarms,
    mail: sender,
  }: Pick<MusterProps, 'administratorEmail' | 'configuration' | 'ownAlarms' | 'mail'>,
  scope: Stack,
): readonly string[] => {
  const console = (place: string): string => consoleUrlOf(scope, place);
  const signIn = `muster login --url ${api.publicUrl}`;
  const isAddress = mail.identity.includes('@') && sender?.identityExists !== true;
  const steps: readonly (string | false)[] = [
    mail.signingRecords.length > 0 &&
      `Publish the records MailSigningRecord1 to 3 where ${mail.identity} is served: until then SES sends no mail.`,
    isAddress && `Follow the link that SES has sent to ${mail.identity}: until then it sends no mail.`,
    `Ask for production access of SES; in its sandbox mail reaches verified addresses only. ${console('ses/home#/account')}`,
    reached(configuration, 'sms') &&
      `Leave the SMS sandbox and raise the spend limit of $1 a month; over it text messages are dropped without a word. ${console('sns/v3/home#/mobile/text-messaging')}`,
    (ownAlarms?.emails ?? []).length > 0 &&
      'Follow the link that AWS has sent to each of alarmEmails: until then they hear no alarm about Muster itself.',
    ownAlarms?.topic === undefined &&
      (ownAlarms?.emails ?? []).length === 0 &&
      'Deploy again with --context alarmEmails=<address>: nobody hears the alarms about Muster itself.',
    api.domain !== undefined && 'Let your domain lead to ApiDomainTarget.',
    inboundMail !== undefined &&
      'Publish the MX record MailExchanger, and see that the rule set MailRuleSetName is the active one.',
    access.userPool === undefined
      ? `Let the client ${access.tokenIssuer.audience[0]} of your issuer send people back to SignInCallbacks; then sign in: ${signIn}`
      : administratorEmail === undefined
        ? `Add yourself to the user pool UserPoolId, with the group admin (or deploy again with --context administratorEmail=<address>); then sign in: ${signIn}`
        : `Sign in as ${administratorEmail}, with the password that was mailed there, and let others in (docs/deploy.md): ${signIn}`,
    `Ask for whatever is missing: muster --url ${api.publicUrl} doctor`,
  ];
  return steps.filter((step) => step !== false);
};
