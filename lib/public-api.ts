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
import { type IntakeRoute, NO_SIGN_IN, ROUTES, type Served } from '../intake/routes.ts';
import { acknowledge } from './acknowledged-findings.ts';
import { deploymentNameOf } from './deployment-name.ts';
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

export interface ServingFunctions {
  readonly receiveWebhook: MusterFunction<'receive-webhook'>;
  readonly receiveCompatible: MusterFunction<'receive-compatible'>;
  readonly serveApi: MusterFunction<'serve-api'>;
  readonly authorizer: IHttpRouteAuthorizer;
}

/** Which function answers what the route table says. */
const ANSWERS: Readonly<Record<Exclude<Served, 'aws-protocols' | 'metrics'>, 'webhooks' | 'compatible' | 'api'>> = {
  source: 'webhooks',
  'own-api': 'webhooks',
  'mail-by-request': 'compatible',
  report: 'compatible',
  'pagerduty-event': 'webhooks',
  'pagerduty-change': 'webhooks',
  'pagerduty-v1': 'webhooks',
  'integration-topic': 'webhooks',
  opsgenie: 'compatible',
  ping: 'compatible',
  api: 'api',
};

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
    this.api = new HttpApi(this, 'Api', { apiName: `${deploymentNameOf(scope)}-api`, createDefaultStage: false });
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
  serve({ receiveWebhook, receiveCompatible, serveApi, authorizer }: ServingFunctions): void {
    const integrations = {
      webhooks: new HttpLambdaIntegration('Webhooks', receiveWebhook.function),
      compatible: new HttpLambdaIntegration('Compatible', receiveCompatible.function),
      api: new HttpLambdaIntegration('Requests', serveApi.function),
    };
    for (const route of ROUTES) {
      if (route.served === 'aws-protocols' || route.served === 'metrics') continue;
      const integration = integrations[ANSWERS[route.served]];
      if (route.noSignIn) this.#open(route, integration, NO_SIGN_IN[route.noSignIn]);
      else this.api.addRoutes({ path: route.path, methods: [HttpMethod[route.method]], integration, authorizer });
    }
  }

  #open({ path, method, aSecond }: IntakeRoute, integration: HttpLambdaIntegration, reason: string): void {
    const methods = [HttpMethod[method]];
    const routes = this.api.addRoutes({ path, methods, integration, authorizer: new HttpNoneAuthorizer() });
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
