import { awsBackup } from './aws-backup.ts';
import { awsHealth } from './aws-health.ts';
import { cloudwatch } from './cloudwatch.ts';
import { codedeploy } from './codedeploy.ts';
import { codepipeline } from './codepipeline.ts';
import { costAnomaly } from './cost-anomaly.ts';
import { devopsAgent } from './devops-agent.ts';
import { devopsGuru } from './devops-guru.ts';
import { ecs } from './ecs.ts';
import { fis } from './fis.ts';
import { guardduty } from './guardduty.ts';
import { rds } from './rds.ts';
import { isRecord } from './reading/record.ts';
import { scheduledEvent } from './scheduled-event.ts';
import { securityHub } from './security-hub.ts';
import type { Source } from './source.ts';
import { stepFunctions } from './step-functions.ts';
import { synthetics } from './synthetics.ts';
import { trustedAdvisor } from './trusted-advisor.ts';

/** Sources that read events and messages of AWS by what these say of themselves, one line each: what comes by the bus needs no other. */
export const EVENT_SOURCES: readonly Source[] = [
  awsBackup,
  awsHealth,
  cloudwatch,
  codedeploy,
  codepipeline,
  costAnomaly,
  devopsAgent,
  devopsGuru,
  ecs,
  fis,
  guardduty,
  rds,
  scheduledEvent,
  securityHub,
  stepFunctions,
  synthetics,
  trustedAdvisor,
];

/** The source that reads this message of AWS, an EventBridge event as a rule; undefined when there is none. */
export const sourceForEvent = (event: unknown): Source | undefined => {
  if (!isRecord(event)) return undefined;
  const detailType = event['detail-type'];
  if (typeof detailType !== 'string') return EVENT_SOURCES.find(({ knowsShape }) => knowsShape?.(event) === true);
  return EVENT_SOURCES.find(
    ({ awsEvent }) =>
      awsEvent !== undefined && awsEvent.source === event.source && awsEvent.detailTypes.includes(detailType),
  );
};
