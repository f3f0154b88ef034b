import { alertmanager } from './alertmanager.ts';
import { awsHealth } from './aws-health.ts';
import { cloudwatch } from './cloudwatch.ts';
import { generic } from './generic.ts';
import { pagerduty } from './pagerduty.ts';
import { isRecord } from './reading/record.ts';
import type { Source } from './source.ts';

/** Every source, one line each. */
export const SOURCES: readonly Source[] = [alertmanager, awsHealth, cloudwatch, generic, pagerduty];

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

/** The source that reads this EventBridge event; undefined when there is none, or it is no event at all. */
export const sourceForEvent = (event: unknown): Source | undefined => {
  if (!isRecord(event)) return undefined;
  const detailType = event['detail-type'];
  if (typeof detailType !== 'string') return undefined;
  return SOURCES.find(
    ({ awsEvent }) =>
      awsEvent !== undefined && awsEvent.source === event.source && awsEvent.detailTypes.includes(detailType),
  );
};
