import type { Integration } from '../../domain/configuration/integration.ts';
import { toIso } from '../../domain/instant/instant.ts';
import type { Ports } from '../../ports/ports.ts';
import type { SnsEndpoint } from '../../ports/sns-endpoint.ts';
import { requestSource } from '../../sources/readers.ts';
import type { JsonRecord } from '../../sources/reading/record.ts';
import { checkSnsEnvelope, isSignedBySns, type SnsEnvelope } from '../../sources/signature/sns.ts';
import { isSnsEnvelope } from '../../sources/signature/sns-envelope.ts';
import type { Source } from '../../sources/source.ts';
import { type Ingested, ingest } from '../message/ingest.ts';
import { readMessage } from '../request/read-body.ts';
import { type Answer, jsonAnswer, problemAnswer, type ReceivedRequest } from '../request/received-request.ts';
import { readerOf, topicContent } from './topic-content.ts';

/** A message of a topic, and whose it is by the key in the address. */
export interface TopicMessage {
  readonly integration: Integration;
  /** Who reads what nobody else knows. */
  readonly source: Source | undefined;
  readonly envelope: JsonRecord;
  readonly request: ReceivedRequest;
}

const confirm = async (
  ports: Ports,
  sns: SnsEndpoint,
  { SubscribeURL, TopicArn, Type }: SnsEnvelope,
): Promise<void> => {
  const confirms = Type === 'SubscriptionConfirmation';
  // Asked for by whoever holds the key and signed by SNS; to be unsubscribed is not contradicted.
  if (confirms) await sns.confirmAt(SubscribeURL as string);
  ports.observer.happened({
    kind: confirms ? 'subscription-confirmed' : 'subscription-ended',
    text: confirms ? `The subscription to ${TopicArn} is confirmed` : `${TopicArn} sends nothing any more`,
    at: toIso(ports.clock.now()),
  });
};

/**
 * Whatever comes to an address that somebody subscribed to a topic: an envelope, proven by its signature, or, of a
 * subscription with raw delivery, the message alone, which the key in the address must prove.
 *
 * @throws what `receiveTopicMessage` throws; BodyError
 */
export const receiveFromTopic = async (
  ports: Ports,
  sns: SnsEndpoint | undefined,
  { integration, request }: Pick<TopicMessage, 'integration' | 'request'>,
  answer: (taken: Ingested) => Answer,
): Promise<Answer> => {
  const source = await requestSource(integration.source);
  const body = readMessage(request);
  if (sns && isSnsEnvelope(body)) {
    return receiveTopicMessage(ports, sns, { integration, source, envelope: body, request }, answer);
  }
  const reader = await readerOf(integration, source, body);
  const { receivedAt } = request;
  const message = { integration, source: reader, sourceName: integration.source, body, headers: {}, receivedAt };
  return answer(await ingest(ports, [message], { refuseTooLarge: true }));
};

/**
 * A message that SNS delivers over HTTPS. The key in the address says whose it is, the signature that SNS sent it: without
 * the first it could be anybody's topic, without the second anybody's message.
 *
 * @throws what `ingest` throws, and what the endpoint throws: SNS repeats after a 5xx
 */
export const receiveTopicMessage = async (
  ports: Ports,
  sns: SnsEndpoint,
  { envelope: claimed, integration, request, source }: TopicMessage,
  answer: (taken: Ingested) => Answer,
): Promise<Answer> => {
  const { receivedAt, wallClock = receivedAt } = request;
  const checked = checkSnsEnvelope(claimed, wallClock, integration.topicArns);
  if ('refused' in checked) return problemAnswer('unauthenticated', checked.refused);
  const { envelope } = checked;
  const certificate = await sns.certificateAt(envelope.SigningCertURL);
  if (!isSignedBySns(envelope, certificate, wallClock)) {
    return problemAnswer('unauthenticated', 'SNS did not sign this message.');
  }
  if (envelope.Type !== 'Notification') {
    await confirm(ports, sns, envelope);
    return jsonAnswer(200, { status: 'confirmed' });
  }
  const { Message: message, Subject: subject, TopicArn: topicArn } = envelope;
  const content = await topicContent(integration, source, { message, subject, topicArn });
  const sourceName = content.source?.id ?? integration.source;
  return answer(await ingest(ports, [{ integration, ...content, sourceName, headers: {}, receivedAt }]));
};
