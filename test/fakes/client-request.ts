import { readFileSync } from 'node:fs';

/** A request as a real client sent it; the index of the recordings says which and when. */
export interface ClientRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The exact body, as text. */
  readonly rawBody: string;
}

/** A recorded request of `test/fixtures/clients/<client>/<name>.json`. */
export const clientRequest = (client: string, name: string): ClientRequest =>
  JSON.parse(
    readFileSync(new URL(`../fixtures/clients/${client}/${name}.json`, import.meta.url), 'utf8'),
  ) as ClientRequest;
