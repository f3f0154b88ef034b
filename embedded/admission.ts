import type { IncomingMessage } from 'node:http';
import { type Answer, problemAnswer } from '../intake/request/received-request.ts';
import { hostNameIn, inBrackets } from './own-hosts.ts';

/** What a request asks for, as its head says. */
export interface Admitted {
  readonly path: string;
  /** Without the question mark, as sent. */
  readonly query: string;
}

type Head = Pick<IncomingMessage, 'method' | 'url' | 'headers' | 'rawHeaders' | 'socket'>;

/** Whoever asks for this is shown the keys in their own request, by whatever stands between. */
const NO_TRACE = problemAnswer('method-not-allowed', 'TRACE is not served.', {
  allow: 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS',
});

const NO_HOST = problemAnswer('invalid-request', 'The Host header is not a host.');
const TWO_HOSTS = problemAnswer('invalid-request', 'A request has one Host header.');
const NO_TARGET = problemAnswer('invalid-request', 'A request asks for a path, such as /v1/incidents.');

const foreign = (name: string): Answer =>
  problemAnswer(
    'misdirected',
    `This Muster is not called "${name}". Name it in MUSTER_HOSTS, or in MUSTER_URL where links in messages should have it.`,
  );

/** An address of the machine in the form of a `Host` header. */
const asHost = (address: string | undefined): string | undefined => {
  const plain = address?.replace(/^::ffff:/, '');
  return plain === undefined ? undefined : inBrackets(plain);
};

const hostsIn = ({ rawHeaders }: Head): number => {
  let hosts = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string;
    if (name.length === 4 && name.toLowerCase() === 'host') hosts += 1;
  }
  return hosts;
};

/** RFC 9112, 3.2.2: what a proxy is asked, and whose host counts instead of the header. */
const ABSOLUTE = /^https?:\/\/([^/?#]*)(.*)$/i;

/**
 * Whether a request is for this process at all, before anything of it is read. A page of another origin reaches a process on a
 * reader's machine under a name of its own (DNS rebinding): what is not called by one of our names is not answered.
 *
 * The address that a connection came to is always a name of ours; a sender of HTTP/1.0 may leave the name out.
 *
 * @returns what it asks for, or the refusal
 */
export const admission = (isOwn: (name: string) => boolean) => {
  // Nearly all requests call this process by the same name.
  let asked: string | undefined;
  let askedFor: string | undefined;
  const nameIn = (host: string): string | undefined => {
    if (host !== asked) [asked, askedFor] = [host, hostNameIn(host)];
    return askedFor;
  };
  return (head: Head): Admitted | Answer => {
    if (head.method === 'TRACE') return NO_TRACE;
    if (hostsIn(head) > 1) return TWO_HOSTS;
    let target = head.url ?? '/';
    let host = head.headers.host;
    if (!target.startsWith('/')) {
      const [, authority, rest = ''] = ABSOLUTE.exec(target) ?? [];
      if (authority === undefined) return NO_TARGET;
      host = authority;
      target = rest.startsWith('/') ? rest : `/${rest}`;
    }
    if (host !== undefined) {
      const name = nameIn(host);
      if (name === undefined) return NO_HOST;
      if (!isOwn(name) && name !== asHost(head.socket.localAddress)) return foreign(name);
    }
    const mark = target.indexOf('?');
    return mark < 0 ? { path: target, query: '' } : { path: target.slice(0, mark), query: target.slice(mark + 1) };
  };
};
