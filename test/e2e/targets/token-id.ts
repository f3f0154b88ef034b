import type { AccessRole } from '../../../domain/configuration/access-token.ts';

/** The access token of the end-to-end configuration that has a role. */
export const tokenIdOf = (role: AccessRole): string => (role === 'admin' ? 'an-admin' : `a-${role}`);
