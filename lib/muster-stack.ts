import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { CALLBACK_URLS } from '../domain/access/sign-in.ts';
import { Muster, type MusterProps } from './muster.ts';
import { nextStepsOf } from './next-steps.ts';

export interface MusterStackProps extends MusterProps {
  /** Names a region: a table with a key of its own cannot be described without. Nothing is looked up in the account. */
  readonly env: StackProps['env'] & { readonly region: string };
}

/** Muster in a stack of its own, with everything somebody needs to know about it as outputs. */
export class MusterStack extends Stack {
  readonly muster: Muster;

  constructor(scope: Construct, id: string, { env, ...props }: MusterStackProps) {
    super(scope, id, { env, terminationProtection: props.removalPolicy !== 'destroy' });
    this.muster = new Muster(this, 'Muster', props);
    const { api, access, inboundMail, intake, incidents, mail, masterSecret, queues, alarms, commits } = this.muster;
    const signing = mail.signingRecords.map(({ name, value }) => `${name} CNAME ${value}`);
    const outputs: Readonly<Record<string, readonly [value: string | undefined, description: string]>> = {
      ApiUrl: [api.publicUrl, 'Base of the API and of links in messages'],
      ApiEndpoint: [api.endpoint, 'Where the API answers, whatever is in front of it'],
      ApiDomainTarget: [api.domain?.regionalDomainName, 'The custom domain is an alias of this'],
      WebhookUrlHint: [
        `${api.publicUrl}/in/`,
        'An integration sends to this, its source and its key; see "muster integration"',
      ],
      SendersUrl: [
        this.muster.sendersUrl,
        'Senders of alerts send here, past the API, whose price an alert then does not have',
      ],
      EventBusName: [intake.bus.eventBusName, 'PutEvents and rules of other accounts go to this bus'],
      EventBusArn: [intake.bus.eventBusArn, 'The same, as other accounts name it'],
      TableName: [incidents.name, 'Holds everything'],
      MasterSecretArn: [masterSecret.arn, 'Every key is derived from this secret'],
      SignInCommand: [`muster login --url ${api.publicUrl}`, 'What people run, to sign in'],
      SignInIssuer: [access.tokenIssuer.issuer, 'Whose tokens the API takes, beside its own (mst_…)'],
      SignInClientId: [access.tokenIssuer.audience[0], 'The public client of that issuer that "muster login" is'],
      SignInCallbacks: [CALLBACK_URLS.join(' '), 'The issuer sends people back to these; the client must list each'],
      SignInPage: [access.domain?.baseUrl(), 'Where people say who they are'],
      UserPoolId: [access.userPool?.userPoolId, 'Add people here, and to the group of their role'],
      UserPoolClientId: [access.userPoolClient?.userPoolClientId, 'The same as SignInClientId'],
      OwnAlarmsTopicArn: [alarms.topic.topicArn, 'Subscribe whoever looks after Muster'],
      SignalsDeadLetterQueueUrl: [queues.signals.deadLetters.queue.queueUrl, 'Alerts that could not be handled'],
      PagesDeadLetterQueueUrl: [queues.pages.deadLetters.queue.queueUrl, 'Pages that could not be sent'],
      CommunicationsDeadLetterQueueUrl: [
        queues.communications.deadLetters.queue.queueUrl,
        'Messages that could not be sent',
      ],
      ReconciliationDeadLetterQueueUrl: [
        queues.reconciliation.deadLetters.queue.queueUrl,
        'Reconciliations that failed',
      ],
      CommitsDeadLetterQueueUrl: [commits.deadLetters.queue.queueUrl, 'Changes that could not be followed'],
      ReceiptsDeadLetterQueueUrl: [
        queues.receipts.deadLetters.queue.queueUrl,
        'What SES said of mail and could not be recorded',
      ],
      MailSigningRecord1: [signing[0], 'Publish this record, and the next two, so that SES may send as the domain'],
      MailSigningRecord2: [signing[1], 'The second of three'],
      MailSigningRecord3: [signing[2], 'The third of three'],
      MailDomain: [inboundMail?.domain, 'Addresses of integrations end with it; its MX record is the next'],
      MailExchanger: [inboundMail && `10 ${inboundMail.exchanger}`, 'The MX record of the mail domain'],
      MailRuleSetName: [inboundMail?.ruleSetName, 'This receipt rule set of SES must be the active one'],
      MailDeadLetterQueueUrl: [inboundMail?.queue.deadLetters.queue.queueUrl, 'Mail that could not be handled'],
      EventsDeadLetterQueueUrl: [intake.deadLetters.queue.queueUrl, 'Events that could not be delivered'],
    };
    for (const [name, [value, description]] of Object.entries(outputs)) {
      if (value !== undefined) new CfnOutput(this, name, { value, description });
    }
    // The command line prints outputs in the order of their names: two digits keep ten behind nine.
    for (const [at, value] of nextStepsOf(this.muster, props, this).entries())
      new CfnOutput(this, `Next${String(at + 1).padStart(2, '0')}`, {
        value,
        description: 'What to do next, in order',
      });
  }
}
