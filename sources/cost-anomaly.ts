import { type AwsEventPattern, requireAwsEvent } from './reading/aws-event.ts';
import { awsSignal, joined } from './reading/aws-signal.ts';
import { recordOr } from './reading/record.ts';
import { NotUnderstoodError, type Parsed, type Source, type SourceRequest } from './source.ts';

const EVENTS: AwsEventPattern = { source: 'aws.ce', detailTypes: ['Anomaly Detected'] };

const SHOWN_CAUSES = 5;

/** <https://docs.aws.amazon.com/cost-management/latest/userguide/cad-eventbridge.html> */
const parse = (request: SourceRequest): Parsed => {
  const event = requireAwsEvent(request.body, EVENTS);
  const { detail } = event;
  if (detail.anomalyId === undefined) throw new NotUnderstoodError('The event names no anomaly.');
  const { totalImpact, totalImpactPercentage } = recordOr(detail.impact);
  const causes = (Array.isArray(detail.rootCauses) ? detail.rootCauses.slice(0, SHOWN_CAUSES) : [])
    .map(recordOr)
    .map((cause) => joined([cause.service, cause.region, cause.usageType, cause.linkedAccountName]));
  const signal = awsSignal('cost-anomaly', event, request, {
    key: [detail.anomalyId],
    status: 'firing',
    // Money is lost slowly: it can wait for the morning.
    severity: 'warning',
    title: joined([
      'Cost anomaly:',
      detail.dimensionValue ?? detail.monitorName ?? 'spend',
      'by',
      totalImpact ?? '?',
      'USD',
    ]),
    description: joined(
      [
        typeof totalImpactPercentage === 'number' ? `${totalImpactPercentage} % above what was expected` : undefined,
        ...causes,
      ],
      '\n',
    ),
    resource: detail.dimensionValue,
    labels: { monitor: detail.monitorName, anomalyAccount: detail.accountId, impact: totalImpact },
    links: [[detail.anomalyDetailsLink, 'Anomaly']],
  });
  return { signals: [signal], rejected: [] };
};

export const costAnomaly: Source = {
  id: 'cost-anomaly',
  awsEvent: EVENTS,
  parse,
};

export const heading = 'AWS Cost Anomaly Detection';

export const neverResolves = 'Cost Anomaly Detection sends one event for each anomaly and none for its end.';

export const setup = `Create a monitor in Cost Anomaly Detection, in the management account for a whole organization, and add the rule there, in
us-east-1, where Cost Explorer is. An anomaly is a warning, and nothing says when it is over: close its incident by hand.

AWS Budgets sends no service events to EventBridge: let the budget notify a topic, and subscribe the address of an integration of the source \`generic\` to that
topic (\`{{url}}/in/generic/<key>\`, protocol HTTPS).`;
