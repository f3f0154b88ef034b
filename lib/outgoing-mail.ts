import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { ConfigurationSet, EmailIdentity, Identity, SuppressionReasons } from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';
import { acknowledge, inFinding } from './acknowledged-findings.ts';
import type { DeploymentSettings } from './deployment-settings.ts';
import type { MusterFunction } from './muster-function.ts';
import { told, type Use } from './use.ts';

/** Where mail comes from. */
export interface MailSender {
  /**
   * `muster@example.com` or `Muster <muster@example.com>`.
   *
   * @default `organisation.mailFrom` of the configuration
   */
  readonly from?: string;
  /**
   * What SES verifies: a domain (then publish the DKIM records that SES shows) or the one address (then follow the link it
   * is sent).
   *
   * @default the domain of `from`
   */
  readonly identity?: string;
  /**
   * The identity is verified in this account already, as a company's domain often is, and is left as it is: to make it again fails, and
   * with it the deployment. @default false
   */
  readonly identityExists?: boolean;
}

export interface OutgoingMailProps extends MailSender {
  readonly from: string;
  readonly settings: DeploymentSettings;
}

/** Sends mail as one verified sender. */
export class OutgoingMail extends Construct {
  readonly from: string;
  /** What SES verifies. */
  readonly identity: string;
  readonly configurationSet: ConfigurationSet;
  /** What to publish so that SES may sign as the domain; none where it is known to SES already, or is one address. */
  readonly signingRecords: readonly { readonly name: string; readonly value: string }[];

  constructor(scope: Construct, id: string, props: OutgoingMailProps) {
    super(scope, id);
    const { from, identity = domainOf(from), identityExists = false, settings } = props;
    this.from = from;
    this.identity = identity;
    this.configurationSet = new ConfigurationSet(this, 'ConfigurationSet', {
      reputationMetrics: true,
      // A bounced address stays bounced; a complaint must not take pages away from the one who complained by mistake.
      suppressionReasons: SuppressionReasons.BOUNCES_ONLY,
    });
    if (identityExists) {
      this.signingRecords = [];
      return;
    }
    const isAddress = identity.includes('@');
    const made = new EmailIdentity(this, 'Identity', {
      identity: isAddress ? Identity.email(identity) : Identity.domain(identity),
      configurationSet: this.configurationSet,
    });
    // Others of the account may have come to send as this domain: a stack that goes does not take its signature away.
    made.applyRemovalPolicy(
      settings.removalPolicy === RemovalPolicy.DESTROY ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    );
    this.signingRecords = isAddress ? [] : made.dkimRecords;
  }

  /**
   * From this address only, and on any identity of the account: in its sandbox SES asks for the one who is written to as well, and where
   * the address is verified beside its domain, for the address (decision 0081).
   */
  get sent(): Use<{ MAIL_FROM: string; SES_CONFIGURATION_SET: string }> {
    const { account, partition, region } = Stack.of(this);
    const { configurationSetName } = this.configurationSet;
    const ses = `arn:${partition}:ses:${region}:${account}`;
    return {
      variables: { MAIL_FROM: this.from, SES_CONFIGURATION_SET: configurationSetName },
      allow: (fn: MusterFunction) => {
        fn.allow(['ses:SendEmail'], `${ses}:configuration-set/${configurationSetName}`);
        fn.role.addToPolicy(
          new PolicyStatement({
            actions: ['ses:SendEmail'],
            resources: [`${ses}:identity/*`],
            conditions: { StringEquals: { 'ses:FromAddress': addressOf(this.from) } },
          }),
        );
        const named = `arn:<AWS::Partition>:ses:${inFinding(region, 'AWS::Region')}:${inFinding(account, 'AWS::AccountId')}`;
        acknowledge(fn.role, {
          [`AwsSolutions-IAM5[Resource::${named}:identity/*]`]:
            'SES asks for every identity that a mail names; the condition lets one sender through.',
        });
      },
    };
  }

  /** Whose mail is Muster's own, for a function that sends none. */
  get known(): Use<{ MAIL_FROM: string }> {
    return told({ MAIL_FROM: this.from });
  }
}

/** Without the name that is shown: `Muster <muster@example.com>` → `muster@example.com`. */
const addressOf = (from: string): string => /<([^>]+)>/.exec(from)?.[1] ?? from.trim();

const domainOf = (from: string): string => /@([^\s>]+)/.exec(from)?.[1] ?? from;
