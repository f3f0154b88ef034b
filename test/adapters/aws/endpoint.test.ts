import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { endpointOf } from '../../../adapters/aws/endpoint.ts';

const CLIENTS = {
  dynamodb: DynamoDBClient,
  events: EventBridgeClient,
  secretsmanager: SecretsManagerClient,
  email: SESv2Client,
  states: SFNClient,
  sns: SNSClient,
  sqs: SQSClient,
};
const REGIONS = [
  'us-iso-east-1',
  'us-isob-east-1',
  'us-isof-south-1',
  'eu-isoe-west-1',
  'us-east-1',
  'eu-central-1',
  'ap-southeast-5',
  'mx-central-1',
  'cn-north-1',
  'us-gov-west-1',
  'eusc-de-east-1',
];

interface Resolved {
  readonly config: { readonly endpointProvider: (asked: object) => { readonly url: URL } };
}

test.each(Object.entries(CLIENTS))('%s answers where the SDK looks for it', (host, Client) => {
  const { config } = new Client({
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  }) as unknown as Resolved;
  for (const region of REGIONS) {
    const asked = { Region: region, UseFIPS: false, UseDualStack: false };
    expect(endpointOf({ host }, { region }).href, region).toBe(`${config.endpointProvider(asked).url.href}`);
  }
});

test('an endpoint of one’s own answers for all services', () => {
  const settings = { endpoint: 'http://127.0.0.1:4566', region: 'eu-central-1' };
  expect(endpointOf({ host: 'sqs' }, settings).host).toBe('127.0.0.1:4566');
});
