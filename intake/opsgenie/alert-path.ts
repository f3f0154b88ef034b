import { percentDecoded } from '../../sources/reading/percent-decoded.ts';
import { withoutSlashesAtEnd } from '../../sources/reading/text.ts';

/** How an address names an alert. */
export type IdentifierType = 'id' | 'alias' | 'tiny';

/** What a request asks about alerts. */
export type AlertRequest =
  | { readonly kind: 'create' | 'list' | 'count' }
  | { readonly kind: 'request'; readonly requestId: string }
  | { readonly kind: 'get' | 'delete'; readonly identifier: string }
  | { readonly kind: 'read'; readonly identifier: string; readonly what: string }
  | { readonly kind: 'attachment' | 'saved-searches' }
  /** `name` is that of a custom action. */
  | { readonly kind: 'act'; readonly identifier: string; readonly verb: string; readonly name?: string };

const POSTED = [
  'acknowledge',
  'unacknowledge',
  'close',
  'notes',
  'snooze',
  'escalate',
  'assign',
  'responders',
  'teams',
  'tags',
  'details',
];
const PUT = ['message', 'description', 'priority'];
const DELETED = ['tags', 'details'];
const READ = ['notes', 'logs', 'recipients', 'attachments'];

/** `host1/postgres/close` → `host1/postgres` and `close`, when the last segment is one of these. */
const before = (path: string, endings: readonly string[]): { identifier: string; ending: string } | undefined => {
  const slash = path.lastIndexOf('/');
  const ending = path.slice(slash + 1);
  return slash > 0 && endings.includes(ending)
    ? { identifier: percentDecoded(path.slice(0, slash)), ending }
    : undefined;
};

const actionIn = (method: string, path: string): AlertRequest | undefined => {
  const verbs = method === 'POST' ? POSTED : method === 'PUT' ? PUT : method === 'DELETE' ? DELETED : [];
  const plain = before(path, verbs);
  if (plain) {
    const verb = method === 'DELETE' ? `remove-${plain.ending}` : plain.ending;
    return { kind: 'act', identifier: plain.identifier, verb };
  }
  const custom = method === 'POST' ? /^(.+)\/actions\/([^/]+)$/.exec(path) : null;
  return custom
    ? {
        kind: 'act',
        identifier: percentDecoded(custom[1] ?? ''),
        verb: 'action',
        name: percentDecoded(custom[2] ?? ''),
      }
    : undefined;
};

/**
 * Reads what is behind `/v2/alerts` from the right: opsgenie-sdk does not encode aliases, so that `host1/postgres` arrives
 * as two segments, and ends its addresses with a slash.
 *
 * @returns undefined for what Opsgenie has nothing for
 */
export const alertRequestOf = (method: string, behind: string): AlertRequest | undefined => {
  const path = withoutSlashesAtEnd(behind).replace(/^\/+/, '');
  if (path === '') return method === 'POST' ? { kind: 'create' } : method === 'GET' ? { kind: 'list' } : undefined;
  if (/^saved-searches(\/|$)/.test(path)) return { kind: 'saved-searches' };
  if (/^.+\/attachments\/[^/]+$/.test(path) || (method === 'POST' && /^.+\/attachments$/.test(path))) {
    return { kind: 'attachment' };
  }
  if (method === 'GET') {
    if (path === 'count') return { kind: 'count' };
    const requestId = /^requests\/([^/]+)$/.exec(path)?.[1];
    if (requestId !== undefined) return { kind: 'request', requestId: percentDecoded(requestId) };
    const part = before(path, READ);
    return part
      ? { kind: 'read', identifier: part.identifier, what: part.ending }
      : { kind: 'get', identifier: percentDecoded(path) };
  }
  return (
    actionIn(method, path) ?? (method === 'DELETE' ? { kind: 'delete', identifier: percentDecoded(path) } : undefined)
  );
};

/** Addresses of attachments have a name of their own for it: <https://docs.opsgenie.com/docs/alert-api-continued>. */
export const identifierTypeOf = ({
  identifierType,
  alertIdentifierType,
}: Readonly<Record<string, string | undefined>>): IdentifierType => {
  const given = (identifierType ?? alertIdentifierType)?.toLowerCase();
  return given === 'alias' || given === 'tiny' ? given : 'id';
};
