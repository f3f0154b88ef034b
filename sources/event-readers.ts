import { readerFrom } from './reader.ts';
import { isRecord } from './reading/record.ts';
import type { Source } from './source.ts';

/**
 * Who reads events of AWS, by the service that such an event names as its source, one line each: loaded with the first event of that
 * service. What comes by the bus needs no other. `event-sources.ts` has the same ones at once.
 */
const READERS = {
  'aws.backup': async () => (await import('./aws-backup.ts')).awsBackup,
  'aws.health': async () => (await import('./aws-health.ts')).awsHealth,
  'aws.cloudwatch': async () => (await import('./cloudwatch.ts')).cloudwatch,
  'aws.codedeploy': async () => (await import('./codedeploy.ts')).codedeploy,
  'aws.codepipeline': async () => (await import('./codepipeline.ts')).codepipeline,
  'aws.ce': async () => (await import('./cost-anomaly.ts')).costAnomaly,
  'aws.aidevops': async () => (await import('./devops-agent.ts')).devopsAgent,
  'aws.devops-guru': async () => (await import('./devops-guru.ts')).devopsGuru,
  'aws.ecs': async () => (await import('./ecs.ts')).ecs,
  'aws.fis': async () => (await import('./fis.ts')).fis,
  'aws.guardduty': async () => (await import('./guardduty.ts')).guardduty,
  'aws.rds': async () => (await import('./rds.ts')).rds,
  'aws.events': async () => (await import('./scheduled-event.ts')).scheduledEvent,
  'aws.securityhub': async () => (await import('./security-hub.ts')).securityHub,
  'aws.states': async () => (await import('./step-functions.ts')).stepFunctions,
  'aws.synthetics': async () => (await import('./synthetics.ts')).synthetics,
  'aws.trustedadvisor': async () => (await import('./trusted-advisor.ts')).trustedAdvisor,
} as const satisfies Readonly<Record<string, () => Promise<Source>>>;

/** Whose messages AWS also delivers in another shape than that of an event. */
export const IN_OTHER_SHAPES = ['aws.cloudwatch'] as const satisfies readonly (keyof typeof READERS)[];

const readerOf = readerFrom(READERS);

/** The source that reads this message of AWS, an EventBridge event as a rule; undefined when there is none. */
export const sourceForEvent = async (event: unknown): Promise<Source | undefined> => {
  if (!isRecord(event)) return undefined;
  const detailType = event['detail-type'];
  if (typeof detailType === 'string') {
    const source = await readerOf(event.source);
    return source?.awsEvent?.detailTypes.includes(detailType) ? source : undefined;
  }
  for (const service of IN_OTHER_SHAPES) {
    const source = await readerOf(service);
    if (source?.knowsShape?.(event)) return source;
  }
  return undefined;
};
