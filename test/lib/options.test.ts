import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { describe, expect, test } from 'vitest';
import { MusterStack } from '../../lib/muster-stack.ts';
import { configuration, guarded, type Resource, resourcesOf, templateOf } from './synthesised.ts';
import { everything } from './variants.ts';

const template = templateOf({ ...everything, ...guarded, logRetention: RetentionDays.ONE_YEAR });
const of = (type: string): [string, Resource][] => resourcesOf(template, `AWS::${type}`);

describe('what an organisation prescribes', () => {
  test('a key: on the table, the secret, topics, logs and what functions are told', () => {
    const [[keyId] = ['']] = of('KMS::Key');
    const isOurs = (value: unknown): boolean => JSON.stringify(value ?? '').includes(keyId);
    for (const [id, { Properties }] of of('Lambda::Function')) expect(isOurs(Properties.KmsKeyArn), id).toBe(true);
    for (const [id, { Properties }] of of('Logs::LogGroup')) expect(isOurs(Properties.KmsKeyId), id).toBe(true);
    for (const [id, { Properties }] of of('SecretsManager::Secret')) expect(isOurs(Properties.KmsKeyId), id).toBe(true);
    const topics = of('SNS::Topic').filter(([id]) => !id.includes('InboundMail'));
    expect(topics.length).toBeGreaterThan(1);
    for (const [id, { Properties }] of topics) expect(isOurs(Properties.KmsMasterKeyId), id).toBe(true);
    for (const [id, { Properties }] of of('SQS::Queue'))
      expect(Properties.SqsManagedSseEnabled ?? isOurs(Properties.KmsMasterKeyId), id).toBe(true);
  });

  test('a VPC: every function of Muster stands in it', () => {
    const functions = of('Lambda::Function').filter(([id]) => id.startsWith('MusterFunctions'));
    expect(functions.length).toBeGreaterThan(15);
    for (const [id, { Properties }] of functions)
      expect(Properties.VpcConfig, id).toEqual({
        SubnetIds: guarded.vpc.subnetIds,
        SecurityGroupIds: guarded.vpc.securityGroupIds,
      });
  });

  test('a boundary: no role is without it', () => {
    expect(of('IAM::Role').length).toBeGreaterThan(15);
    for (const [id, { Properties }] of of('IAM::Role'))
      expect(JSON.stringify(Properties.PermissionsBoundary ?? ''), id).toContain(':policy/WorkloadBoundary');
  });

  test('tags: on whatever has tags', () => {
    for (const type of ['Lambda::Function', 'SQS::Queue', 'SNS::Topic', 'Logs::LogGroup', 'IAM::Role', 'KMS::Key'])
      for (const [id, { Properties }] of of(type))
        expect(Properties.Tags, id).toContainEqual({ Key: 'cost-center', Value: '42' });
  });

  test('retention: of every log', () => {
    for (const [id, { Properties }] of of('Logs::LogGroup')) expect(Properties.RetentionInDays, id).toBe(365);
  });
});

describe('partitions', () => {
  const deployedTo = (region: string): Template =>
    Template.fromStack(
      new MusterStack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), 'Muster', {
        env: { region },
        configuration,
      }),
    );

  test.each(['cn-north-1', 'cn-northwest-1', 'us-iso-east-1', 'us-isob-east-1', 'eusc-de-east-1'])(
    '%s is refused before anything is made, with the reason',
    (region) => {
      expect(() => deployedTo(region)).toThrow(`Muster does not run in ${region}`);
    },
  );

  test('GovCloud (US) is named by its own partition: nothing is said to be in another', () => {
    const text = JSON.stringify(deployedTo('us-gov-west-1').toJSON());
    expect(text).not.toContain('arn:aws:');
    expect(text).toContain('arn:aws-us-gov:states:::lambda:invoke');
    expect(text).toContain('console.amazonaws-us-gov.com');
  });
});
