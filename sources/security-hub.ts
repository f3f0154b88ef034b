import { type AlertSeverity, SIGNAL_LIMITS, type Signal, type SignalStatus } from '../domain/signal/signal.ts';
import { type AwsEvent, type AwsEventPattern, eventAbout, requireAwsEvent } from './reading/aws-event.ts';
import { awsSignal, joined } from './reading/aws-signal.ts';
import { envelopeOf } from './reading/envelope.ts';
import { isRecord, type JsonRecord, recordOr } from './reading/record.ts';
import { cleanText } from './reading/text.ts';
import { unknownIn } from './reading/unknown-word.ts';
import { NotUnderstoodError, type Parsed, type Source, type SourceRequest } from './source.ts';

const ID = 'security-hub';
const CUSTOM_ACTION = 'Security Hub Findings - Custom Action';
const INSIGHT = 'Security Hub Insight Results';
const OCSF = 'Findings Imported V2';

const EVENTS: AwsEventPattern = {
  source: 'aws.securityhub',
  detailTypes: ['Security Hub Findings - Imported', CUSTOM_ACTION, INSIGHT, OCSF],
};

/** Lines of an insight that the description shows; the rest is in the console. */
const SHOWN_RESULTS = 20;

const LABEL: ReadonlyMap<unknown, AlertSeverity> = new Map([
  ['CRITICAL', 'critical'],
  ['HIGH', 'error'],
  ['MEDIUM', 'warning'],
  ['LOW', 'info'],
  ['INFORMATIONAL', 'info'],
]);

/** OCSF: 1 informational, 2 low, 3 medium, 4 high, 5 critical, 6 fatal. <https://schema.ocsf.io/1.6.0/classes/finding> */
const OCSF_SEVERITY: ReadonlyMap<unknown, AlertSeverity> = new Map([
  [1, 'info'],
  [2, 'info'],
  [3, 'warning'],
  [4, 'error'],
  [5, 'critical'],
  [6, 'critical'],
]);

/** OCSF: 3 suppressed, 4 resolved, 5 archived, 6 deleted. */
const OCSF_OVER: ReadonlySet<unknown> = new Set([3, 4, 5, 6]);
/** Unknown, and other: the sender itself says nothing. */
const OCSF_UNSAID: ReadonlySet<string> = new Set(['0', '99']);
const OCSF_ACTIVITY_CLOSE = 3;

/** OCSF: the check of a control is passed. */
const OCSF_COMPLIANCE_PASS = 1;

/** Words of ASFF for what becomes of a finding, and for what a check found. */
const WORKFLOW: ReadonlySet<string> = new Set(['NEW', 'NOTIFIED', 'RESOLVED', 'SUPPRESSED']);
const COMPLIANCE: ReadonlySet<string> = new Set(['PASSED', 'WARNING', 'FAILED', 'NOT_AVAILABLE']);

/** One reading of one entry of `detail.findings`. */
type Reads = (finding: JsonRecord, event: AwsEvent, request: SourceRequest) => Signal;

/** <https://docs.aws.amazon.com/securityhub/latest/userguide/asff-required-attributes.html> */
const asffStatus = (finding: JsonRecord): SignalStatus => {
  const workflow = recordOr(finding.Workflow).Status;
  const compliance = recordOr(finding.Compliance).Status;
  if (finding.RecordState === 'ARCHIVED' || workflow === 'RESOLVED' || workflow === 'SUPPRESSED') return 'resolved';
  if (compliance === 'PASSED') return 'resolved';
  // The check could not be done: that says nothing about what it would have found.
  return compliance === 'NOT_AVAILABLE' ? 'unknown' : 'firing';
};

/**
 * Findings are ordered by when Security Hub sent them, as `awsSignal` does by default: what people change of a finding, its
 * workflow above all, leaves its `UpdatedAt` as it was.
 * <https://docs.aws.amazon.com/securityhub/latest/userguide/finding-update-batchupdatefindings.html>
 */
const asff: Reads = (finding, event, request) => {
  const label = recordOr(finding.Severity).Label;
  const resource = recordOr(Array.isArray(finding.Resources) ? finding.Resources[0] : undefined);
  // An analyst picked these findings and pressed a button: that decides, not what the scanner thought of them.
  const chosen = event.detailType === CUSTOM_ACTION;
  return awsSignal(ID, event, request, {
    key: [finding.Id],
    status: chosen ? 'firing' : asffStatus(finding),
    native: chosen ? 'custom action' : label,
    severity: chosen ? 'critical' : (LABEL.get(label) ?? 'error'),
    unknownWords: [
      ...unknownIn('status', recordOr(finding.Workflow).Status, WORKFLOW, asffStatus(finding)),
      ...unknownIn('status', recordOr(finding.Compliance).Status, COMPLIANCE, asffStatus(finding)),
      ...(chosen ? [] : unknownIn('severity', label, LABEL, 'error')),
    ],
    title: joined(['Security Hub:', finding.Title ?? 'finding']),
    description: joined(
      [finding.Description, chosen ? joined(['Sent by the action', event.detail.actionName]) : ''],
      '\n\n',
    ),
    resource: resource.Id,
    tags: resource.Tags,
    labels: {
      product: finding.ProductName ?? finding.ProductArn,
      findingAccount: finding.AwsAccountId,
      findingRegion: finding.Region,
      resourceType: resource.Type,
      workflow: recordOr(finding.Workflow).Status,
    },
    links: [[finding.SourceUrl, 'Finding']],
  });
};

