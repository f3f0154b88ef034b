import type { Statement } from './iam.ts';

/** A template as CloudFormation has it, and the resources in it. */
export interface RawTemplate {
  readonly Resources: Readonly<Record<string, RawResource>>;
}

export interface RawResource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is walked, not modelled
  readonly Properties?: any;
}

export const ACCOUNT = '111122223333';
export const REGION = 'eu-central-1';

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::AccountId': ACCOUNT,
  'AWS::Region': REGION,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::StackName': 'Muster',
  'AWS::StackId': `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/Muster/0b9f3c1e-0000-4000-8000-000000000000`,
};

const arn = (service: string, rest: string): string => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;

/** What a resource is called once it is there: by its own name where it has one, else by its logical id. */
const ARNS: Readonly<Record<string, (name: string) => string>> = {
  'AWS::SNS::Topic': (name) => arn('sns', name),
  'AWS::SQS::Queue': (name) => arn('sqs', name),
  'AWS::S3::Bucket': (name) => `arn:aws:s3:::${name.toLowerCase()}`,
  'AWS::KMS::Key': (name) => arn('kms', `key/${name}`),
  'AWS::Lambda::Function': (name) => arn('lambda', `function:${name}`),
  'AWS::StepFunctions::StateMachine': (name) => arn('states', `stateMachine:${name}`),
  'AWS::Events::EventBus': (name) => arn('events', `event-bus/${name}`),
  'AWS::Events::Rule': (name) => arn('events', `rule/${name}`),
  'AWS::DynamoDB::GlobalTable': (name) => arn('dynamodb', `table/${name}`),
  'AWS::SecretsManager::Secret': (name) => arn('secretsmanager', `secret:${name}-a1b2c3`),
  'AWS::IAM::Role': (name) => `arn:aws:iam::${ACCOUNT}:role/${name}`,
  'AWS::Logs::LogGroup': (name) => arn('logs', `log-group:${name}:*`),
  'AWS::CloudWatch::Alarm': (name) => arn('cloudwatch', `alarm:${name}`),
};

/** Types whose `Ref` is their ARN; of a queue it is its URL, of all others a name. */
const REF_IS_ARN = new Set(['AWS::SNS::Topic', 'AWS::SecretsManager::Secret', 'AWS::StepFunctions::StateMachine']);

const NAMED_BY = [
  'TopicName',
  'QueueName',
  'Name',
  'AlarmName',
  'RoleName',
  'LogGroupName',
  'RuleSetName',
  'EmailIdentity',
];

/** A template whose references have become the strings that AWS would put there. */
export class Resolved {
  readonly #template: RawTemplate;

  constructor(template: RawTemplate) {
    this.#template = template;
  }

  /** The resources of a type, by logical id, resolved. */
  of(type: string): [string, Record<string, unknown>][] {
    return Object.entries(this.#template.Resources)
      .filter(([, { Type }]) => Type === type)
      .map(([id, { Properties }]) => [id, this.value(Properties ?? {}) as Record<string, unknown>]);
  }

  typeOf(id: string): string | undefined {
    return this.#template.Resources[id]?.Type;
  }

  raw(id: string): RawResource | undefined {
    return this.#template.Resources[id];
  }

  arnOf(id: string): string {
    const found = this.#template.Resources[id];
    const arnBy = found && ARNS[found.Type];
    return arnBy ? arnBy(this.nameOf(id)) : `unknown:${id}`;
  }

  nameOf(id: string): string {
    const properties = this.#template.Resources[id]?.Properties ?? {};
    const named = NAMED_BY.map((key) => properties[key]).find((name) => name !== undefined);
    return named === undefined ? id : String(this.value(named));
  }

  /** The logical id of what has this ARN, when it is of this template. */
  idOf(value: unknown): string | undefined {
    return Object.keys(this.#template.Resources).find(
      (id) => this.arnOf(id) === value || this.#urlOf(id) === value || `${this.arnOf(id)}/stream` === value,
    );
  }

  value(raw: unknown): unknown {
    if (Array.isArray(raw)) return raw.map((each) => this.value(each));
    if (typeof raw !== 'object' || raw === null) return raw;
    const entries = Object.entries(raw);
    const [[key, argument] = ['', undefined]] = entries;
    if (entries.length === 1) {
      if (key === 'Ref') return this.#ref(String(argument));
      if (key === 'Fn::GetAtt') return this.#attribute(argument as [string, string]);
      if (key === 'Fn::Join') return this.#join(argument as [string, unknown]);
      if (key === 'Fn::Split') return this.#split(argument as [string, unknown]);
      if (key === 'Fn::Select') return this.#select(argument as [number | string, unknown]);
      if (key.startsWith('Fn::')) return `${key}(${JSON.stringify(argument)})`;
    }
    return Object.fromEntries(entries.map(([name, each]) => [name, this.value(each)]));
  }

  /** Of the policy documents that a predicate lets through. */
  statements(type: string, concerns: (properties: Record<string, unknown>) => boolean): Statement[] {
    return this.of(type)
      .filter(([, properties]) => concerns(properties))
      .flatMap(([, { PolicyDocument }]) => (PolicyDocument as { Statement: Statement[] }).Statement);
  }

  #urlOf(id: string): string | undefined {
    return this.typeOf(id) === 'AWS::SQS::Queue'
      ? `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${this.nameOf(id)}`
      : undefined;
  }

  #ref(id: string): string {
    if (id.startsWith('AWS::')) return PSEUDO[id] ?? id;
    const type = this.typeOf(id) ?? '';
    if (REF_IS_ARN.has(type)) return this.arnOf(id);
    if (type === 'AWS::S3::Bucket') return this.nameOf(id).toLowerCase();
    return this.#urlOf(id) ?? this.nameOf(id);
  }

  #attribute([id, attribute]: [string, string]): string {
    if (attribute === 'Arn' || attribute === 'TopicArn') return this.arnOf(id);
    if (attribute === 'StreamArn') return `${this.arnOf(id)}/stream`;
    if (attribute === 'Name' || attribute === 'TopicName' || attribute === 'QueueName') return this.nameOf(id);
    return `${id}.${attribute}`;
  }

  #join([separator, parts]: [string, unknown]): string {
    return (this.value(parts) as unknown[]).map(String).join(separator);
  }

  #split([separator, text]: [string, unknown]): string[] {
    return String(this.value(text)).split(separator);
  }

  #select([at, list]: [number | string, unknown]): unknown {
    return (this.value(list) as unknown[])[Number(at)];
  }
}
