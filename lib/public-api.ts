import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  ApiMapping,
  type CfnStage,
  DomainName,
  EndpointType,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  type HttpRoute,
  HttpStage,
  LogGroupLogDestination,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type IntakeRoute, NO_SIGN_IN, ROUTES, type Served, SIGN_IN } from '../intake/routes.ts';
import { acknowledge } from './acknowledged-findings.ts';
import { deploymentNameOf } from './deployment-name.ts';
import type { DeploymentSettings } from './deployment-settings.ts';
import type { MusterFunction } from './muster-function.ts';
import { WATCH_PERIOD } from './own-alarms.ts';
import { vendedLogGroup } from './vended-log-group.ts';

export interface CustomDomain {
  /** `muster.example.com`; point it at the output `ApiDomainTarget`. */
  readonly domainName: string;
  /** An ACM certificate of this region that covers it. */
  readonly certificateArn: string;
}

/** Requests a second that a route lets through, and how many at once on top. */
export interface RouteLimit {
  readonly aSecond: number;
  readonly burst: number;
}

/** Of each route of one kind. What is over it is 429, whoever sends it: the gateway cannot tell a first alert from a flood. */
export interface RouteLimits {
  /** What carries alerts. @default 4,000 a second and 5,000 at once, more than can be kept of new alerts (decision 0082) */
  readonly intake?: RouteLimit;
  /** Everything else: people, their links, programs. @default 500 a second and 1,000 at once */
  readonly others?: RouteLimit;
}

const INTAKE_LIMIT: RouteLimit = { aSecond: 4_000, burst: 5_000 };
const OTHERS_LIMIT: RouteLimit = { aSecond: 500, burst: 1_000 };

export interface PublicApiProps {
  readonly settings: DeploymentSettings;
  readonly customDomain?: CustomDomain;
  /** @default closed where there is a custom domain: whatever guards that would be walked around */
  readonly defaultEndpoint?: 'open' | 'closed';
  readonly limits?: RouteLimits;
  /** @default the custom domain, or the address that API Gateway gives */
  readonly publicUrl?: string;
}

export interface ServingFunctions {
  readonly receiveWebhook: MusterFunction<'receive-webhook'>;
  readonly receiveCompatible: MusterFunction<'receive-compatible'>;
  readonly serveApi: MusterFunction<'serve-api'>;
}

/** Which function answers what the route table says. */
export const ANSWERS: Readonly<
  Record<Exclude<Served, 'aws-protocols' | 'metrics'>, 'webhooks' | 'compatible' | 'api'>
> = {
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
  /** The address that API Gateway gives; undefined where it is closed. */
  readonly endpoint: string | undefined;
  readonly #stage: HttpStage;
  readonly #intakeLimit: RouteLimit;

  constructor(scope: Construct, id: string, props: PublicApiProps) {
    super(scope, id);
    const { settings, customDomain, limits = {}, publicUrl } = props;
    const isClosed = customDomain !== undefined && props.defaultEndpoint !== 'open';
    const { others = OTHERS_LIMIT } = limits;
    this.#intakeLimit = limits.intake ?? INTAKE_LIMIT;
    this.api = new HttpApi(this, 'Api', {
      apiName: `${deploymentNameOf(scope)}-api`,
      createDefaultStage: false,
      disableExecuteApiEndpoint: isClosed,
    });
    this.endpoint = isClosed ? undefined : this.api.apiEndpoint;
    this.accessLogs = vendedLogGroup(this, 'AccessLogs', 'apis', settings);
    this.#stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: others.aSecond, burstLimit: others.burst },
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

  /** Attaches the functions, which check keys, links and tokens themselves. */
  serve({ receiveWebhook, receiveCompatible, serveApi }: ServingFunctions): void {
    const integrations = {
      webhooks: new HttpLambdaIntegration('Webhooks', receiveWebhook.function),
      compatible: new HttpLambdaIntegration('Compatible', receiveCompatible.function),
      api: new HttpLambdaIntegration('Requests', serveApi.function),
    };
    for (const route of ROUTES) {
      if (route.served === 'aws-protocols' || route.served === 'metrics') continue;
      const integration = integrations[ANSWERS[route.served]];
      const made = this.#route(route, integration, route.noSignIn ? NO_SIGN_IN[route.noSignIn] : SIGN_IN);
      const { aSecond } = route;
      if (aSecond !== undefined) this.#limit(route, made, { aSecond, burst: 2 * aSecond });
      else if (ANSWERS[route.served] !== 'api') this.#limit(route, made, this.#intakeLimit);
    }
  }

  #route({ path, method }: IntakeRoute, integration: HttpLambdaIntegration, reason: string): readonly HttpRoute[] {
    const methods = [HttpMethod[method]];
    const routes = this.api.addRoutes({ path, methods, integration, authorizer: new HttpNoneAuthorizer() });
    for (const route of routes) acknowledge(route, { 'AwsSolutions-APIG4': reason });
    return routes;
  }

  /** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html */
  #limit({ method, path }: IntakeRoute, routes: readonly HttpRoute[], { aSecond, burst }: RouteLimit): void {
    const stage = this.#stage.node.defaultChild as CfnStage;
    const limit = { ThrottlingRateLimit: aSecond, ThrottlingBurstLimit: burst };
    stage.addPropertyOverride(`RouteSettings.${method} ${path}`, limit);
    // A stage may only name a route that there is.
    stage.node.addDependency(...routes);
  }
}
