import { checkpointObjects } from '../adapters/s3/checkpoint-objects.ts';
import { type Signer, signerOf } from '../domain/checkpoint/signature.ts';
import { toIso } from '../domain/instant/instant.ts';
import type { CheckpointPlace } from '../ports/checkpoint-place.ts';
import type { Ports } from '../ports/ports.ts';
import { type Compared, compareHeads as compare } from '../usecases/checkpoints/compare-heads.ts';
import { buckets } from './composition/buckets.ts';
import { composePorts } from './composition/compose-ports.ts';
import { layFoundation } from './composition/foundation.ts';
import { lazily } from './composition/lazily.ts';
import { masterKeyOf } from './composition/master-key.ts';
import { queuesOf } from './composition/queues.ts';
import { readEnvironment } from './environment.ts';

interface Comparing {
  readonly ports: Ports;
  readonly place: CheckpointPlace;
  readonly signer: () => Promise<Signer>;
}

/** Each hour: whether the table still holds what its checkpoints say. What does not agree pages the catch-all. */
export const compareHeads = (compose: () => Comparing) => async (): Promise<Compared> => {
  const { place, ports, signer } = compose();
  const compared = await compare(ports, { place, signer: await signer() });
  const { checkpoints, heads, problems } = compared;
  const text =
    problems.length === 0
      ? `The table holds what ${checkpoints} checkpoint(s) say`
      : `The table is not what its checkpoints say: ${problems.join('; ')}`;
  const details = { checkpoints, heads, problems: problems.length };
  ports.observer.happened({ kind: 'heads-compared', text, at: toIso(ports.clock.now()), details });
  return compared;
};

export const handler = compareHeads(
  lazily((): Comparing => {
    const environment = readEnvironment('compare-heads');
    const masterKey = masterKeyOf(environment);
    const client = buckets();
    return {
      ports: composePorts({ ...layFoundation('compare-heads', environment), queues: queuesOf(environment) }),
      place: checkpointObjects(client, environment.COMPARED_BUCKET_NAME),
      signer: async () => signerOf(await masterKey()),
    };
  }),
);
