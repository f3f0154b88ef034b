import type { Answer } from '../request/received-request.ts';
import { type Exchange, found } from './opsgenie-answer.ts';

/** `GET /v2/account`: <https://docs.opsgenie.com/docs/account-api>. People who can be paged count as users. */
export const readAccount = async (exchange: Exchange): Promise<Answer> => {
  const { people } = (await exchange.ports.inForce()).configuration;
  const userCount = people.length;
  return found(exchange, {
    name: 'Muster',
    userCount,
    plan: { maxUserCount: userCount, name: 'Muster', isYearly: false },
  });
};
