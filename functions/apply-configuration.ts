import { gunzipSync } from 'node:zlib';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { DocumentObjectError, type DocumentObjects, documentObjects } from '../adapters/s3/document-objects.ts';
import type { Configuration } from '../domain/configuration/configuration.ts';
import { parseConfiguration } from '../domain/configuration/parse-configuration.ts';
import { DomainError } from '../domain/failure/domain-error.ts';
import { toIso } from '../domain/instant/instant.ts';
import type { Ports } from '../ports/ports.ts';
import { putFilesInForce, sentenceOf } from '../usecases/configuration/put-in-force.ts';
import { answerCloudFormation, type CloudFormationAnswer } from './composition/answer-cloud-formation.ts';
import { buckets } from './composition/buckets.ts';
import { composePorts } from './composition/compose-ports.ts';
import { layFoundation } from './composition/foundation.ts';
import { lazily } from './composition/lazily.ts';
import { readEnvironment } from './environment.ts';

interface Services {
  readonly ports: Ports;
  readonly documents: DocumentObjects;
}

/** The same for every version: a new one would make CloudFormation delete the old one. */
const PHYSICAL_ID = 'muster-configuration';

/** Ten thousand people and ten thousand services are 6 MB. */
const LARGEST_BYTES = 32 * 1024 * 1024;

/** A third of what CloudFormation waits for the answer; the rest is for storing it. */
const PATIENCE_MS = 40_000;

const parsed = (text: string): Configuration => {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    throw new DomainError('configuration-invalid', 'The configuration is not JSON text.', { cause });
  }
  return parseConfiguration(document);
};

/**
 * What the resource is to put into force. Its document may be gone when a deployment is rolled back to one of long ago: what
 * was in force then is in the table.
 */
const configurationOf = async (
  { documents, ports }: Services,
  { Bucket, Document, DocumentGzip, Key, Version }: Readonly<Record<string, unknown>>,
): Promise<Configuration> => {
  if (typeof Bucket === 'string' && typeof Key === 'string') {
    try {
      return parsed(await documents.read(Bucket, Key));
    } catch (error) {
      if (!(error instanceof DocumentObjectError)) throw error;
      const kept = await ports.stores.configurations.version(String(Version));
      if (kept === undefined) throw error;
      return kept;
    }
  }
  // As it stood in templates of before: a deployment over one of those is rolled back to them.
  if (typeof Document === 'string') return parsed(Document);
  if (typeof DocumentGzip === 'string') {
    const packed = Buffer.from(DocumentGzip, 'base64');
    return parsed(gunzipSync(packed, { maxOutputLength: LARGEST_BYTES }).toString('utf8'));
  }
  throw new DomainError('configuration-invalid', 'The custom resource does not say where its document is.');
};

/** @returns the version now in force */
const apply = async (services: Services, properties: Readonly<Record<string, unknown>>): Promise<string> => {
  const { ports } = services;
  const put = await putFilesInForce(ports, await configurationOf(services, properties), 'deployment');
  const at = toIso(ports.clock.now());
  ports.observer.happened({ kind: 'configured', text: sentenceOf(put), at, details: { ...put } });
  return put.version;
};

/**
 * Applies the configuration files of a deployment. One that is not valid fails the deployment, with every path and reason,
 * and the one in force stays. Deleting the resource changes nothing: who is paged does not depend on a template.
 */
export const applyConfiguration =
  (
    compose: () => Services,
    answer: (event: CloudFormationCustomResourceEvent, answer: CloudFormationAnswer) => Promise<void>,
  ) =>
  async (event: CloudFormationCustomResourceEvent): Promise<void> => {
    const outcome = async (): Promise<Omit<CloudFormationAnswer, 'physicalResourceId'>> => {
      if (event.RequestType === 'Delete') return { status: 'SUCCESS' };
      try {
        return { status: 'SUCCESS', data: { Version: await apply(compose(), event.ResourceProperties) } };
      } catch (error) {
        // Answered in every case: CloudFormation would otherwise wait until it gives up.
        return { status: 'FAILED', reason: (error as Error).message };
      }
    };
    await answer(event, { physicalResourceId: PHYSICAL_ID, ...(await outcome()) });
  };

export const handler = applyConfiguration(
  lazily((): Services => {
    const environment = readEnvironment('apply-configuration');
    return {
      ports: composePorts(layFoundation('apply-configuration', environment)),
      documents: documentObjects({
        client: buckets(),
        longest: LARGEST_BYTES,
        patienceMs: PATIENCE_MS,
      }),
    };
  }),
  answerCloudFormation,
);
