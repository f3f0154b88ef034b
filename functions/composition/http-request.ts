import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { EpochMs } from '../../domain/instant/instant.ts';
import type { ReceivedRequest } from '../../intake/request/received-request.ts';

/** A named stage is part of the path that API Gateway passes on; a custom domain and `$default` are not. */
const pathOf = ({ rawPath, requestContext: { stage } }: APIGatewayProxyEventV2): string =>
  stage !== '$default' && rawPath.startsWith(`/${stage}/`) ? rawPath.slice(stage.length + 1) : rawPath;

/** A request as API Gateway's HTTP API hands it over (payload format 2.0). */
export const requestOf = (event: APIGatewayProxyEventV2, receivedAt: EpochMs): ReceivedRequest => {
  const body = event.body ?? '';
  return {
    method: event.requestContext.http.method,
    path: pathOf(event),
    query: Object.fromEntries(new URLSearchParams(event.rawQueryString)),
    headers: Object.fromEntries(Object.entries(event.headers).map(([name, value]) => [name.toLowerCase(), value])),
    body: event.isBase64Encoded ? Buffer.from(body, 'base64') : body,
    receivedAt,
    address: event.requestContext.http.sourceIp,
  };
};
