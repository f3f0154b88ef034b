import { App, RemovalPolicy } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { parseConfiguration } from '../../domain/configuration/parse-configuration.ts';
import { MusterStack, type MusterStackProps } from '../../lib/muster-stack.ts';
import { exampleFile } from '../../simulation/example-configuration.ts';

/** One resource of a template. */
export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is walked, not modelled
  readonly Properties: any;
  readonly DeletionPolicy?: string;
}

/** A configuration with a topic, so that every kind of resource is in the template. */
export const configuration = parseConfiguration({
  ...structuredClone(exampleFile),
  templates: [{ id: 'note', subject: '{{title}}', body: '{{said}}' }],
  communicationPlans: [
    { id: 'business', audience: 'business', occasions: ['declared'], template: 'note', topic: 'business-updates' },
  ],
});

/** The app without bundling: what a function does is tested elsewhere. */
export const newApp = (): App => new App({ context: { 'aws:cdk:bundling-stacks': [] } });

export const newStack = (app: App, props: Partial<MusterStackProps> = {}): MusterStack =>
  new MusterStack(app, 'Muster', {
    env: { region: 'eu-central-1' },
    configuration,
    ownAlarms: { emails: ['platform@example.com'] },
    ...props,
  });

export const templateOf = (props: Partial<MusterStackProps> = {}): Template =>
  Template.fromStack(newStack(newApp(), props));

/** The resources of a type, by logical id. */
export const resourcesOf = (template: Template, type: string): [string, Resource][] =>
  Object.entries(template.toJSON().Resources as Record<string, Resource>).filter(([, r]) => r.Type === type);

export const ephemeral: Partial<MusterStackProps> = { removalPolicy: RemovalPolicy.DESTROY };

/** A table and a secret that were there before the stack. */
export const adopted = {
  adoptedTable: {
    tableName: 'Restored',
    streamArn: 'arn:aws:dynamodb:eu-central-1:111122223333:table/Restored/stream/2026-11-29T09:00:00.000',
    keyArn: 'arn:aws:kms:eu-central-1:111122223333:key/0f9f1a7c-1111-2222-3333-444455556666',
  },
  masterSecretArn: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:MusterMasterSecret-Ab12Cd',
} satisfies Partial<MusterStackProps>;

/** The options of an organisation with guardrails. */
export const guarded = {
  encryptionKey: 'own',
  vpc: {
    subnetIds: ['subnet-0a1b2c3d4e5f60718', 'subnet-0a1b2c3d4e5f60719'],
    securityGroupIds: ['sg-0a1b2c3d4e5f60718'],
  },
  permissionsBoundary: 'WorkloadBoundary',
  tags: { 'cost-center': '42' },
  functionUrl: false,
} satisfies Partial<MusterStackProps>;

/** The logical id that a reference leads to: `{"Ref": …}` or `{"Fn::GetAtt": [… , …]}`. */
export const referred = (value: unknown): string | undefined => {
  const reference = value as { Ref?: string; 'Fn::GetAtt'?: [string, string] };
  return reference?.Ref ?? reference?.['Fn::GetAtt']?.[0];
};
