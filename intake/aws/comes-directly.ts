/**
 * What browsers and proxies add to a request. AWS' clients that speak to a process itself send none of it; those that do it by `fetch`
 * say `sec-fetch-mode`, and not from where.
 */
const ADDED_ON_THE_WAY =
  /^(?:origin|sec-fetch-site|forwarded|via|x-forwarded(?:-[\w-]+)?|x-original-[\w-]+|x-real-ip|x-client-ip|x-cluster-client-ip|true-client-ip|cf-connecting-ip|fastly-client-ip|x-envoy-external-address)$/;

/**
 * What tells that a request was sent by a page of a browser or came by a proxy, of which the door at the root serves none: behind it
 * are events that AWS itself would bring, and no stranger is to be taken for that.
 *
 * @param headers names in lower case
 * @returns the name of the header; undefined where nothing tells so
 */
export const addedOnTheWay = (headers: Readonly<Record<string, string | undefined>>): string | undefined =>
  Object.keys(headers).find((name) => ADDED_ON_THE_WAY.test(name));
