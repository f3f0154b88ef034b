import type { SnsEndpoint } from '../../ports/sns-endpoint.ts';
import { alertmanager } from '../../sources/alertmanager.ts';
import { azureMonitor } from '../../sources/azure-monitor.ts';
import { googleCloudMonitoring } from '../../sources/google-cloud-monitoring.ts';
import { netdata } from '../../sources/netdata.ts';
import { withoutSlashesAtEnd } from '../../sources/reading/text.ts';
import type { Source } from '../../sources/source.ts';
import { splunk } from '../../sources/splunk.ts';
import { receiveFromTopic } from '../aws/receive-topic-message.ts';
import { ingest, TooLargeToKeepError } from '../message/ingest.ts';
import { BodyError, readMessage } from '../request/read-body.ts';
import type { Answer } from '../request/received-request.ts';
import { type Exchange, OpsgenieRefusal, reply } from './opsgenie-answer.ts';

/** What is sent to an address: messages of topics, whatever is in them, or those of one product. */
export type NativeFormat = Source | 'topic';

/**
 * The addresses that Opsgenie gives to other products, behind `/v1/json/`, as far as these products' or their users' own
 * documents name them: <https://learn.microsoft.com/azure/service-health/service-health-alert-webhook-opsgenie> and the
 * subscriptions of topics and notification channels that are published with code. Others are not served.
 */
const FORMATS: ReadonlyMap<string, NativeFormat> = new Map<string, NativeFormat>([
  ['amazonsns', 'topic'],
  ['cloudwatch', 'topic'],
  ['cloudwatchevents', 'topic'],
  ['integrations/webhooks/amazonsecurityhub', 'topic'],
  ['azure', azureMonitor],
  ['azureservicehealth', azureMonitor],
  ['googlestackdriver', googleCloudMonitoring],
  ['prometheus', alertmanager],
  ['splunk', splunk],
  ['integrations/webhooks/netdata', netdata],
]);

const PREFIX = '/v1/json/';

/** What is sent to this address; undefined where Muster serves none. */
export const nativeFormatOf = (path: string): NativeFormat | undefined =>
  path.startsWith(PREFIX) ? FORMATS.get(withoutSlashesAtEnd(path.slice(PREFIX.length)).toLowerCase()) : undefined;

/** 200, as netdata takes it for success and nothing else. */
const processed = (exchange: Exchange): Answer => {
  const { name, id } = exchange.integration;
  return reply(exchange, 200, { result: `Integration [${name ?? id}] is successfully processed` });
};

/** `POST /v1/json/{product}?apiKey=`, read as the source of that product does. */
export const receiveNative = async (
  exchange: Exchange,
  format: NativeFormat,
  sns: SnsEndpoint | undefined,
): Promise<Answer> => {
  const { integration, ports, request } = exchange;
  const done = () => processed(exchange);
  try {
    if (format === 'topic') return await receiveFromTopic(ports, sns, { integration, request }, done);
    const body = readMessage(request, format.otherInput);
    const { receivedAt } = request;
    const message = { integration, source: format, sourceName: format.id, body, headers: {}, receivedAt };
    await ingest(ports, [message], { refuseTooLarge: true });
    return done();
  } catch (error) {
    if (error instanceof TooLargeToKeepError) throw new OpsgenieRefusal(413, error.message);
    if (error instanceof BodyError)
      throw new OpsgenieRefusal(error.code === 'body-too-large' ? 413 : 400, error.message);
    throw error;
  }
};
