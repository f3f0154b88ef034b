import type { Edge } from './edges.ts';
import { ACCOUNT, REGION, type Resolved } from './resolved.ts';

/** Routes of an HTTP API and the functions that answer them. A route calls as `<api>/<stage>/<method>/<path>`. */
export const apiEdges = (stack: Resolved): Edge[] => {
  const integrations = new Map(stack.of('AWS::ApiGatewayV2::Integration'));
  return stack.of('AWS::ApiGatewayV2::Route').map(([, { ApiId, RouteKey, Target }]) => {
    const integration = String(Target).replace('integrations/', '');
    const answeredBy = String(integrations.get(integration)?.IntegrationUri);
    const [method = '', path = ''] = String(RouteKey).split(' ');
    return {
      title: `route ${RouteKey} → ${stack.idOf(answeredBy) ?? answeredBy}`,
      caller: { service: 'apigateway.amazonaws.com' },
      actions: ['lambda:InvokeFunction'],
      resource: answeredBy,
      receiver: stack.idOf(answeredBy),
      sourceArn: `arn:aws:execute-api:${REGION}:${ACCOUNT}:${ApiId}/$default/${method === 'ANY' ? 'POST' : method}${path}`,
    };
  });
};
