import { alertmanager } from './alertmanager.ts';
import { awsBackup } from './aws-backup.ts';
import { awsEvents } from './aws-events.ts';
import { awsHealth } from './aws-health.ts';
import { cloudwatch } from './cloudwatch.ts';
import { codedeploy } from './codedeploy.ts';
import { codepipeline } from './codepipeline.ts';
import { costAnomaly } from './cost-anomaly.ts';
import { devopsAgent } from './devops-agent.ts';
import { devopsGuru } from './devops-guru.ts';
import { ecs } from './ecs.ts';
import { fis } from './fis.ts';
import { generic } from './generic.ts';
import { guardduty } from './guardduty.ts';
import { pagerduty } from './pagerduty.ts';
import { rds } from './rds.ts';
import { isRecord } from './reading/record.ts';
import { scheduledEvent } from './scheduled-event.ts';
import { securityHub } from './security-hub.ts';
import type { Source } from './source.ts';
import { stepFunctions } from './step-functions.ts';
import { synthetics } from './synthetics.ts';
import { trustedAdvisor } from './trusted-advisor.ts';

/** Every source, one line each. */
export const SOURCES: readonly Source[] = [
  alertmanager,
  awsBackup,
  awsEvents,
  awsHealth,
  cloudwatch,
  codedeploy,
  codepipeline,
  costAnomaly,
  devopsAgent,
  devopsGuru,
  ecs,
  fis,
  generic,
  guardduty,
  pagerduty,
  rds,
  scheduledEvent,
  securityHub,
  stepFunctions,
  synthetics,
  trustedAdvisor,
];

/** @throws Error when two sources have one id: better at the start than at the first alert */
export const registerSources = (sources: readonly Source[]): ReadonlyMap<string, Source> => {
  const byId = new Map<string, Source>();
  for (const source of sources) {
    if (byId.has(source.id)) throw new Error(`Two sources are called "${source.id}".`);
    byId.set(source.id, source);
  }
  return byId;
};

const registered = registerSources(SOURCES);

export const sourceById = (id: string): Source | undefined => registered.get(id);

/** The source that reads this message of AWS, an EventBridge event as a rule; undefined when there is none. */
export const sourceForEvent = (event: unknown): Source | undefined => {
  if (!isRecord(event)) return undefined;
  const detailType = event['detail-type'];
  if (typeof detailType !== 'string') return SOURCES.find(({ knowsShape }) => knowsShape?.(event) === true);
  return SOURCES.find(
    ({ awsEvent }) =>
      awsEvent !== undefined && awsEvent.source === event.source && awsEvent.detailTypes.includes(detailType),
  );
};