/**
 * <https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-v2-cwe-event-types.html>. The three parts of the key
 * are those of AWS's own `OcsfFindingIdentifier`.
 */
const ocsf: Reads = (finding, event, request) => {
  const info = recordOr(finding.finding_info);
  const product = recordOr(recordOr(finding.metadata).product);
  const cloud = recordOr(finding.cloud);
  const account = recordOr(cloud.account).uid;
  const resource = recordOr(Array.isArray(finding.resources) ? finding.resources[0] : undefined);
  const over =
    finding.activity_id === OCSF_ACTIVITY_CLOSE ||
    OCSF_OVER.has(finding.status_id) ||
    recordOr(finding.compliance).status_id === OCSF_COMPLIANCE_PASS;
  return awsSignal(ID, event, request, {
    key: info.uid === undefined ? [] : [account, info.uid, product.uid],
    status: over ? 'resolved' : 'firing',
    native: finding.severity,
    severity: OCSF_SEVERITY.get(finding.severity_id) ?? 'warning',
    unknownWords: OCSF_SEVERITY.has(finding.severity_id ?? 0)
      ? []
      : unknownIn('severity', finding.severity_id, OCSF_UNSAID, 'warning'),
    title: joined(['Security Hub:', info.title ?? 'finding']),
    description: info.desc,
    resource: resource.uid,
    labels: {
      product: product.name,
      findingAccount: account,
      findingRegion: cloud.region,
      resourceType: resource.type,
      findingStatus: finding.status,
    },
  });
};

/** `insightResults` is a list of objects of one value and its count each. */
const insight = (event: AwsEvent, request: SourceRequest): Signal => {
  const { detail } = event;
  const lines = (Array.isArray(detail.insightResults) ? detail.insightResults.slice(0, SHOWN_RESULTS) : []).flatMap(
    (result) => Object.entries(recordOr(result)).map(([value, count]) => joined([value, count], ': ')),
  );
  return awsSignal(ID, event, request, {
    key: [detail.insightArn ?? event.resource],
    status: 'firing',
    severity: 'error',
    title: joined(['Security Hub insight:', detail.insightName ?? 'results']),
    description: joined([detail.actionDescription, lines.slice(0, SHOWN_RESULTS).join('\n')], '\n\n'),
    labels: { action: detail.actionName, resultType: detail.resultType },
  });
};

const parse = (request: SourceRequest): Parsed => {
  const event = requireAwsEvent(request.body, EVENTS);
  if (event.detailType === INSIGHT) return { signals: [insight(event, request)], rejected: [] };
  const { findings } = event.detail;
  if (!Array.isArray(findings)) throw new NotUnderstoodError('The event has no list "findings".');
  const read = event.detailType === OCSF ? ocsf : asff;
  let envelope: JsonRecord | undefined;
  const actionName = cleanText(event.detail.actionName, SIGNAL_LIMITS.title);
  const signals: Signal[] = [];
  const rejected: Parsed['rejected'][number][] = [];
  const places: unknown[] = [];
  for (const finding of findings as unknown[]) {
    try {
      if (!isRecord(finding)) throw new NotUnderstoodError('A finding is an object.');
      signals.push(read(finding, event, request));
      places.push(finding);
    } catch (error) {
      if (!(error instanceof NotUnderstoodError)) throw error;
      envelope ??= envelopeOf(
        { ...(request.body as JsonRecord), detail: { ...event.detail, findings: [] } },
        eventAbout(event, { actionName }),
      );
      const detail = { ...recordOr(envelope.detail), findings: [finding] };
      rejected.push({ reason: error.message, entry: { ...envelope, detail } });
    }
  }
  return { signals, rejected, places };
};

export const securityHub: Source = {
  id: ID,
  awsEvent: EVENTS,
  parse,
};

export const heading = 'AWS Security Hub';

export const setup = `Forward from the administrator account in the aggregation region, and from there only: elsewhere the same findings come again.

**Security Hub CSPM (ASFF).** A finding fires while its record is active and its workflow is new or notified; it is over when it is
resolved, suppressed, archived or passes its check. A check that could not be done (NOT_AVAILABLE) says nothing. CRITICAL is critical,
HIGH an error, MEDIUM a warning, LOW and INFORMATIONAL are information. That is every finding: narrow the rule to what somebody should be
woken for, for example with \`"detail": {"findings": {"Severity": {"Label": ["CRITICAL"]}}}\`.

**A custom action** named, say, "Declare incident" (*Security Hub, Custom actions*) is a button: the findings that an analyst picks
are critical whatever the scanner said.

**The new Security Hub (OCSF)** sends \`Findings Imported V2\`: severity_id 5 and 6 are critical, 4 an error, 3 a warning; closed, suppressed,
resolved and passed findings resolve. Where both are on, a finding arrives by both and under different names: forward only
one of the detail types.`;
