import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { type IReceiptRuleSet, ReceiptRule, ReceiptRuleSet, TlsPolicy } from 'aws-cdk-lib/aws-ses';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { KEPT_BESIDE_DAYS } from '../domain/retention/retention.ts';
import { acknowledge } from './acknowledged-findings.ts';
import { ActiveRuleSet } from './active-rule-set.ts';
import { deploymentNameOf } from './deployment-name.ts';
import type { DeploymentSettings } from './deployment-settings.ts';
import { QueueWithDeadLetters } from './queue-with-dead-letters.ts';
import type { Use } from './use.ts';

/** Mail as a source of alerts. */
export interface MailReceiver {
  /** Of the addresses of integrations: `alerts.example.com`. Verified by SES, and its MX record leads to SES. */
  readonly domain: string;
  /** A receipt rule set that is there already, and stays who activates it decides. @default a new one */
  readonly ruleSetName?: string;
  /**
   * An account has one active rule set per region, and CloudFormation cannot activate any. True does so when
   * it is first deployed, which ends whatever set was active before. @default false
   */
  readonly activate?: boolean;
  /** Without it senders that cannot encrypt reach Muster too, and their mail, with the key in its address, is read on the way. @default true */
  readonly requireTls?: boolean;
}

export interface InboundMailProps extends MailReceiver {
  readonly settings: DeploymentSettings;
}

const KEPT = Duration.days(KEPT_BESIDE_DAYS.rawMail);

/**
 * Mail to the addresses of integrations: SES checks it, puts it into a bucket, and a topic leads the notice, with what SES
 * found out, into a queue.
 */
export class InboundMail extends Construct {
  readonly domain: string;
  readonly bucket: Bucket;
  readonly topic: Topic;
  readonly queue: QueueWithDeadLetters;
  readonly ruleSetName: string;
  /** What the MX record of the domain names. */
  readonly exchanger: string;

  constructor(scope: Construct, id: string, props: InboundMailProps) {
    super(scope, id);
    const { activate = false, domain, requireTls = true, settings } = props;
    const { account, partition, region } = Stack.of(this);
    const name = `${deploymentNameOf(scope)}-mail`;
    this.domain = domain;
    this.exchanger = `inbound-smtp.${region}.amazonaws.com`;
    const goes = settings.removalPolicy === RemovalPolicy.DESTROY;
    this.bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      lifecycleRules: [{ expiration: KEPT, abortIncompleteMultipartUploadAfter: Duration.days(1) }],
      removalPolicy: settings.removalPolicy,
      autoDeleteObjects: goes,
    });
    acknowledge(this.bucket, {
      'AwsSolutions-S1': 'Holds mail for two weeks, and one function alone is let read it.',
    });
    this.queue = new QueueWithDeadLetters(this, 'Received', {
      settings,
      holds: 'mail',
      visibilityTimeout: Duration.seconds(60),
      maxReceiveCount: 15,
      maximumWait: Duration.minutes(2),
    });
    this.topic = new Topic(this, 'Topic', { displayName: 'Mail for Muster', enforceSSL: true });
    this.topic.addSubscription(
      new SqsSubscription(this.queue.queue, {
        rawMessageDelivery: true,
        deadLetterQueue: this.queue.deadLetters.queue,
      }),
    );

    const ruleSet: IReceiptRuleSet =
      props.ruleSetName === undefined
        ? new ReceiptRuleSet(this, 'RuleSet', { receiptRuleSetName: name })
        : ReceiptRuleSet.fromReceiptRuleSetName(this, 'RuleSet', props.ruleSetName);
    this.ruleSetName = props.ruleSetName ?? name;
    // Named, because what lets the rule write is there before the rule, which SES tries out when it is made.
    const receiptRuleName = name;
    const conditions = {
      StringEquals: {
        'aws:SourceAccount': account,
        'aws:SourceArn': `arn:${partition}:ses:${region}:${account}:receipt-rule-set/${this.ruleSetName}:receipt-rule/${receiptRuleName}`,
      },
    };
    const principals = [new ServicePrincipal('ses.amazonaws.com')];
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        sid: 'SesPutsMail',
        principals,
        actions: ['s3:PutObject'],
        resources: [this.bucket.arnForObjects('*')],
        conditions,
      }),
    );
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'SesTellsOfMail',
        principals,
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions,
      }),
    );
    const rule = new ReceiptRule(this, 'Rule', {
      ruleSet,
      receiptRuleName,
      recipients: [domain],
      scanEnabled: true,
      tlsPolicy: requireTls ? TlsPolicy.REQUIRE : TlsPolicy.OPTIONAL,
      actions: [{ bind: () => ({ s3Action: { bucketName: this.bucket.bucketName, topicArn: this.topic.topicArn } }) }],
    });
    rule.node.addDependency(this.bucket, this.topic);
    if (activate)
      new ActiveRuleSet(this, 'Active', { settings, ruleSetName: this.ruleSetName }).node.addDependency(rule);
  }

  get read(): Use<{ MAIL_BUCKET_NAME: string }> {
    return {
      variables: { MAIL_BUCKET_NAME: this.bucket.bucketName },
      allow: (fn) => {
        fn.allow(['s3:GetObject'], this.bucket.arnForObjects('*'));
        acknowledge(fn.role, {
          [`AwsSolutions-IAM5[Resource::<${Stack.of(this).getLogicalId(this.bucket.node.defaultChild as never)}.Arn>/*]`]:
            'Each mail is an object of its own, named by SES when it comes.',
        });
      },
    };
  }
}
