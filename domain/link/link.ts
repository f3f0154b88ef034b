import { timingSafeEqual } from 'node:crypto';
import { DomainError } from '../failure/domain-error.ts';
import type { EpochMs } from '../instant/instant.ts';
import { macOfLink } from './mac.ts';

/** What a link in a page allows: to acknowledge that page as the person it was sent to, until it expires. */
export interface AcknowledgeGrant {
  readonly incidentId: string;
  readonly pagingId: string;
  readonly pageId: string;
  readonly personId: string;
  readonly expiresAt: EpochMs;
}

const mac = (key: Uint8Array, payload: string): Buffer => macOfLink(key, 'acknowledge', payload);

/** `<base64url payload>.<base64url HMAC-SHA256>`; safe in a URL path. */
export const signGrant = (key: Uint8Array, grant: AcknowledgeGrant): string => {
  const fields = [grant.incidentId, grant.pagingId, grant.pageId, grant.personId, grant.expiresAt];
  const payload = Buffer.from(JSON.stringify(fields)).toString('base64url');
  return `${payload}.${mac(key, payload).toString('base64url')}`;
};

/**
 * @throws DomainError `link-invalid` for anything that this key did not sign, `link-expired` after its time
 */
export const readGrant = (key: Uint8Array, token: string, now: EpochMs): AcknowledgeGrant => {
  const dot = token.indexOf('.');
  const payload = token.slice(0, dot);
  const given = Buffer.from(token.slice(dot + 1), 'base64url');
  const expected = mac(key, payload);
  // Re-encoding refuses the non-canonical base64 that would make two tokens of one signature.
  if (
    dot < 1 ||
    given.toString('base64url') !== token.slice(dot + 1) ||
    given.length !== expected.length ||
    !timingSafeEqual(given, expected)
  ) {
    throw new DomainError('link-invalid', 'This link was not made by Muster, or it was cut off when it was copied.');
  }
  const [incidentId, pagingId, pageId, personId, expiresAt] = JSON.parse(
    Buffer.from(payload, 'base64url').toString(),
  ) as [string, string, string, string, number];
  if (now > expiresAt)
    throw new DomainError('link-expired', 'This link has expired. Sign in, or use the link of a newer page.', {
      details: { personId },
    });
  return { incidentId, pagingId, pageId, personId, expiresAt };
};
