import { type Chunk, type ChunkResult, runChunk } from './run-target.ts';
import { TARGETS } from './targets.ts';

/** A process of its own, so that two cores work and one that hangs can be ended. */
process.on('message', async (chunk: Chunk) => {
  const target = TARGETS.find(({ name }) => name === chunk.target);
  const result: ChunkResult = target
    ? await runChunk(target, chunk)
    : { passed: 0, understood: 0, slowestMs: 0, failure: `There is no target "${chunk.target}".` };
  process.send?.(result);
});
process.on('disconnect', () => process.exit());
