import type { Integration } from '../../domain/configuration/integration.ts';
import type { Configured } from '../../domain/configuration/lookup.ts';
import type { IntegrationKeys } from '../../ports/integration-keys.ts';
import { email } from '../../sources/email.ts';

/** An integration that a mail is addressed to. */
export interface Addressed {
  readonly integration: Integration;
  /** What stands before the key: `checkout` in `checkout+<key>@…`. */
  readonly tag?: string;
}

/** What addresses are read by, the same for every recipient of a mail. */
export interface Addressing {
  readonly configured: Pick<Configured, 'integration'>;
  readonly keys: IntegrationKeys;
}

const LONGEST_LOCAL_PART = 256;

/** Not another key, which nobody may read. */
const isTag = (text: string): boolean => text !== '' && !/[a-z0-9]{32}/.test(text);

/**
 * Whose address this is: `<key>@…`, `anything+<key>@…` or `<key>+anything@…`, in capitals or not. The domain is for the mail
 * servers to decide.
 */
export const addressedIntegration = async (
  { configured, keys }: Addressing,
  address: string,
): Promise<Addressed | undefined> => {
  const at = address.lastIndexOf('@');
  const local = (at < 0 ? address : address.slice(0, at))
    .trim()
    .replace(/^"(.*)"$/, '$1')
    .toLowerCase();
  if (local === '' || local.length > LONGEST_LOCAL_PART) return undefined;
  const last = local.lastIndexOf('+');
  const first = local.indexOf('+');
  const candidates: readonly (readonly [key: string, tag: string])[] =
    last < 0
      ? [[local, '']]
      : [
          [local.slice(last + 1), local.slice(0, last)],
          [local.slice(0, first), local.slice(first + 1)],
        ];
  for (const [key, tag] of candidates) {
    const id = await keys.identify(key);
    if (id === undefined) continue;
    const integration = configured.integration(id);
    // A key of another source is no address: its sender would not be read as it expects.
    if (integration?.source === email.id) return { integration, ...(isTag(tag) ? { tag } : {}) };
  }
  return undefined;
};

/** Every integration that a mail is for, once each, in the order of the recipients. */
export const addressedIntegrations = async (
  addressing: Addressing,
  recipients: readonly string[],
): Promise<Addressed[]> => {
  const found = new Map<string, Addressed>();
  for (const recipient of recipients) {
    const addressed = await addressedIntegration(addressing, recipient);
    if (addressed && !found.has(addressed.integration.id)) found.set(addressed.integration.id, addressed);
  }
  return [...found.values()];
};
