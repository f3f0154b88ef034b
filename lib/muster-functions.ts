import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { FunctionName } from '../functions/environment.ts';
import type { AudienceTopics } from './audience-topics.ts';
import type { DeploymentSettings } from './deployment-settings.ts';
import type { InboundMail } from './inbound-mail.ts';
import type { IncidentTable } from './incident-table.ts';
import { MusterFunction, type MusterFunctionProps } from './muster-function.ts';
import type { OutgoingMail } from './outgoing-mail.ts';
import { WATCH_PERIOD } from './own-alarms.ts';
import { Processes } from './processes.ts';
import type { QueueWithDeadLetters } from './queue-with-dead-letters.ts';

export interface MusterFunctionsProps {
  readonly settings: DeploymentSettings;
  readonly incidents: IncidentTable;
  readonly queues: Readonly<Record<'pages' | 'signals' | 'communications' | 'heartbeats', QueueWithDeadLetters>>;
  readonly eventBusName: string;
  readonly masterSecretArn: string;
  readonly publicUrl: string;
  readonly mail: OutgoingMail;
  readonly inboundMail?: InboundMail;
  readonly topics: AudienceTopics;
  readonly smsSenderId?: string;
}

/** A full CPU at 1,769 MB; this much makes a cold start of the accepting path and a page short. */
const FAST = 1024;

/** Every function of Muster with what it is told, what it may touch, and what its failing costs. */
export class MusterFunctions extends Construct {
  readonly receiveWebhook: MusterFunction<'receive-webhook'>;
  readonly receiveCompatible: MusterFunction<'receive-compatible'>;
  /** Only where mail is received. */
  readonly receiveMail: MusterFunction<'receive-mail'> | undefined;
  readonly checkHeartbeats: MusterFunction<'check-heartbeats'>;
  readonly classifyAlerts: MusterFunction<'classify-alerts'>;
  readonly sendPage: MusterFunction<'send-page'>;
  readonly sendCommunication: MusterFunction<'send-communication'>;
  readonly serveApi: MusterFunction<'serve-api'>;
  readonly followCommits: MusterFunction<'follow-commits'>;
  readonly reconcile: MusterFunction<'reconcile'>;
  readonly applyConfiguration: MusterFunction<'apply-configuration'>;
  readonly processes: Processes;
  readonly all: readonly MusterFunction[];

