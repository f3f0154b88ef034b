import type { AlertSeverity, SignalStatus } from '../domain/signal/signal.ts';
import { type AwsEvent, type AwsEventPattern, requireAwsEvent } from './reading/aws-event.ts';
import { awsSignal, joined } from './reading/aws-signal.ts';
import { type JsonRecord, recordOr } from './reading/record.ts';
import { cleanText } from './reading/text.ts';
import { NotUnderstoodError, type Parsed, type Source, type SourceRequest } from './source.ts';

const SCAN = 'Scan Job State Change';

const EVENTS: AwsEventPattern = {
  source: 'aws.backup',
  detailTypes: ['Backup Job State Change', 'Copy Job State Change', 'Restore Job State Change', SCAN],
};

const FAILED: ReadonlyMap<string, AlertSeverity> = new Map([
  ['FAILED', 'error'],
  ['EXPIRED', 'error'],
  ['PARTIAL', 'warning'],
  ['COMPLETED_WITH_ISSUES', 'warning'],
  // Somebody stopped it; still there is no backup.
  ['ABORTED', 'warning'],
  ['CANCELED', 'warning'],
]);

const UNDER_WAY: ReadonlySet<string> = new Set(['CREATED', 'PENDING', 'RUNNING', 'ABORTING']);

const jobOf = ({ backupJobId, copyJobId, restoreJobId, scanJobId }: JsonRecord): unknown =>
  backupJobId ?? copyJobId ?? restoreJobId ?? scanJobId;

/** Backups of one resource into one vault are one condition, so that the next good backup ends it. */
const keyOf = ({ detail, detailType }: AwsEvent): readonly unknown[] => {
  const what = detail.resourceArn ?? detail.recoveryPointArn ?? detail.createdResourceArn;
  const vault = detail.destinationBackupVaultArn ?? detail.backupVaultArn ?? detail.backupVaultName;
  const job = jobOf(detail);
  return what === undefined && job === undefined ? [] : [detailType.split(' ')[0], what ?? job, vault];
};

const outcomeOf = (state: string | undefined, withIssues: boolean, infected: boolean): string | undefined => {
  if (infected) return 'found threats in a backup';
  return withIssues ? 'completed with issues' : state;
};

/**
 * Jobs of AWS Backup: <https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html>. Events of backup and copy jobs
 * say `state`, those of restore jobs `status`. A backup job, and none of the others, that is completed with a message was
 * completed with issues.
 */
const parse = (request: SourceRequest): Parsed => {
  const event = requireAwsEvent(request.body, EVENTS);
  const { detail, detailType } = event;
  const state = cleanText(detail.state ?? detail.status, 64)?.toUpperCase();
  if (state !== undefined && UNDER_WAY.has(state)) {
    return { signals: [], rejected: [], ignored: 'The job has not ended yet.' };
  }
  const ended = state === 'COMPLETED';
  const withIssues = ended && detailType.startsWith('Backup') && cleanText(detail.statusMessage, 64) !== undefined;
  const infected = detailType === SCAN && recordOr(detail.scanResult).scanResultStatus === 'THREATS_FOUND';
  const failed = infected ? 'error' : (FAILED.get(state ?? '') ?? (withIssues ? 'warning' : undefined));
  if (failed === undefined && !ended) throw new NotUnderstoodError('The job has no state known here.');
  const status: SignalStatus = failed === undefined ? 'resolved' : 'firing';
  const job = detailType.split(' ')[0];
  const signal = awsSignal('aws-backup', event, request, {
    key: keyOf(event),
    status,
    native: state,
    severity: failed ?? 'info',
    title: joined([`${job} job`, outcomeOf(state, withIssues, infected), 'for', detail.resourceArn ?? 'a resource']),
    description: detail.statusMessage,
    at: detail.completionDate,
    resource: detail.resourceArn ?? detail.createdResourceArn,
    labels: {
      job: jobOf(detail),
      vault: detail.backupVaultName,
      resourceType: detail.resourceType,
    },
  });
  return { signals: [signal], rejected: [] };
};

export const awsBackup: Source = {
  id: 'aws-backup',
  awsEvent: EVENTS,
  parse,
};

export const heading = 'AWS Backup';

export const setup = `A backup, copy or restore job that fails or expires is an error; one that is aborted, partial or, of backups only, completed with a
message is a warning. The next good job for the same resource and vault resolves it. Threats that a malware scan finds in a
backup are an error until a scan of that resource is clean.

AWS sends these events every five minutes and on a best-effort basis: also watch the age of the newest recovery point with a CloudWatch
alarm. In an organization add the rule to each account that has backups.`;
