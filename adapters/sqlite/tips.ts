/** The newest commit of a stream. */
interface Tip {
  readonly seq: number;
  readonly hash: string;
}

/** Streams that are worked on, or that a storm adds to. */
const KNOWN = 512;

/**
 * The newest commits that this connection appended. It is the only writer, so of these streams nothing newer can be in the
 * database, and nobody needs to ask it. Whoever loses an epoch forgets all of them.
 */
export class Tips {
  readonly #tips = new Map<string, Tip>();

  appended(stream: string, { seq, hash }: Tip): void {
    this.#tips.delete(stream);
    this.#tips.set(stream, { seq, hash });
    if (this.#tips.size > KNOWN) this.#tips.delete(this.#tips.keys().next().value as string);
  }

  /** Undefined where the database has to be asked. */
  of(stream: string): Tip | undefined {
    return this.#tips.get(stream);
  }

  forget(): void {
    this.#tips.clear();
  }
}
