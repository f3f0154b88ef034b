import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { adopted, type Resource, resourcesOf, templateOf } from './synthesised.ts';

const template = templateOf(adopted);
const { adoptedTable, masterSecretArn } = adopted;
const statements = resourcesOf(template, 'AWS::IAM::Policy').flatMap(([, { Properties }]) =>
  (Properties.PolicyDocument.Statement as { Action: string | string[]; Resource: unknown; Condition?: unknown }[]).map(
    (statement) => ({ ...statement, actions: [statement.Action].flat() }),
  ),
);

describe('a stack that is given a table and a secret', () => {
  test('makes neither, nor a key', () => {
    for (const type of [
      'AWS::DynamoDB::GlobalTable',
      'AWS::DynamoDB::Table',
      'AWS::SecretsManager::Secret',
      'AWS::KMS::Key',
    ])
      expect(resourcesOf(template, type), type).toEqual([]);
  });

  test('tells every function of that table and that secret', () => {
    const variables = resourcesOf(template, 'AWS::Lambda::Function').map(
      ([, { Properties }]) => (Properties.Environment?.Variables ?? {}) as Record<string, unknown>,
    );
    const told = (name: string) => new Set(variables.map((each) => each[name]).filter((value) => value !== undefined));
    expect([...told('TABLE_NAME')]).toEqual([adoptedTable.tableName]);
    expect([...told('MASTER_SECRET_ARN')]).toEqual([masterSecretArn]);
  });

  test('follows its stream from the beginning', () => {
    const mappings = resourcesOf(template, 'AWS::Lambda::EventSourceMapping').map(([, { Properties }]) => Properties);
    expect(mappings.filter(({ StartingPosition }) => StartingPosition === 'TRIM_HORIZON')).toEqual([
      expect.objectContaining({ EventSourceArn: adoptedTable.streamArn }),
    ]);
  });

  test('uses its key through DynamoDB, and through the stream', () => {
    const ofKey = statements.filter(({ Resource }) => Resource === adoptedTable.keyArn);
    expect(ofKey.length).toBeGreaterThan(10);
    for (const { Condition, actions } of ofKey) {
      if (Condition === undefined) expect(actions).toEqual(['kms:Decrypt', 'kms:DescribeKey']);
      else expect(JSON.stringify(Condition)).toContain('dynamodb.eu-central-1.amazonaws.com');
    }
  });

  test.each([
    ['a table without its master secret', { ...adopted, masterSecretArn: undefined }, /needs its master secret/],
    [
      'a stream of another table',
      { ...adopted, adoptedTable: { ...adoptedTable, tableName: 'Another' } },
      /is no stream of the table Another/,
    ],
  ])('refuses %s', (_what, props, message) => {
    expect(() => templateOf(props)).toThrow(message);
  });
});

test('docs/restore.md names every kind of thing that is left when a stack is removed', () => {
  const resources = templateOf({ inboundMail: { domain: 'alerts.example.com' } }).toJSON().Resources as Record<
    string,
    Resource
  >;
  const left = new Set(
    Object.values(resources).flatMap(({ DeletionPolicy, Type }) => (DeletionPolicy === 'Retain' ? [Type] : [])),
  );
  const text = readFileSync(new URL('../../docs/restore.md', import.meta.url), 'utf8');
  expect(left.size).toBeGreaterThan(4);
  expect([...left].filter((type) => !text.includes(`\`${type}\``))).toEqual([]);
});
