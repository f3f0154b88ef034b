import { netdata } from '../../sources/netdata.ts';
import { BodyError, readJsonBody } from '../read-body.ts';
import type { Answer } from '../received-request.ts';
import { takeIn } from '../take-in.ts';
import { type Exchange, OpsgenieRefusal, reply } from './opsgenie-answer.ts';

/** `POST /v1/json/integrations/webhooks/netdata?apiKey=`: netdata takes 200 and nothing else for success. */
export const receiveNetdata = async (exchange: Exchange): Promise<Answer> => {
  const { integration, ports, request } = exchange;
  try {
    const body = readJsonBody(request);
    const { receivedAt } = request;
    await takeIn(ports, [{ integration, source: netdata, sourceName: netdata.id, body, headers: {}, receivedAt }]);
  } catch (error) {
    if (error instanceof BodyError) throw new OpsgenieRefusal(400, error.message);
    throw error;
  }
  return reply(exchange, 200, { result: 'Integration [netdata] is successfully processed' });
};
