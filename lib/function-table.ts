import { Duration } from 'aws-cdk-lib';
import type { FunctionName } from '../functions/environment.ts';
import type { accountAsked } from './account-asked.ts';
import type { ApiAccess } from './api-access.ts';
import type { AudienceTopics } from './audience-topics.ts';
import type { Checkpoints } from './checkpoints.ts';
import type { EventIntake } from './event-intake.ts';
import type { InboundMail } from './inbound-mail.ts';
import type { IncidentTable } from './incident-table.ts';
import type { MasterSecret } from './master-secret.ts';
import type { MusterFunctionProps } from './muster-function.ts';
import type { OutgoingMail } from './outgoing-mail.ts';
import type { Processes } from './processes.ts';
import type { QueueWithDeadLetters } from './queue-with-dead-letters.ts';
import { type Exactly, told, type Use } from './use.ts';

/** What there is to be used. */
export interface Usable {
  readonly incidents: IncidentTable;
  readonly queues: Readonly<
    Record<'pages' | 'signals' | 'communications' | 'heartbeats' | 'reconciliation', QueueWithDeadLetters>
  >;
  readonly masterSecret: MasterSecret;
  readonly mail: OutgoingMail;
  readonly topics: AudienceTopics;
  readonly textMessages: Use<{ SMS_SENDER_ID: string | undefined }>;
  readonly intake: EventIntake;
  readonly account: ReturnType<typeof accountAsked>;
  readonly inboundMail: InboundMail | undefined;
  readonly checkpoints: Checkpoints | undefined;
  readonly access: ApiAccess;
  readonly publicUrl: string;
  /** Where senders reach the function itself, if anywhere. */
  readonly sendersUrl: string | undefined;
  readonly pingUrl: string | undefined;
  readonly concurrencyOfPages: number | undefined;
}

/** A function: what it uses, what its failing costs, how large it is. */
export type FunctionEntry<Name extends FunctionName = FunctionName> = Omit<MusterFunctionProps<Name>, 'settings'>;

/** An entry that uses exactly what its entry point reads; any other does not compile. */
const named = <const Name extends FunctionName, const Uses extends readonly Use[]>(
  name: Name,
  entry: Omit<FunctionEntry, 'name' | 'uses'> & { readonly uses: Uses & Exactly<Name, Uses> },
): FunctionEntry<Name> => ({ ...entry, name });

/** A full CPU at 1,769 MB; this much makes a cold start of the accepting path and a page short. */
const FAST = 1024;

/** The tasks of the machines, which are there before the machines. */
export const tasksOf = ({ incidents, queues }: Usable) => [
  named('assess-incident', {
    uses: [incidents.written, queues.pages.sent('PAGES_QUEUE_URL')],
    errorImpact: 'Major incidents stand still: undecided candidates are not escalated, recoveries not confirmed.',
  }),
  named('assess-paging', {
    uses: [incidents.read],
    errorImpact: 'Unacknowledged pages do not move on to the next person.',
  }),
  named('page-next-level', {
    uses: [incidents.written, queues.pages.sent('PAGES_QUEUE_URL')],
    errorImpact: 'Unacknowledged pages do not move on to the next person.',
    memorySize: FAST,
  }),
  // Knows no machine: naming the one that invokes it would be a circle. The machines let it answer their tokens.
  named('await-change', {
    uses: [incidents.written],
    errorImpact: 'Processes do not notice decisions and acknowledgements until their next time-out.',
  }),
];

