/**
 * Which EventBridge events each source reads, as data for the infrastructure code: rules on the default event bus forward
 * them to Muster's. Literals, so that importing it loads no source; a contract test holds it to the sources. Scheduled events
 * are not among them: nothing comes of those.
 */
export const AWS_EVENT_PATTERNS = [
  {
    id: 'aws-backup',
    source: 'aws.backup',
    detailTypes: ['Backup Job State Change', 'Copy Job State Change', 'Restore Job State Change'],
  },
  {
    id: 'aws-health',
    source: 'aws.health',
    detailTypes: ['AWS Health Event', 'AWS Health Abuse Event'],
  },
  {
    id: 'cloudwatch',
    source: 'aws.cloudwatch',
    detailTypes: ['CloudWatch Alarm State Change', 'CloudWatch Alarm Contributor State Change'],
  },
  {
    id: 'codedeploy',
    source: 'aws.codedeploy',
    detailTypes: ['CodeDeploy Deployment State-change Notification', 'CodeDeploy Instance State-change Notification'],
  },
  {
    id: 'codepipeline',
    source: 'aws.codepipeline',
    detailTypes: [
      'CodePipeline Pipeline Execution State Change',
      'CodePipeline Stage Execution State Change',
      'CodePipeline Action Execution State Change',
    ],
  },
  {
    id: 'cost-anomaly',
    source: 'aws.ce',
    detailTypes: ['Anomaly Detected'],
  },
  {
    id: 'devops-agent',
    source: 'aws.aidevops',
    detailTypes: [
      'Investigation Created',
      'Investigation In Progress',
      'Investigation Pending Triage',
      'Investigation Priority Updated',
      'Investigation Linked',
      'Investigation Completed',
      'Investigation Failed',
      'Investigation Cancelled',
      'Investigation Timed Out',
      'Mitigation In Progress',
      'Mitigation Completed',
      'Mitigation Failed',
      'Mitigation Cancelled',
      'Mitigation Timed Out',
    ],
  },
  {
    id: 'devops-guru',
    source: 'aws.devops-guru',
    detailTypes: [
      'DevOps Guru New Insight Open',
      'DevOps Guru Insight Severity Upgraded',
      'DevOps Guru New Anomaly Association',
      'DevOps Guru New Recommendation Created',
      'DevOps Guru Insight Closed',
    ],
  },
  {
    id: 'ecs',
    source: 'aws.ecs',
    detailTypes: ['ECS Deployment State Change', 'ECS Task State Change', 'ECS Service Action'],
  },
  {
    id: 'fis',
    source: 'aws.fis',
    detailTypes: ['FIS Experiment State Change'],
  },
  {
    id: 'guardduty',
    source: 'aws.guardduty',
    detailTypes: ['GuardDuty Finding'],
  },
  {
    id: 'rds',
    source: 'aws.rds',
    detailTypes: [
      'RDS DB Instance Event',
      'RDS DB Cluster Event',
      'RDS DB Snapshot Event',
      'RDS DB Cluster Snapshot Event',
      'RDS DB Parameter Group Event',
      'RDS DB Security Group Event',
      'RDS DB Proxy Event',
    ],
  },
  {
    id: 'security-hub',
    source: 'aws.securityhub',
    detailTypes: [
      'Security Hub Findings - Imported',
      'Security Hub Findings - Custom Action',
      'Security Hub Insight Results',
      'Findings Imported V2',
    ],
  },
  {
    id: 'step-functions',
    source: 'aws.states',
    detailTypes: ['Step Functions Execution Status Change'],
  },
  {
    id: 'synthetics',
    source: 'aws.synthetics',
    detailTypes: [
      'Synthetics Canary TestRun Failure',
      'Synthetics Canary TestRun Successful',
      'Synthetics Canary Status Change',
    ],
  },
  {
    id: 'trusted-advisor',
    source: 'aws.trustedadvisor',
    detailTypes: ['Trusted Advisor Check Item Refresh Notification'],
  },
] as const satisfies readonly {
  readonly id: string;
  readonly source: string;
  readonly detailTypes: readonly string[];
}[];
