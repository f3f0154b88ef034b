import type { Metadata } from '../../domain/stream/commit.ts';

/** A person's name is in the configuration, and not repeated in a chain that nothing can be taken out of. */
export const nameless = (metadata: Metadata): Metadata => ({
  ...metadata,
  actor: metadata.actor.kind === 'person' ? { kind: 'person', id: metadata.actor.id } : metadata.actor,
});
