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
import { scheduledEvent } from './scheduled-event.ts';
import { securityHub } from './security-hub.ts';
import type { Source } from './source.ts';
import { stepFunctions } from './step-functions.ts';
import { synthetics } from './synthetics.ts';
import { trustedAdvisor } from './trusted-advisor.ts';

/** Sources that read events and messages of AWS by what these say of themselves, one line each, and one in `event-readers.ts`. */
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
