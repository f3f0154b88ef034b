import type { ClientSettings } from './client-settings.ts';
import { type AwsCall, jsonService, restService } from './json-protocol.ts';
import { queryService } from './query-protocol.ts';

/** The services that Muster calls, each as its own reference names it. A function carries those it imports. */

export const dynamoDb = (settings: ClientSettings): AwsCall =>
  jsonService({ host: 'dynamodb', version: '1.0', target: 'DynamoDB_20120810' }, settings);

export const sqs = (settings: ClientSettings): AwsCall =>
  jsonService({ host: 'sqs', version: '1.0', target: 'AmazonSQS' }, settings);

export const stepFunctions = (settings: ClientSettings): AwsCall =>
  jsonService({ host: 'states', version: '1.0', target: 'AWSStepFunctions' }, settings);

export const eventBridge = (settings: ClientSettings): AwsCall =>
  jsonService({ host: 'events', version: '1.1', target: 'AWSEvents' }, settings);

export const secretsManager = (settings: ClientSettings): AwsCall =>
  jsonService({ host: 'secretsmanager', version: '1.1', target: 'secretsmanager' }, settings);

export const ses = (settings: ClientSettings): AwsCall =>
  restService({ host: 'email', signedAs: 'ses' }, { SendEmail: '/v2/email/outbound-emails' }, settings);

export const sns = (settings: ClientSettings): AwsCall =>
  queryService({ host: 'sns' }, { version: '2010-03-31', answers: ['MessageId'] }, settings);