/** Every other function. */
export const functionsOf = (usable: Usable, processes: Processes) => {
  const { checkpoints, incidents, inboundMail, intake, mail, masterSecret, textMessages, topics } = usable;
  const pages = usable.queues.pages.sent('PAGES_QUEUE_URL');
  const signals = usable.queues.signals.sent('SIGNALS_QUEUE_URL');
  const heartbeats = usable.queues.heartbeats.sent('HEARTBEATS_QUEUE_URL');
  const reconciliation = usable.queues.reconciliation.sent('RECONCILIATION_QUEUE_URL');
  const communications = usable.queues.communications.sent('COMMUNICATIONS_QUEUE_URL');
  const publicUrl = told({ PUBLIC_URL: usable.publicUrl });
  return [
    named('receive-webhook', {
      uses: [incidents.written, pages, signals, heartbeats, masterSecret.read],
      errorImpact: 'Alerts of third parties are refused; they arrive late, or never where the sender does not repeat.',
      memorySize: FAST,
      timeout: Duration.seconds(25),
    }),
    named('receive-compatible', {
      uses: [incidents.written, pages, signals, heartbeats, masterSecret.read],
      errorImpact:
        'Clients of Opsgenie, pings and forms are refused: their alerts are late or lost, and heartbeats seem silent.',
      memorySize: FAST,
      timeout: Duration.seconds(25),
    }),
    ...(inboundMail
      ? [
          named('receive-mail', {
            uses: [incidents.written, pages, signals, heartbeats, masterSecret.read, mail.known, inboundMail.read],
            errorImpact: 'Mail does not become alerts, and nobody is paged for it.',
            errorsAlarmed: true,
            memorySize: FAST,
            timeout: Duration.seconds(30),
          }),
        ]
      : []),
    ...(checkpoints
      ? [
          named('keep-checkpoint', {
            uses: [masterSecret.read, checkpoints.added],
            errorImpact: 'Changes stand in no checkpoint; if they are lost from the table, nobody notices.',
            errorsAlarmed: true,
            timeout: Duration.seconds(60),
          }),
          named('compare-heads', {
            uses: [incidents.written, pages, masterSecret.read, checkpoints.read],
            errorImpact: 'If changes are lost from the table, or made anew, nobody notices.',
            timeout: Duration.minutes(5),
          }),
        ]
      : []),
    named('check-heartbeats', {
      uses: [incidents.written, pages, heartbeats],
      errorImpact: 'A source that falls silent is found a minute later or not at all.',
      loops: 'One check of a heartbeat is under way at a time, and asks for the next when it is due.',
      memorySize: FAST,
      timeout: Duration.seconds(25),
    }),
    named('classify-alerts', {
      uses: [incidents.written, pages, heartbeats],
      errorImpact: 'AWS alarms do not become incidents, and nobody is paged for them.',
      errorsAlarmed: true,
      memorySize: FAST,
      timeout: Duration.seconds(30),
    }),
    named('send-page', {
      uses: [incidents.written, pages, masterSecret.read, publicUrl, mail.sent, textMessages],
      errorImpact: 'People are not paged.',
      errorsAlarmed: true,
      loops: 'A page is tried three times by each contact, and a digest a minute goes on while pages wait for it.',
      memorySize: FAST,
      timeout: Duration.seconds(30),
      reservedConcurrency: usable.concurrencyOfPages,
    }),
    named('send-communication', {
      uses: [
        incidents.written,
        communications,
        masterSecret.read,
        publicUrl,
        mail.sent,
        topics.published,
        textMessages,
      ],
      errorImpact: 'Stakeholders are not told about a major incident, nor people of the roles that they have.',
      errorsAlarmed: true,
      loops: 'Whoever was not reached is tried again for a day, at the longest pause of a quarter of an hour.',
      // A list of hundreds, one by one.
      timeout: Duration.seconds(150),
    }),
    named('record-delivery', {
      uses: [incidents.written, pages, communications],
      errorImpact: 'Mail that came back counts as read: the next contact waits for its turn, and nobody hears of it.',
      timeout: Duration.seconds(30),
    }),
    named('serve-api', {
      uses: [
        incidents.written,
        pages,
        signals,
        reconciliation,
        masterSecret.read,
        publicUrl,
        told({ MAIL_DOMAIN: inboundMail?.domain, SENDERS_URL: usable.sendersUrl }),
        usable.account,
        usable.access.verified,
      ],
      errorImpact: 'People cannot see, decide, update or acknowledge; escalation goes on as if nobody answered.',
      memorySize: FAST,
      timeout: Duration.seconds(25),
    }),
    named('follow-commits', {
      uses: [incidents.written, pages, communications, processes.started, processes.woken, intake.published],
      errorImpact: 'Lists are out of date, processes do not start, stakeholders are not told; pages still go out.',
      memorySize: FAST,
      timeout: Duration.seconds(60),
    }),
    named('reconcile', {
      uses: [
        incidents.written,
        pages,
        communications,
        heartbeats,
        reconciliation,
        processes.started,
        processes.woken,
        intake.published,
        told({ PING_URL: usable.pingUrl }),
      ],
      errorImpact: 'What a crash left undone (a page, a process, an alert without incident) stays undone.',
      loops: 'It asks for one more look at the next change of a suppression, when that is near.',
      timeout: Duration.seconds(100),
    }),
    named('apply-configuration', {
      uses: [incidents.written],
      errorImpact: 'The last deploy did not change the configuration; the one before stays in force.',
      // Shorter than what CloudFormation waits, so that it is answered.
      timeout: Duration.seconds(110),
    }),
  ];
};
