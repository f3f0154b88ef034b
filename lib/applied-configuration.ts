import { gzipSync } from 'node:zlib';
import { CustomResource } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Configuration } from '../domain/configuration/configuration.ts';
import type { ConfigurationResourceProperties } from '../functions/environment.ts';
import type { MusterFunction } from './muster-function.ts';

export interface AppliedConfigurationProps {
  readonly configuration: Configuration;
  readonly appliedBy: MusterFunction<'apply-configuration'>;
}

/** Above this the document is compressed: CloudFormation takes templates of 1 MB and hands the function far less. */
const COMPRESS_ABOVE_CHARACTERS = 60_000;

/**
 * The configuration as a resource: a deploy that brings another one applies it, a deploy that brings one the function
 * refuses fails and rolls back, and the last good one stays in force either way.
 */
export class AppliedConfiguration extends Construct {
  constructor(scope: Construct, id: string, { configuration, appliedBy }: AppliedConfigurationProps) {
    super(scope, id);
    const { version: _stampedAgain, ...document } = configuration;
    const text = JSON.stringify(document);
    const properties: ConfigurationResourceProperties =
      text.length > COMPRESS_ABOVE_CHARACTERS
        ? { DocumentGzip: gzipSync(text).toString('base64') }
        : { Document: text };
    const resource = new CustomResource(this, 'Resource', {
      resourceType: 'Custom::MusterConfiguration',
      serviceToken: appliedBy.arn,
      properties,
    });
    // Its permissions and its log group too, not only the function.
    resource.node.addDependency(appliedBy);
  }
}
