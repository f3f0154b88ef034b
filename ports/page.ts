/** A part of a list that may be long. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Opaque; absent on the last page. */
  readonly next?: string;
}

/** Which part of a list is asked for. */
export interface PageRequest {
  readonly limit: number;
  readonly next?: string;
}
