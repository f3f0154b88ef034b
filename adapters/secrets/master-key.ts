/** The deployment's master key could not be read, or is not one. */
export class MasterKeyError extends Error {
  override readonly name = 'MasterKeyError';
  readonly code: 'unreadable' | 'too-short';

  constructor(code: MasterKeyError['code'], message: string, options: ErrorOptions = {}) {
    super(message, options);
    this.code = code;
  }
}

const SHORTEST_BYTES = 32;

/** Reads the key when it is first asked for and remembers it; one that could not be read is asked for again. */
export const rememberedMasterKey = (read: () => Promise<Uint8Array>): (() => Promise<Uint8Array>) => {
  let known: Promise<Uint8Array> | undefined;
  const load = async (): Promise<Uint8Array> => {
    const key = await read();
    if (key.length < SHORTEST_BYTES) {
      throw new MasterKeyError(
        'too-short',
        `The master key has ${key.length} bytes; it needs at least ${SHORTEST_BYTES} random ones.`,
      );
    }
    return key;
  };
  return () => {
    known ??= load().catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
};
