import { gunzipSync } from 'node:zlib';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { parseConfiguration } from '../domain/configuration/parse-configuration.ts';
import { DomainError } from '../domain/failure/domain-error.ts';
import type { Ports } from '../ports/ports.ts';
import { answerCloudFormation, type CloudFormationAnswer } from './composition/answer-cloud-formation.ts';
import { composePorts } from './composition/compose-ports.ts';
import { layFoundation } from './composition/foundation.ts';
import { lazily } from './composition/lazily.ts';
import { readEnvironment } from './environment.ts';

/** The same for every version: a new one would make CloudFormation delete the old one. */
const PHYSICAL_ID = 'muster-configuration';

const LARGEST_BYTES = 16 * 1024 * 1024;

const documentOf = (properties: Readonly<Record<string, unknown>>): unknown => {
  const { Document: plain, DocumentGzip: packed } = properties;
  try {
    if (typeof plain === 'string') return JSON.parse(plain);
    if (typeof packed === 'string') {
      return JSON.parse(gunzipSync(Buffer.from(packed, 'base64'), { maxOutputLength: LARGEST_BYTES }).toString('utf8'));
    }
  } catch (cause) {
    throw new DomainError('configuration-invalid', 'The configuration is not JSON text.', { cause });
  }
  throw new DomainError('configuration-invalid', 'The custom resource has neither Document nor DocumentGzip.');
};

/** @returns the version now in force */
const apply = async (ports: Ports, properties: Readonly<Record<string, unknown>>): Promise<string> => {
  const configuration = parseConfiguration(documentOf(properties));
  await ports.stores.configurations.apply(configuration);
  await ports.stores.durable();
  const at = new Date(ports.clock.now()).toISOString();
  const { version } = configuration;
  ports.observer.happened({
    kind: 'configured',
    text: `Configuration ${version} is in force`,
    at,
    details: { version },
  });
  return version;
};

/**
 * Applies the configuration files of a deployment. One that is not valid fails the deployment, with every path and reason,
 * and the one in force stays. Deleting the resource changes nothing: who is paged does not depend on a template.
 */
export const applyConfiguration =
  (
    compose: () => Ports,
    answer: (event: CloudFormationCustomResourceEvent, answer: CloudFormationAnswer) => Promise<void>,
  ) =>
  async (event: CloudFormationCustomResourceEvent): Promise<void> => {
    const outcome = async (): Promise<Omit<CloudFormationAnswer, 'physicalResourceId'>> => {
      if (event.RequestType === 'Delete') return { status: 'SUCCESS' };
      try {
        return { status: 'SUCCESS', data: { Version: await apply(compose(), event.ResourceProperties) } };
      } catch (error) {
        // Answered in every case: CloudFormation would otherwise wait for an hour.
        return { status: 'FAILED', reason: (error as Error).message };
      }
    };
    await answer(event, { physicalResourceId: PHYSICAL_ID, ...(await outcome()) });
  };

export const handler = applyConfiguration(
  lazily(() => composePorts(layFoundation('apply-configuration', readEnvironment('apply-configuration')))),
  answerCloudFormation,
);
