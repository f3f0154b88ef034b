import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledged-findings.ts';
import type { DeploymentSettings } from './deployment-settings.ts';

export interface ActiveRuleSetProps {
  readonly settings: DeploymentSettings;
  readonly ruleSetName: string;
}

/**
 * Makes a receipt rule set the active one, which CloudFormation cannot. Nothing is undone when it is removed: another set
 * may be active by then, and to deactivate that one would end mail that is not ours.
 */
export class ActiveRuleSet extends Construct {
  constructor(scope: Construct, id: string, { ruleSetName, settings }: ActiveRuleSetProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Logs', {
      retention: settings.logRetention,
      removalPolicy: settings.removalPolicy,
    });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    const call = {
      service: 'SES',
      action: 'setActiveReceiptRuleSet',
      parameters: { RuleSetName: ruleSetName },
      physicalResourceId: PhysicalResourceId.of(ruleSetName),
    };
    const resource = new AwsCustomResource(this, 'Resource', {
      resourceType: 'Custom::MusterActiveRuleSet',
      onCreate: call,
      onUpdate: call,
      role,
      logGroup,
      installLatestAwsSdk: false,
      policy: AwsCustomResourcePolicy.fromStatements([
        new PolicyStatement({ actions: ['ses:SetActiveReceiptRuleSet'], resources: ['*'] }),
      ]),
    });
    acknowledge(resource, {
      'AwsSolutions-IAM5[Resource::*]': 'SES lets nobody name a resource for this action: there is one active set.',
    });
  }
}
