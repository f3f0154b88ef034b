import { Stack } from 'aws-cdk-lib';
import { ConfigurationSet, EmailIdentity, Identity, SuppressionReasons } from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';
import type { MusterFunction } from './muster-function.ts';

/** Where mail comes from. */
export interface MailSender {
  /** `muster@example.com` or `Muster <muster@example.com>`. */
  readonly from: string;
  /**
   * What SES verifies: a domain (then publish the DKIM records that SES shows) or the one address (then follow the link it
   * is sent).
   *
   * @default the domain of `from`
   */
  readonly identity?: string;
  /** The identity is verified in this account already and is left as it is. @default false */
  readonly identityExists?: boolean;
}

/** Sends mail as one verified sender. */
export class OutgoingMail extends Construct {
  readonly from: string;
  readonly configurationSet: ConfigurationSet;
  readonly #identityArn: string;

  constructor(scope: Construct, id: string, { from, identity = domainOf(from), identityExists = false }: MailSender) {
    super(scope, id);
    this.from = from;
    this.configurationSet = new ConfigurationSet(this, 'ConfigurationSet', {
      reputationMetrics: true,
      // A bounced address stays bounced; a complaint must not take pages away from the one who complained by mistake.
      suppressionReasons: SuppressionReasons.BOUNCES_ONLY,
    });
    this.#identityArn = identityExists
      ? Stack.of(this).formatArn({ service: 'ses', resource: 'identity', resourceName: identity })
      : new EmailIdentity(this, 'Identity', {
          identity: identity.includes('@') ? Identity.email(identity) : Identity.domain(identity),
          configurationSet: this.configurationSet,
        }).emailIdentityArn;
  }

  sentBy(...functions: readonly MusterFunction[]): void {
    const { partition, region, account } = Stack.of(this);
    const set = `arn:${partition}:ses:${region}:${account}:configuration-set/${this.configurationSet.configurationSetName}`;
    for (const fn of functions) fn.allow(['ses:SendEmail'], this.#identityArn, set);
  }
}

const domainOf = (from: string): string => {
  const [, domain] = /@([^\s>]+)/.exec(from) ?? [];
  return domain ?? from;
};
