import { Stack } from 'aws-cdk-lib';
import { ConfigurationSet, EmailIdentity, Identity, SuppressionReasons } from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';
import { told, type Use } from './use.ts';

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

  get sent(): Use<{ MAIL_FROM: string; SES_CONFIGURATION_SET: string }> {
    const { partition, region, account } = Stack.of(this);
    const { configurationSetName } = this.configurationSet;
    const set = `arn:${partition}:ses:${region}:${account}:configuration-set/${configurationSetName}`;
    return {
      variables: { MAIL_FROM: this.from, SES_CONFIGURATION_SET: configurationSetName },
      allow: (fn) => fn.allow(['ses:SendEmail'], this.#identityArn, set),
    };
  }

  /** Whose mail is Muster's own, for a function that sends none. */
  get known(): Use<{ MAIL_FROM: string }> {
    return told({ MAIL_FROM: this.from });
  }
}

const domainOf = (from: string): string => {
  const [, domain] = /@([^\s>]+)/.exec(from) ?? [];
  return domain ?? from;
};
