import { BlockList, isIP } from 'node:net';

/** The trusted proxies are not addresses or networks. */
export class TrustedProxiesError extends Error {
  override readonly name = 'TrustedProxiesError';
  readonly code = 'trusted-proxies';
}

type ClientAddress = (peer: string | undefined, forwardedFor: string | undefined) => string | undefined;

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/**
 * Who sent a request: the other end of the connection; or, where that is a trusted proxy, the last in `X-Forwarded-For` that
 * is none. What stands before that, anybody may have written.
 *
 * @param trusted addresses and networks, separated by commas: `127.0.0.1, 10.0.0.0/8, fd00::/8`
 * @throws TrustedProxiesError
 */
export const clientAddress = (trusted: string): ClientAddress => {
  const proxies = new BlockList();
  const entries = trusted.split(',').map((entry) => entry.trim());
  for (const entry of entries.filter((text) => text !== '')) {
    const [address = '', bits] = entry.split('/', 2);
    try {
      if (bits === undefined) proxies.addAddress(address, familyOf(address));
      else proxies.addSubnet(address, Number(bits), familyOf(address));
    } catch (cause) {
      throw new TrustedProxiesError(`"${entry}" is no address and no network; write 10.0.0.0/8 or fd00::/8.`, {
        cause,
      });
    }
  }
  const isProxy = (address: string): boolean => isIP(address) !== 0 && proxies.check(address, familyOf(address));
  return (peer, forwardedFor) => {
    if (peer === undefined || forwardedFor === undefined || !isProxy(peer)) return peer;
    const hops = forwardedFor.split(',').map((hop) => hop.trim());
    return hops.findLast((hop) => isIP(hop) !== 0 && !isProxy(hop)) ?? peer;
  };
};
