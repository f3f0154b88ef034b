import { join, resolve } from 'node:path';
import { App, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { readConfigurationFiles } from '../config/read-configuration.ts';
import { isTrustworthy } from '../domain/access/sign-in.ts';
import type { Configuration } from '../domain/configuration/configuration.ts';
import { DomainError } from '../domain/failure/domain-error.ts';
import type { Network } from '../lib/deployment-settings.ts';
import { MusterStack } from '../lib/muster-stack.ts';

/**
 * What a deployment is told on the command line, as `cdk deploy --context <key>=<value>`; lists are separated by commas.
 * Whoever needs more writes an app of their own around `MusterStack` or `Muster`.
 */
const app = new App();
const context = (key: string): string | undefined => app.node.tryGetContext(key) || undefined;
const list = (key: string): string[] | undefined =>
  context(key)
    ?.split(',')
    .map((entry) => entry.trim());

/** Nothing said is nothing decided. */
const isAsked = (key: string): boolean | undefined => {
  const said = app.node.tryGetContext(key);
  if (said === undefined) return undefined;
  if (!['true', 'false'].includes(String(said))) throw new Error(`${key} is true or false.`);
  return String(said) === 'true';
};

const configurationDirectory = resolve(
  context('configuration') ?? join(import.meta.dirname, '..', 'config', 'example'),
);
const issuer = context('issuer');
const domainName = context('domainName');
const certificateArn = context('certificateArn');
if ((domainName === undefined) !== (certificateArn === undefined)) {
  throw new Error('domainName and certificateArn go together: API Gateway serves no domain without its certificate.');
}
const audience = list('audience');
if (issuer !== undefined && audience === undefined) {
  throw new Error(
    'issuer needs audience: without it a token that was issued for any other application would be accepted.',
  );
}
const administratorEmail = context('administratorEmail');
if (issuer !== undefined && administratorEmail !== undefined) {
  throw new Error(
    'administratorEmail is invited to the user pool that this stack makes; with an issuer of your own there is none.',
  );
}
if (issuer !== undefined && !(URL.canParse(issuer) && isTrustworthy(new URL(issuer)))) {
  throw new Error('issuer must begin with https://: whoever is on the way could sign in as anybody.');
}
const mailDomain = context('mailDomain');

const tableName = context('tableName');
const tableStreamArn = context('tableStreamArn');
// `None` is what the command line of AWS writes for a table whose key AWS owns.
const tableKeyArn = context('tableKeyArn') === 'None' ? undefined : context('tableKeyArn');
const adoptedTable =
  tableName && tableStreamArn ? { tableName, streamArn: tableStreamArn, keyArn: tableKeyArn } : undefined;
if (adoptedTable === undefined && (tableName ?? tableStreamArn ?? tableKeyArn) !== undefined) {
  throw new Error(
    'tableName and tableStreamArn go together, with tableKeyArn where the table has a key: see docs/restore.md.',
  );
}
const masterSecretArn = context('masterSecretArn');
if (masterSecretArn !== undefined && !/:secret:.+-[A-Za-z0-9]{6}$/.test(masterSecretArn)) {
  throw new Error('masterSecretArn is the whole ARN of a secret, its six random characters included.');
}

const days = context('checkpointDays');
const checkpointDays = days === undefined ? undefined : Number(days);
if (checkpointDays !== undefined && !(Number.isInteger(checkpointDays) && checkpointDays > 0)) {
  throw new Error('checkpointDays is for how many days nobody can remove a checkpoint: a whole number from 1 on.');
}

const concurrency = context('concurrencyOfPages');
const concurrencyOfPages = concurrency === undefined ? undefined : Number(concurrency);
if (concurrencyOfPages !== undefined && !(Number.isInteger(concurrencyOfPages) && concurrencyOfPages > 0)) {
  throw new Error(
    'concurrencyOfPages is how many pages leave at a time, whatever else goes on: a whole number from 1 on.',
  );
}

const checkpointTopic = context('checkpointTopic');
if (checkpointTopic !== undefined && checkpointDays === undefined) {
  throw new Error('checkpointTopic needs checkpointDays: what is published is what is kept.');
}

const kept = context('logRetentionDays');
const logRetention = kept === undefined ? undefined : Number(kept);
if (logRetention !== undefined && RetentionDays[logRetention] === undefined) {
  const days = Object.values(RetentionDays).filter((one) => Number(one) < RetentionDays.INFINITE);
  throw new Error(`logRetentionDays is one of those that CloudWatch knows: ${days.join(', ')}.`);
}

const configuration = await configurationIn(configurationDirectory);

new MusterStack(app, context('stackName') ?? 'Muster', {
  // The command line sets it from the credentials in use; without any, synth still works.
  env: { region: process.env.CDK_DEFAULT_REGION ?? 'us-east-1' },
  configuration,
  mail: {
    from: context('mailFrom'),
    identity: context('mailIdentity'),
    identityExists: context('mailIdentityExists') === 'true',
  },
  inboundMail:
    mailDomain === undefined
      ? undefined
      : {
          domain: mailDomain,
          ruleSetName: context('mailRuleSet'),
          activate: context('activateMailRuleSet') === 'true',
        },
  smsSenderId: context('smsSenderId'),
  tokenIssuer:
    issuer === undefined
      ? undefined
      : { issuer, audience: audience ?? [], scope: context('signInScope'), roleClaims: list('roleClaims') },
  administratorEmail,
  trustedAccounts: list('trustedAccounts'),
  organization: context('organization'),
  eventSources: list('eventSources'),
  ownAlarms: { emails: list('alarmEmails') },
  publicUrl: context('publicUrl'),
  pingUrl: context('pingUrl'),
  checkpoints:
    checkpointDays === undefined ? undefined : { locked: Duration.days(checkpointDays), topicArn: checkpointTopic },
  adoptedTable,
  masterSecretArn,
  assetsKeyArn: context('assetsKeyArn'),
  customDomain: domainName && certificateArn ? { domainName, certificateArn } : undefined,
  defaultEndpoint: context('defaultEndpoint') === 'open' ? 'open' : undefined,
  concurrencyOfPages,
  encryptionKey: context('encryptionKey'),
  vpc: networkOf(list('vpc')),
  permissionsBoundary: context('permissionsBoundary'),
  tags: tagsOf(list('tags')),
  logRetention,
  functionUrl: isAsked('functionUrl'),
  dashboard: isAsked('dashboard'),
  tracing: isAsked('tracing'),
  removalPolicy: context('ephemeral') === 'true' ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
});

/** Ids say by themselves what they are of. */
function networkOf(ids: readonly string[] | undefined): Network | undefined {
  if (ids === undefined) return undefined;
  const subnetIds = ids.filter((id) => id.startsWith('subnet-'));
  const securityGroupIds = ids.filter((id) => id.startsWith('sg-'));
  if (
    subnetIds.length === 0 ||
    securityGroupIds.length === 0 ||
    subnetIds.length + securityGroupIds.length < ids.length
  )
    throw new Error('vpc is a list of subnets and security groups: subnet-…,subnet-…,sg-…');
  return { subnetIds, securityGroupIds };
}

function tagsOf(pairs: readonly string[] | undefined): Record<string, string> | undefined {
  return (
    pairs &&
    Object.fromEntries(
      pairs.map((pair) => {
        const [, name, value] = /^([^=]+)=(.*)$/.exec(pair) ?? [];
        if (name === undefined || value === undefined) throw new Error('tags is a list of name=value.');
        return [name, value];
      }),
    )
  );
}

/** What a person can mend is said without a stack: which path, and why. */
async function configurationIn(directory: string): Promise<Configuration> {
  try {
    return (await readConfigurationFiles(directory)).configuration;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    process.stderr.write(`${directory}: ${error.message}\n`);
    process.exit(1);
  }
}
