import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CustomResource, Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct, type IDependable } from 'constructs';
import type { Configuration } from '../domain/configuration/configuration.ts';
import type { ConfigurationResourceProperties } from '../functions/environment.ts';
import type { MusterFunction } from './muster-function.ts';

export interface AppliedConfigurationProps {
  readonly configuration: Configuration;
  readonly appliedBy: MusterFunction<'apply-configuration'>;
  /** What a configuration is read by and needs: it comes into force after all of that is new. */
  readonly after: readonly IDependable[];
  /** The key of the bucket of assets, where that lets nobody read by its own policy. */
  readonly assetsKeyArn?: string | undefined;
}

/** CloudFormation waits an hour for a function that died before it answered, unless it is told otherwise. */
export const APPLIED_WITHIN = Duration.seconds(120);

/**
 * The configuration as a resource: a deploy that brings another one applies it, a deploy that brings one the function
 * refuses fails and rolls back, and the last good one stays in force either way. The template and the log of the deploy
 * hold its hash and nothing of it; the document is an asset, in the encrypted bucket that `cdk bootstrap` made.
 */
export class AppliedConfiguration extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { after, appliedBy, assetsKeyArn, configuration }: AppliedConfigurationProps,
  ) {
    super(scope, id);
    const { version, ...document } = configuration;
    const asset = this.#assetOf(JSON.stringify(document));
    // This one object: the bucket holds assets of whoever else deploys to the account.
    appliedBy.allow(['s3:GetObject'], asset.bucket.arnForObjects(asset.s3ObjectKey));
    if (assetsKeyArn !== undefined) {
      appliedBy.role.addToPolicy(
        new PolicyStatement({
          actions: ['kms:Decrypt'],
          resources: [assetsKeyArn],
          conditions: { StringEquals: { 'kms:ViaService': `s3.${Stack.of(this).region}.amazonaws.com` } },
        }),
      );
    }
    const properties: ConfigurationResourceProperties = {
      Bucket: asset.s3BucketName,
      Key: asset.s3ObjectKey,
      Hash: asset.assetHash,
      Version: version,
    };
    const resource = new CustomResource(this, 'Resource', {
      resourceType: 'Custom::MusterConfiguration',
      serviceToken: appliedBy.arn,
      serviceTimeout: APPLIED_WITHIN,
      properties,
    });
    // Its permissions and its log group too, not only the function.
    resource.node.addDependency(appliedBy, ...after);
  }

  /** The same bytes have the same hash wherever they are synthesised. */
  #assetOf(text: string): Asset {
    const directory = mkdtempSync(join(tmpdir(), 'muster-configuration-'));
    const path = join(directory, 'configuration.json');
    writeFileSync(path, text, { mode: 0o600 });
    const asset = new Asset(this, 'Document', { path, displayName: 'configuration' });
    // An app that stages no assets uploads the file itself.
    if (asset.assetPath !== path) rmSync(directory, { recursive: true });
    return asset;
  }
}
