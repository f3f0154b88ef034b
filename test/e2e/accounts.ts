import { CALLBACK_URLS } from '../../domain/access/sign-in.ts';
import { type Account, type StandIn, standInIssuer } from '../openid/stand-in-issuer.ts';

export const HOUR_SECONDS = 3600;

/** Whom the end-to-end configuration knows, by the address. */
export const MIA: Account = {
  email: 'mia@e2e.example',
  password: 'correct horse battery',
  groups: ['manager'],
  name: 'Mia at the issuer',
};

/** Has a role, and is nobody of the configuration. */
export const A_STRANGER: Account = { email: 'stranger@e2e.example', password: 'staple', groups: ['viewer'] };

/** Has an account, and no role. */
export const WITHOUT_A_ROLE: Account = { email: 'nobody@e2e.example', password: 'staple', groups: ['gardeners'] };

/** The issuer that a target trusts, as strict as Cognito. */
export const e2eIssuer = (clientId?: string): Promise<StandIn> =>
  standInIssuer({ accounts: [MIA, A_STRANGER, WITHOUT_A_ROLE], callbacks: CALLBACK_URLS, clientId });
