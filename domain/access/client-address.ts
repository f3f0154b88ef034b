const MAPPED = /^(?:0*:)*:?(?:ffff:)?(\d{1,3}(?:\.\d{1,3}){3})$/i;

const BLOCKS_OF_NETWORK = 4;
const BLOCKS = 8;

/**
 * Who an address stands for: an IPv4 address for itself, an IPv6 address for its /64, of which one household or one machine
 * has as many as it likes. Anything else stands for itself, cut.
 */
export const networkOf = (address: string): string => {
  const plain = address.trim().toLowerCase().split('%', 1)[0] ?? '';
  const mapped = MAPPED.exec(plain)?.[1];
  if (mapped !== undefined) return mapped;
  if (!/^[0-9a-f:]{2,39}$/.test(plain) || !plain.includes(':')) return plain.slice(0, 64);
  const [head = '', tail] = plain.split('::', 2);
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = tail === undefined ? 0 : Math.max(0, BLOCKS - before.length - after.length);
  const blocks = [...before, ...Array.from({ length: gap }, () => '0'), ...after];
  return `${blocks
    .slice(0, BLOCKS_OF_NETWORK)
    .map((block) => block.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
};
