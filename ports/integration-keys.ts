/** Tells senders apart by the keys of their integrations. */
export interface IntegrationKeys {
  /**
   * In constant time for keys that are nobody's. A key that stands in a public page identifies nobody here.
   *
   * @returns the integration's id; undefined for any other text
   */
  identify(token: string): Promise<string | undefined>;
  /** Of integrations whose key is public, which may report and nothing else. */
  identifyForm(token: string): Promise<string | undefined>;
  /** The key of a generation, live or not, of an integration that may not be configured yet. */
  keyOf(integrationId: string, generation: number): Promise<string>;
  /** The live keys of an integration, the newest first; for showing an administrator what to paste. */
  keysOf(integrationId: string): Promise<readonly string[]>;
}
