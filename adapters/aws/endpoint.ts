import type { ClientSettings } from './client-settings.ts';

/** A service, as its addresses and its signatures call it. */
export interface Service {
  /** First part of its host. */
  readonly host: string;
  /** What signatures are made for, where that is another name. */
  readonly signedAs?: string;
}

/** Domains of the partitions other than the commercial one, by how the names of their regions begin. */
const DOMAINS: Readonly<Record<string, string>> = {
  'cn-': 'amazonaws.com.cn',
  'us-iso-': 'c2s.ic.gov',
  'us-isob-': 'sc2s.sgov.gov',
  'us-isof-': 'csp.hci.ic.gov',
  'eu-isoe-': 'cloud.adc-e.uk',
  'eusc-': 'amazonaws.eu',
};

/**
 * Where a service answers: `AWS_ENDPOINT_URL`, or its address in the region. https://docs.aws.amazon.com/general/latest/gr/rande.html
 */
export const endpointOf = (
  { host }: Service,
  { endpoint, region }: Pick<ClientSettings, 'endpoint' | 'region'>,
): URL => {
  if (endpoint !== undefined) return new URL(endpoint);
  const partition = Object.keys(DOMAINS).find((beginning) => region.startsWith(beginning));
  return new URL(`https://${host}.${region}.${partition === undefined ? 'amazonaws.com' : DOMAINS[partition]}`);
};
