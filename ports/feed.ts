/** What has changed: a doorbell, not the data. Whoever hears it reads from the API. */
export interface FeedEntry {
  /** `incidents/<id>`. */
  readonly stream: string;
  /** The stream is at this seq, or beyond. */
  readonly seq: number;
  /** The list in which its row has changed. */
  readonly list: string;
}

/** Told of every commit, after everything that follows from it, and what readers see of it, was done. */
export interface Feed {
  tell(entry: FeedEntry): Promise<void>;
}

/** An entry and its id, by which somebody who was away goes on. */
export interface FedEntry extends FeedEntry {
  readonly id: string;
}

/** Where live readers hang on, in the process that serves them. */
export interface FeedSource {
  /** What came after this id; undefined where that is no longer known, so that whoever asks must read everything again. */
  since(id: string): readonly FedEntry[] | undefined;
  /** @returns a function that ends it */
  subscribe(listener: (entry: FedEntry) => void): () => void;
}