  constructor(scope: Construct, id: string, props: MusterFunctionsProps) {
    super(scope, id);
    const { settings, inboundMail, incidents, queues, mail } = props;
    const make = <Name extends FunctionName>(
      constructId: string,
      fn: Omit<MusterFunctionProps<Name>, 'settings'>,
    ): MusterFunction<Name> => new MusterFunction(this, constructId, { ...fn, settings });

    const table = { TABLE_NAME: incidents.name };
    const pages = { PAGES_QUEUE_URL: queues.pages.queue.queueUrl };
    const signals = { SIGNALS_QUEUE_URL: queues.signals.queue.queueUrl };
    const communications = { COMMUNICATIONS_QUEUE_URL: queues.communications.queue.queueUrl };
    const heartbeats = { HEARTBEATS_QUEUE_URL: queues.heartbeats.queue.queueUrl };
    const secret = { MASTER_SECRET_ARN: props.masterSecretArn };
    const publicUrl = { PUBLIC_URL: props.publicUrl };
    const sender = { MAIL_FROM: mail.from, SES_CONFIGURATION_SET: mail.configurationSet.configurationSetName };

    this.receiveWebhook = make('ReceiveWebhook', {
      name: 'receive-webhook',
      environment: { ...table, ...pages, ...signals, ...heartbeats, ...secret },
      errorImpact: 'Alerts of third parties are refused; they arrive late, or never where the sender does not repeat.',
      memorySize: FAST,
      timeout: Duration.seconds(25),
    });
    this.receiveCompatible = make('ReceiveCompatible', {
      name: 'receive-compatible',
      environment: { ...table, ...pages, ...signals, ...heartbeats, ...secret },
      errorImpact:
        'Clients of Opsgenie and pings are refused: their alerts are late or lost, and heartbeats seem silent.',
      memorySize: FAST,
      timeout: Duration.seconds(25),
    });
    this.receiveMail =
      inboundMail &&
      make('ReceiveMail', {
        name: 'receive-mail',
        environment: {
          ...table,
          ...pages,
          ...signals,
          ...heartbeats,
          ...secret,
          ...sender,
          MAIL_BUCKET_NAME: inboundMail.bucket.bucketName,
        },
        errorImpact: 'Mail does not become alerts, and nobody is paged for it.',
        memorySize: FAST,
        timeout: Duration.seconds(30),
      });
    this.checkHeartbeats = make('CheckHeartbeats', {
      name: 'check-heartbeats',
      environment: { ...table, ...pages, ...heartbeats },
      errorImpact: 'A source that falls silent is found a minute later or not at all.',
      memorySize: FAST,
      timeout: Duration.seconds(25),
    });
    this.classifyAlerts = make('ClassifyAlerts', {
      name: 'classify-alerts',
      environment: { ...table, ...pages, ...signals, ...heartbeats },
      errorImpact: 'AWS alarms do not become incidents, and nobody is paged for them.',
      memorySize: FAST,
      timeout: Duration.seconds(30),
    });
    this.sendPage = make('SendPage', {
      name: 'send-page',
      environment: {
        ...table,
        ...pages,
        ...secret,
        ...publicUrl,
        ...sender,
        SMS_SENDER_ID: props.smsSenderId,
      },
      errorImpact: 'People are not paged.',
      memorySize: FAST,
      timeout: Duration.seconds(30),
    });
    this.sendCommunication = make('SendCommunication', {
      name: 'send-communication',
      environment: { ...table, ...publicUrl, ...sender, TOPIC_ARN_PREFIX: props.topics.arnPrefix },
      errorImpact: 'Stakeholders are not told about a major incident.',
      // A list of hundreds, one by one.
      timeout: Duration.seconds(150),
    });
    this.serveApi = make('ServeApi', {
      name: 'serve-api',
      environment: { ...table, ...pages, ...signals, ...secret, ...publicUrl, MAIL_DOMAIN: inboundMail?.domain },
      errorImpact: 'People cannot see, decide, update or acknowledge; escalation goes on as if nobody answered.',
      memorySize: FAST,
      timeout: Duration.seconds(25),
    });
    const assessIncident = make('AssessIncident', {
      name: 'assess-incident',
      environment: table,
      errorImpact: 'Major incidents stand still: no candidate clock, no recovery watch, no review.',
    });
    const advanceIncident = make('AdvanceIncident', {
      name: 'advance-incident',
      environment: { ...table, ...pages },
      errorImpact: 'Major incidents stand still: undecided candidates are not escalated, recoveries not confirmed.',
    });
    const assessPaging = make('AssessPaging', {
      name: 'assess-paging',
      environment: table,
      errorImpact: 'Unacknowledged pages do not move on to the next person.',
    });
    const pageNextLevel = make('PageNextLevel', {
      name: 'page-next-level',
      environment: { ...table, ...pages },
      errorImpact: 'Unacknowledged pages do not move on to the next person.',
      memorySize: FAST,
    });
    const awaitChange = make('AwaitChange', {
      name: 'await-change',
      environment: table,
      errorImpact: 'Processes do not notice decisions and acknowledgements until their next time-out.',
    });
    this.processes = new Processes(this, 'Processes', {
      settings,
      assessIncident,
      advanceIncident,
      assessPaging,
      pageNextLevel,
      awaitChange,
    });
    const machines = {
      MAJOR_INCIDENT_MACHINE_ARN: this.processes.majorIncident.arn,
      PAGE_RESPONDERS_MACHINE_ARN: this.processes.pageResponders.arn,
    };
    this.followCommits = make('FollowCommits', {
      name: 'follow-commits',
      environment: { ...table, ...pages, ...communications, ...machines, EVENT_BUS_NAME: props.eventBusName },
      errorImpact: 'Lists are out of date, processes do not start, stakeholders are not told; pages still go out.',
      memorySize: FAST,
      timeout: Duration.seconds(60),
    });
    this.reconcile = make('Reconcile', {
      name: 'reconcile',
      environment: { ...table, ...pages, ...communications, ...signals, ...heartbeats, ...machines },
      errorImpact: 'What a crash left undone (a page, a process, an alert without incident) stays undone.',
      timeout: Duration.seconds(100),
    });
    this.applyConfiguration = make('ApplyConfiguration', {
      name: 'apply-configuration',
      environment: table,
      errorImpact: 'The last deploy did not change the configuration; the one before stays in force.',
      timeout: Duration.seconds(30),
    });

    const { receiveCompatible, checkHeartbeats } = this;
    const { receiveWebhook, classifyAlerts, sendPage, sendCommunication, serveApi, followCommits, reconcile } = this;
    const notUnderstood =
      'A message was not understood and became no alert; read it with "GET /v1/quarantine", then replay it.';
    const notPaged =
      'A mail was suspicious or not understood and paged nobody; read it with "GET /v1/quarantine", then replay it.';
    countedBy(receiveWebhook, 'MessagesQuarantined', notUnderstood, settings);
    countedBy(receiveCompatible, 'MessagesQuarantined', notUnderstood, settings);
    countedBy(classifyAlerts, 'MessagesQuarantined', notUnderstood, settings);
    countedBy(
      sendPage,
      'PagesFailed',
      'A page did not leave; the next contact method of that person is tried.',
      settings,
    );
    const receiveMail = this.receiveMail ? [this.receiveMail] : [];
    for (const fn of receiveMail) countedBy(fn, 'MessagesQuarantined', notPaged, settings);
    incidents.readableBy(assessIncident, assessPaging);
    incidents.writableBy(
      ...[receiveWebhook, classifyAlerts, sendPage, sendCommunication, serveApi, followCommits, reconcile],
      ...[advanceIncident, pageNextLevel, awaitChange, this.applyConfiguration, receiveCompatible, checkHeartbeats],
      ...receiveMail,
    );
    queues.pages.filledBy(receiveWebhook, classifyAlerts, sendPage, serveApi, advanceIncident, pageNextLevel);
    queues.pages.filledBy(followCommits, reconcile, receiveCompatible, checkHeartbeats, ...receiveMail);
    queues.heartbeats.filledBy(receiveWebhook, receiveCompatible, checkHeartbeats, classifyAlerts, reconcile);
    queues.heartbeats.filledBy(...receiveMail);
    queues.signals.filledBy(receiveCompatible, receiveWebhook, classifyAlerts, serveApi, reconcile, ...receiveMail);
    queues.communications.filledBy(followCommits, reconcile);
    this.processes.keptRunningBy(followCommits, reconcile);
    this.processes.wokenBy(followCommits);
    this.all = [
      ...[receiveWebhook, classifyAlerts, sendPage, sendCommunication, serveApi, followCommits, reconcile],
      ...[receiveCompatible, checkHeartbeats, ...receiveMail],
      ...[assessIncident, advanceIncident, assessPaging, pageNextLevel, awaitChange, this.applyConfiguration],
    ];
  }
}

/** An alarm on what a function counts in its own log lines. */
const countedBy = (
  fn: MusterFunction,
  metricName: string,
  errorImpact: string,
  { alarms }: DeploymentSettings,
): void => {
  alarms.watch(fn, metricName, {
    metric: new Metric({
      namespace: 'Muster',
      metricName,
      dimensionsMap: { service: `muster-${fn.name}` },
      statistic: 'Sum',
      period: WATCH_PERIOD,
    }),
    threshold: 1,
    errorImpact,
  });
};
