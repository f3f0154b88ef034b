import { Duration, Lazy, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import { type IManagedPolicy, ManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Configuration } from '../domain/configuration/configuration.ts';
import { TAKE_OVER_AFTER_SECONDS } from '../domain/delivery/hand-over.ts';
import { accountAsked } from './account-asked.ts';
import { acknowledge } from './acknowledged-findings.ts';
import { ACKNOWLEDGED_OF_PACKS } from './acknowledged-packs.ts';
import { ApiAccess, type TokenIssuer } from './api-access.ts';
import { AppliedConfiguration } from './applied-configuration.ts';
import { AudienceTopics } from './audience-topics.ts';
import { type CheckpointKeeping, Checkpoints } from './checkpoints.ts';
import { CommitStream } from './commit-stream.ts';
import type { DeploymentSettings, Network } from './deployment-settings.ts';
import type { EncryptionKeyOption } from './encryption-key.ts';
import { EventIntake, type EventIntakeProps } from './event-intake.ts';
import { GivenUpQueues } from './given-up-queues.ts';
import { InboundMail, type MailReceiver } from './inbound-mail.ts';
import { type AdoptedTable, IncidentTable } from './incident-table.ts';
import { MailReceipts } from './mail-receipts.ts';
import { MasterSecret } from './master-secret.ts';
import { MusterFunctions } from './muster-functions.ts';
import { OperationsDashboard } from './operations-dashboard.ts';
import { type MailSender, OutgoingMail } from './outgoing-mail.ts';
import { OwnAlarms, type OwnAlarmsProps } from './own-alarms.ts';
import { watchCounts } from './own-counts.ts';
import { refuseElsewhere } from './partitions.ts';
import type { Processes } from './processes.ts';
import { type CustomDomain, PublicApi, type RouteLimits } from './public-api.ts';
import { QueueWithDeadLetters } from './queue-with-dead-letters.ts';
import { Reconciliation } from './reconciliation.ts';
import { sendersUrlOf } from './senders-url.ts';
import { textMessagesSent } from './text-messages.ts';

export interface MusterProps extends Pick<EventIntakeProps, 'trustedAccounts' | 'organization'> {
  /** Event sources of the default bus that are alerts, besides CloudWatch alarms and AWS Health: `aws.guardduty`. */
  readonly eventSources?: readonly string[];
  /** Services, people, escalation policies, rules: validated already, as `loadConfiguration` and `readConfiguration` return it. */
  readonly configuration: Configuration;
  /** Its domain is to be verified by SES. @default the sender that the configuration names */
  readonly mail?: MailSender;
  /** Set this to take mail in as alerts. @default no mail is received */
  readonly inboundMail?: MailReceiver;
  /** Text messages show this as their sender, in countries that allow it: 1 to 11 letters and digits. */
  readonly smsSenderId?: string;
  /** Set this to sign people in with your own provider. @default a Cognito user pool with one group per role */
  readonly tokenIssuer?: TokenIssuer;
  /** Who is invited to the user pool by the first deploy, with the role admin. @default nobody is; add people by hand */
  readonly administratorEmail?: string;
  /** Who is told that Muster itself is unwell. Without one the alarms only show in CloudWatch. */
  readonly ownAlarms?: OwnAlarmsProps;
  /** Set this to keep signed heads of all chains in a bucket with Object Lock, so that a loss from the table is noticed. @default none */
  readonly checkpoints?: CheckpointKeeping;
  /** A dead man's switch of somebody else: asked for each minute in which the reconciler has ended well. */
  readonly pingUrl?: string;
  /**
   * Encrypts the table, the secret, topics, logs and the functions' variables; queues and buckets have keys of SQS and S3.
   *
   * @default keys that AWS owns, which cost nothing
   */
  readonly encryptionKey?: EncryptionKeyOption | undefined;
  /** Puts the functions into a VPC of yours. @default the network of Lambda */
  readonly vpc?: Network | undefined;
  /** A managed policy, or its name or ARN: no role of this may do more. @default none */
  readonly permissionsBoundary?: IManagedPolicy | string | undefined;
  /** On everything that takes tags. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** A page of CloudWatch with what is late and what fails, for 3 dollars a month. @default false: the alarms say it (decision 0094) */
  readonly dashboard?: boolean | undefined;
  /** Traces of functions and processes in X-Ray, by the million. @default false */
  readonly tracing?: boolean | undefined;
  /** Set this to keep logs longer than the truth needs: that is in the table. @default one month */
  readonly logRetention?: RetentionDays;
  /** Set this to DESTROY for a trial that leaves nothing behind. @default RETAIN */
  readonly removalPolicy?: RemovalPolicy;
  /** Set this to go on with a table that is there: restored, or left by a stack that was removed. It needs `masterSecretArn`. @default a new table */
  readonly adoptedTable?: AdoptedTable;
  /** The master secret of the deployment whose keys, tokens and links are to go on being valid. @default a new secret */
  readonly masterSecretArn?: string;
  /** An address of your own, instead of the one that API Gateway gives. */
  readonly customDomain?: CustomDomain;
  /**
   * Set this to `open` for as long as senders still use the address of API Gateway beside your own. @default closed beside a custom
   * domain, else open
   */
  readonly defaultEndpoint?: 'open' | 'closed';
  /** How many requests a second each route lets through. */
  readonly routeLimits?: RouteLimits;
  /**
   * So much of the account's concurrency is kept for `send-page`, and taken from all else, used or not. Only an account whose limit was
   * raised has it to give: the default of a new one is 10. @default none (decision 0082)
   */
  readonly concurrencyOfPages?: number;
  /**
   * The key of the bucket that `cdk bootstrap` made, where it is one of yours (`--bootstrap-kms-key-id`) whose policy does not let
   * everybody in the account read through S3. @default the bucket's own key, which does
   */
  readonly assetsKeyArn?: string;
  /**
   * Whether senders are given the address of the function that accepts alerts, past API Gateway, which costs more than everything else of a
   * repeat. An address of your own, limits of routes and what stands in front of the API are then not before it.
   *
   * @default true, without an address of your own
   */
  readonly functionUrl?: boolean | undefined;
  /** Base of links in messages, where something of yours is in front of the API. @default `organisation.publicUrl`, the custom domain, or the API's own */
  readonly publicUrl?: string;
}

/** Major-incident management in one construct: give it a configuration and send it alerts. */
export class Muster extends Construct {
  readonly api: PublicApi;
  readonly access: ApiAccess;
  /** Where senders reach the function that accepts alerts past the API, if they may. */
  readonly sendersUrl: string | undefined;
  readonly intake: EventIntake;
  readonly mail: OutgoingMail;
  /** Only where mail is received. */
  readonly inboundMail: InboundMail | undefined;
  /** Only where checkpoints are kept. */
  readonly checkpoints: Checkpoints | undefined;
  readonly incidents: IncidentTable;
  readonly masterSecret: MasterSecret;
  readonly alarms: OwnAlarms;
  readonly functions: MusterFunctions;
  readonly processes: Processes;
  readonly commits: CommitStream;
  readonly queues: Readonly<
    Record<
      'signals' | 'pages' | 'communications' | 'heartbeats' | 'reconciliation' | 'receipts',
      QueueWithDeadLetters
    > & {
      mail?: QueueWithDeadLetters;
    }
  >;

  constructor(scope: Construct, id: string, props: MusterProps) {
    super(scope, id);
    const { configuration } = props;
    refuseElsewhere(Stack.of(this));
    if (props.permissionsBoundary) PermissionsBoundary.of(this).apply(policyOf(this, props.permissionsBoundary));
    for (const [name, value] of Object.entries(props.tags ?? {})) Tags.of(this).add(name, value);
    acknowledge(this, ACKNOWLEDGED_OF_PACKS);
    const { adoptedTable, masterSecretArn } = props;
    if (adoptedTable !== undefined && masterSecretArn === undefined) {
      throw new Error(
        'An adopted table needs its master secret (masterSecretArn): with a new one no key, token or link that was given out would be valid any more.',
      );
    }
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
    this.incidents = new IncidentTable(this, 'Incidents', {
      adopted: adoptedTable,
      encryptionKey: props.encryptionKey,
      removalPolicy,
    });
    const { encryptionKey } = this.incidents;
    this.alarms = new OwnAlarms(this, 'OwnAlarms', { ...props.ownAlarms, encryptionKey });
    const settings: DeploymentSettings = {
      alarms: this.alarms,
      givenUp: new GivenUpQueues(),
      logRetention: props.logRetention ?? RetentionDays.ONE_MONTH,
      removalPolicy,
      encryptionKey,
      vpc: props.vpc,
      tracing: props.tracing,
    };
    this.masterSecret = new MasterSecret(this, 'MasterSecret', { ...settings, adopted: masterSecretArn });
    const pages = new QueueWithDeadLetters(this, 'Pages', {
      settings,
      holds: 'pages',
      // Then the ledger lets a second sender take over from one that crashed.
      visibilityTimeout: Duration.seconds(TAKE_OVER_AFTER_SECONDS + 5),
      maxReceiveCount: 26,
      maximumWait: Duration.minutes(2),
    });
    const signals = new QueueWithDeadLetters(this, 'Signals', {
      settings,
      holds: 'signals',
      visibilityTimeout: Duration.seconds(60),
      maxReceiveCount: 15,
      maximumWait: Duration.minutes(2),
    });
    const communications = new QueueWithDeadLetters(this, 'Communications', {
      settings,
      // Also of the queues below: one alarm for what can wait for a minute.
      holds: 'communications',
      visibilityTimeout: Duration.minutes(3),
      maxReceiveCount: 25,
    });
    const { deadLetters } = communications;
    const heartbeats = new QueueWithDeadLetters(this, 'Heartbeats', {
      settings,
      deadLetters,
      holds: 'communications',
      visibilityTimeout: Duration.seconds(30),
      maxReceiveCount: 25,
    });
    const reconciliation = new Reconciliation(this, 'Reconciliation', { settings, deadLetters });
    const mail = new OutgoingMail(this, 'Mail', {
      ...props.mail,
      from: props.mail?.from ?? configuration.organisation.mailFrom,
      settings,
    });
    this.mail = mail;
    const receipts = new MailReceipts(this, 'Receipts', { mail, settings, deadLetters });
    this.inboundMail = props.inboundMail && new InboundMail(this, 'InboundMail', { ...props.inboundMail, settings });
    this.checkpoints = props.checkpoints && new Checkpoints(this, 'Checkpoints', { ...props.checkpoints, settings });
    this.api = new PublicApi(this, 'PublicApi', {
      settings,
      customDomain: props.customDomain,
      defaultEndpoint: props.defaultEndpoint,
      limits: props.routeLimits,
      publicUrl: props.publicUrl ?? configuration.organisation.publicUrl,
    });
    this.access = new ApiAccess(this, 'Access', {
      settings,
      tokenIssuer: props.tokenIssuer,
      apiUrl: this.api.publicUrl,
      administratorEmail: props.administratorEmail,
    });
    this.intake = new EventIntake(this, 'Intake', { ...props, settings, signals });

    const ownAddress = props.customDomain ?? props.publicUrl ?? configuration.organisation.publicUrl;
    const isPastGateway = props.functionUrl ?? ownAddress === undefined;
    const topics = new AudienceTopics(this, 'Topics', { plans: configuration.communicationPlans, encryptionKey });
    this.functions = new MusterFunctions(this, 'Functions', {
      settings,
      incidents: this.incidents,
      queues: { pages, signals, communications, heartbeats, reconciliation: reconciliation.queue },
      masterSecret: this.masterSecret,
      mail,
      topics,
      textMessages: textMessagesSent(this, props.smsSenderId),
      intake: this.intake,
      account: accountAsked(this, { settings, mail, pingUrl: props.pingUrl }),
      inboundMail: this.inboundMail,
      checkpoints: this.checkpoints,
      access: this.access,
      publicUrl: this.api.publicUrl,
      sendersUrl: isPastGateway ? Lazy.string({ produce: () => this.sendersUrl }) : undefined,
      pingUrl: props.pingUrl,
      concurrencyOfPages: props.concurrencyOfPages,
    });
    this.processes = this.functions.processes;
    const { majorIncident, pageResponders } = this.processes;
    this.intake.forward(props.eventSources ?? [], [majorIncident.arn, pageResponders.arn]);
    const fn = this.functions.named;
    this.sendersUrl = isPastGateway ? sendersUrlOf(fn['receive-webhook'], this.alarms) : undefined;
    this.api.serve({
      receiveWebhook: fn['receive-webhook'],
      receiveCompatible: fn['receive-compatible'],
      serveApi: fn['serve-api'],
    });

    // None has a maximum concurrency: with one, Lambda asks a quiet queue by five pollers instead of two (decision 0094).
    signals.consumedBy(fn['classify-alerts'], { batchSize: 10 });
    // One page per invocation: a slow provider delays nobody else's page.
    pages.consumedBy(fn['send-page'], { batchSize: 1 });
    heartbeats.consumedBy(fn['check-heartbeats'], { batchSize: 10 });
    communications.consumedBy(fn['send-communication'], { batchSize: 1 });
    receipts.queue.consumedBy(fn['record-delivery'], { batchSize: 5 });
    if (fn['receive-mail']) this.inboundMail?.queue.consumedBy(fn['receive-mail'], { batchSize: 5 });
    this.commits = new CommitStream(this, 'Commits', {
      settings,
      incidents: this.incidents,
      followedBy: fn['follow-commits'],
    });
    if (fn['keep-checkpoint']) this.checkpoints?.madeBy(fn['keep-checkpoint'], this.incidents);
    if (fn['compare-heads']) this.checkpoints?.comparedBy(fn['compare-heads']);
    reconciliation.runs(fn.reconcile);
    new AppliedConfiguration(this, 'Configuration', {
      configuration,
      appliedBy: fn['apply-configuration'],
      after: [this.functions, topics],
      assetsKeyArn: props.assetsKeyArn,
    });

    this.queues = {
      ...{ heartbeats, signals, pages, communications },
      ...{ reconciliation: reconciliation.queue, receipts: receipts.queue },
      ...(this.inboundMail ? { mail: this.inboundMail.queue } : {}),
    };
    watchCounts(this, this.alarms, this.incidents.name);
    if (props.dashboard) {
      new OperationsDashboard(this, 'Operations', {
        alarms: this.alarms,
        functions: this.functions.all,
        queues: this.queues,
        workflows: { 'major-incident': majorIncident, 'page-responders': pageResponders },
      });
    }
    Stack.of(this).templateOptions.description ??= 'Muster: major-incident management';
  }
}

const policyOf = (scope: Construct, given: IManagedPolicy | string): IManagedPolicy => {
  if (typeof given !== 'string') return given;
  return given.startsWith('arn:')
    ? ManagedPolicy.fromManagedPolicyArn(scope, 'Boundary', given)
    : ManagedPolicy.fromManagedPolicyName(scope, 'Boundary', given);
};
