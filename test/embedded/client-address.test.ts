import { expect, test } from 'vitest';
import { clientAddress, TrustedProxiesError } from '../../embedded/client-address.ts';

const direct = clientAddress('');
const behind = clientAddress('127.0.0.1, 10.0.0.0/8, fd00::/8');

test('without a trusted proxy it is the other end, whatever the request says', () => {
  expect(direct('192.0.2.1', '198.51.100.7')).toBe('192.0.2.1');
  expect(direct('127.0.0.1', '198.51.100.7')).toBe('127.0.0.1');
  expect(direct(undefined, '198.51.100.7')).toBeUndefined();
});

test.each([
  ['10.1.2.3', '198.51.100.7', '198.51.100.7'],
  ['127.0.0.1', '1.1.1.1, 198.51.100.7', '198.51.100.7'],
  ['127.0.0.1', '198.51.100.7, 10.9.9.9', '198.51.100.7'],
  ['fd00::1', '2001:db8::7', '2001:db8::7'],
  ['10.1.2.3', 'unknown, ,', '10.1.2.3'],
  ['10.1.2.3', '10.4.4.4', '10.1.2.3'],
  ['10.1.2.3', undefined, '10.1.2.3'],
  ['192.0.2.1', '198.51.100.7', '192.0.2.1'],
])('from %s with "%s" it is %s: the last that is no proxy', (peer, forwardedFor, address) => {
  expect(behind(peer, forwardedFor)).toBe(address);
});

test.each(['10.0.0.0/99', 'localhost', '10.0.0', '10.0.0.0/x'])('"%s" is refused at the start', (entry) => {
  expect(() => clientAddress(entry)).toThrow(TrustedProxiesError);
});
