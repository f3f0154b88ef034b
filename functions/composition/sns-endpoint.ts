import type { SnsEndpoint } from '../../ports/sns-endpoint.ts';
import { lazily } from './lazily.ts';

/** SNS as its subscribers speak to it, loaded with the first message of a topic. */
export const snsWhenNeeded = (): SnsEndpoint => {
  const endpoint = lazily(async () => (await import('../../adapters/http/sns-endpoint.ts')).snsEndpoint());
  return {
    certificateAt: async (address) => (await endpoint()).certificateAt(address),
    confirmAt: async (address) => (await endpoint()).confirmAt(address),
  };
};
