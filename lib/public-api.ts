import { Stack } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  ApiMapping,
  type CfnStage,
  DomainName,
  EndpointType,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpStage,
  type IHttpRouteAuthorizer,
  LogGroupLogDestination,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledged-findings.ts';
import type { DeploymentSettings } from './deployment-settings.ts';
import type { MusterFunction } from './muster-function.ts';
import { WATCH_PERIOD } from './own-alarms.ts';

export interface CustomDomain {
  /** `muster.example.com`; point it at the output `ApiDomainTarget`. */
  readonly domainName: string;
  /** An ACM certificate of this region that covers it. */
  readonly certificateArn: string;
}

export interface PublicApiProps {
  readonly settings: DeploymentSettings;
  readonly customDomain?: CustomDomain;
  /** @default the custom domain, or the address that API Gateway gives */
  readonly publicUrl?: string;
}

export interface Served {
  readonly receiveWebhook: MusterFunction<'receive-webhook'>;
  readonly receiveCompatible: MusterFunction<'receive-compatible'>;
  readonly serveApi: MusterFunction<'serve-api'>;
  readonly authorizer: IHttpRouteAuthorizer;
}

const PROVES_ITSELF = 'The sender proves itself with the key of its integration, which the function checks.';
const LINK_PROVES_ITSELF = 'The link is signed and expires, and acts on POST only; a paged person has no session.';
const LEADS_ON = 'It looks nothing up and leads to an address that asks for a token.';
const FORM_PROVES_ITSELF =
  'A form in a public page: its key may report and nothing else, and who reports too much is held off by address.';
const PUBLIC = 'Public on purpose: it holds nothing of an incident.';

/**
 * Far more than people type, so that a crowd at a form leaves the function to the alerts. Below it every address and every
 * form has its own limit.
 */
const REPORTS_A_SECOND = 50;

/** One address for senders, people and programs. */
export class PublicApi extends Construct {
  readonly api: HttpApi;
  /** Base of links in messages; known before any function is attached, which needs it. */
  readonly publicUrl: string;
  readonly accessLogs: LogGroup;
  readonly domain: DomainName | undefined;
  readonly #stage: HttpStage;

  constructor(scope: Construct, id: string, { settings, customDomain, publicUrl }: PublicApiProps) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', { apiName: `${Stack.of(this).stackName}-api`, createDefaultStage: false });
    this.accessLogs = new LogGroup(this, 'AccessLogs', {
      retention: settings.logRetention,
      removalPolicy: settings.removalPolicy,
    });
    this.#stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      detailedMetricsEnabled: true,
      accessLogSettings: {
        destination: new LogGroupLogDestination(this.accessLogs),
        // The route and never the path: paths hold integration keys and the tokens of acknowledge links.
        format: AccessLogFormat.custom(
          JSON.stringify({
            requestId: '$context.requestId',
            time: '$context.requestTime',
            route: '$context.routeKey',
            status: '$context.status',
            latencyMs: '$context.responseLatency',
            bytes: '$context.responseLength',
            sourceIp: '$context.identity.sourceIp',
            integrationError: '$context.integrationErrorMessage',
            authorizerError: '$context.authorizer.error',
          }),
        ),
      },
    });
    if (customDomain) {
      this.domain = new DomainName(this, 'Domain', {
        domainName: customDomain.domainName,
        certificate: Certificate.fromCertificateArn(this, 'Certificate', customDomain.certificateArn),
        endpointType: EndpointType.REGIONAL,
        securityPolicy: SecurityPolicy.TLS_1_2,
      });
      new ApiMapping(this, 'Mapping', { api: this.api, domainName: this.domain, stage: this.#stage });
    }
    this.publicUrl = publicUrl ?? (customDomain ? `https://${customDomain.domainName}` : this.api.apiEndpoint);
    settings.alarms.watch(this, 'ServerErrors', {
      metric: new Metric({
        namespace: 'AWS/ApiGateway',
        metricName: '5xx',
        dimensionsMap: { ApiId: this.api.apiId },
        statistic: 'Sum',
        period: WATCH_PERIOD,
      }),
      threshold: 1,
      errorImpact:
        'The API answers with errors: alerts of third parties wait for their next attempt, and people cannot acknowledge.',
    });
  }

  /** Attaches the functions: senders and signed links without a session, everything else by role. */
  serve({ receiveWebhook, receiveCompatible, serveApi, authorizer }: Served): void {
    const webhooks = new HttpLambdaIntegration('Webhooks', receiveWebhook.function);
    const compatible = new HttpLambdaIntegration('Compatible', receiveCompatible.function);
    const api = new HttpLambdaIntegration('Requests', serveApi.function);
    this.#open('/in/{proxy+}', HttpMethod.ANY, webhooks, PROVES_ITSELF);
    this.#open('/in/report/{key}', HttpMethod.ANY, webhooks, FORM_PROVES_ITSELF, REPORTS_A_SECOND);
    this.#open('/v2/enqueue', HttpMethod.ANY, webhooks, PROVES_ITSELF);
    this.#open('/v2/change/{proxy+}', HttpMethod.ANY, webhooks, PROVES_ITSELF);
    // Everything else: clients of Opsgenie end addresses with a slash, which a narrower route need not match.
    this.#open('/v2/{proxy+}', HttpMethod.ANY, compatible, PROVES_ITSELF);
    this.#open('/generic/{proxy+}', HttpMethod.ANY, webhooks, PROVES_ITSELF);
    this.#open('/integration/{proxy+}', HttpMethod.ANY, webhooks, PROVES_ITSELF);
    this.#open('/opsgenie/{proxy+}', HttpMethod.ANY, compatible, PROVES_ITSELF);
    this.#open('/v1/json/{proxy+}', HttpMethod.POST, compatible, PROVES_ITSELF);
    // Under the prefix of Muster's own API, which has no such address: the token issuer knows nothing of such keys.
    this.#open('/v1/incidents/create', HttpMethod.POST, compatible, PROVES_ITSELF);
    this.#open('/ping/{proxy+}', HttpMethod.ANY, compatible, PROVES_ITSELF);
    this.#open('/acknowledge/{token}', HttpMethod.ANY, api, LINK_PROVES_ITSELF);
    this.#open('/alert/detail/{alert}', HttpMethod.GET, api, LEADS_ON);
    this.#open('/v1/openapi.json', HttpMethod.GET, api, PUBLIC);
    this.#open('/healthz', HttpMethod.GET, api, PUBLIC);
    this.api.addRoutes({ path: '/v1/{proxy+}', methods: [HttpMethod.ANY], integration: api, authorizer });
  }

  /** @param aSecond at most so many requests, where the route has a limit of its own */
  #open(path: string, method: HttpMethod, integration: HttpLambdaIntegration, reason: string, aSecond?: number): void {
    const routes = this.api.addRoutes({ path, methods: [method], integration, authorizer: new HttpNoneAuthorizer() });
    for (const route of routes) {
      acknowledge(route, { 'AwsSolutions-APIG4': reason });
      if (aSecond === undefined) continue;
      // <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html>
      const limit = { ThrottlingRateLimit: aSecond, ThrottlingBurstLimit: 2 * aSecond, DetailedMetricsEnabled: true };
      const stage = this.#stage.node.defaultChild as CfnStage;
      stage.addPropertyOverride(`RouteSettings.${method} ${path}`, limit);
      // A stage may only name a route that there is.
      stage.node.addDependency(route);
    }
  }
}
