import * as z from 'zod/mini';
import type { PagingChannel, TellingChannel } from '../domain/channel/index.ts';

/**
 * What each function is told by its environment. The same schemas are parsed at cold start and give the stack its types,
 * so that a variable that the stack leaves out, or sets for nobody, does not compile. The stack imports only the types.
 */

const logging = { LOG_LEVEL: z._default(z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']), 'INFO') };
const text = z.string().check(z.minLength(1));
const table = { ...logging, TABLE_NAME: text };
const pagesQueue = { PAGES_QUEUE_URL: z.url() };
const communicationsQueue = { COMMUNICATIONS_QUEUE_URL: z.url() };
const heartbeatsQueue = { HEARTBEATS_QUEUE_URL: z.url() };
const signalsQueue = { SIGNALS_QUEUE_URL: z.url() };
/** The secret from which the keys of links, integrations, tokens and outgoing webhooks are derived. */
const masterSecret = { MASTER_SECRET_ARN: text };
/** Base of links in messages, without a slash at its end. */
const publicUrl = { PUBLIC_URL: z.url().check(z.overwrite((url) => url.replace(/\/+$/, ''))) };
const machines = { MAJOR_INCIDENT_MACHINE_ARN: text, PAGE_RESPONDERS_MACHINE_ARN: text };
const ownAddress = { MAIL_FROM: z.string().check(z.minLength(3)) };
const mail = { ...ownAddress, SES_CONFIGURATION_SET: z.optional(text) };

/** Of the addresses of integrations that read mail; absent where the deployment receives none. */
const mailDomain = { MAIL_DOMAIN: z.optional(text) };

export const ENVIRONMENTS = {
  /** HTTP API: alerts of third parties, by the key of their integration. */
  'receive-webhook': z.object({ ...table, ...pagesQueue, ...signalsQueue, ...heartbeatsQueue, ...masterSecret }),
  /** HTTP API: clients of Opsgenie and of Healthchecks. */
  'receive-compatible': z.object({ ...table, ...pagesQueue, ...signalsQueue, ...heartbeatsQueue, ...masterSecret }),
  /** The mail queue: what SES has received for the addresses of integrations; only where a mail domain is set up. */
  'receive-mail': z.object({
    ...table,
    ...pagesQueue,
    ...signalsQueue,
    ...heartbeatsQueue,
    ...masterSecret,
    ...ownAddress,
    /** Where SES puts mail. */
    MAIL_BUCKET_NAME: text,
  }),
  /** The heartbeats queue. What it fails to raise stays in it. */
  'check-heartbeats': z.object({ ...table, ...pagesQueue, ...heartbeatsQueue }),
  /**
   * The signals queue: events from the bus, and signals whose acceptance failed half-way. It sends nothing back to that
   * queue: what fails stays in it, so that its count of receives leads to the dead letters.
   */
  'classify-alerts': z.object({ ...table, ...pagesQueue, ...heartbeatsQueue }),
  /** The pages queue. */
  'send-page': z.object({
    ...table,
    ...pagesQueue,
    ...masterSecret,
    ...publicUrl,
    ...mail,
    /** 1–11 letters and digits, where the country allows one. */
    SMS_SENDER_ID: z.optional(z.string().check(z.regex(/^(?=.*[A-Za-z])[A-Za-z0-9-]{1,11}$/))),
  }),
  /** The communications queue. */
  'send-communication': z.object({
    ...table,
    ...communicationsQueue,
    ...publicUrl,
    ...mail,
    /** `arn:aws:sns:<region>:<account>:` and whatever all topics' names begin with; a plan's topic follows it. */
    TOPIC_ARN_PREFIX: z.string().check(z.regex(/^arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:/)),
  }),
  /** HTTP API: the API and acknowledge links. */
  'serve-api': z.object({
    ...table,
    ...pagesQueue,
    ...signalsQueue,
    ...masterSecret,
    ...publicUrl,
    ...mailDomain,
    /** Claims that may hold a role, separated by commas. */
    ROLE_CLAIMS: z._default(z.string(), 'cognito:groups,groups,muster_role,scope'),
  }),
  /** The table's stream. */
  'follow-commits': z.object({
    ...table,
    ...pagesQueue,
    ...communicationsQueue,
    ...machines,
    EVENT_BUS_NAME: text,
  }),
  /** Tasks of the workflows. */
  'assess-incident': z.object({ ...table, ...pagesQueue }),
  'assess-paging': z.object(table),
  'page-next-level': z.object({ ...table, ...pagesQueue }),
  /** Knows no machine: it answers a token, and naming the machine that invokes it would be a circle in the stack. */
  'await-change': z.object(table),
  /** The schedule. What it fails to repair it finds again the next time. */
  reconcile: z.object({
    ...table,
    ...pagesQueue,
    ...communicationsQueue,
    ...heartbeatsQueue,
    ...machines,
    EVENT_BUS_NAME: text,
  }),
  /** The custom resource that applies the configuration files; answers CloudFormation itself. */
  'apply-configuration': z.object(table),
} as const;

export type FunctionName = keyof typeof ENVIRONMENTS;

/** By which channels a function sends: every channel that pages by one, every channel that tells by the other. */
export const SENDS = {
  'send-page': ['email', 'sms', 'webhook'],
  'send-communication': ['email', 'topic'],
} as const satisfies { 'send-page': PagingChannel[]; 'send-communication': TellingChannel[] };

export type Sends<Name extends keyof typeof SENDS> = (typeof SENDS)[Name][number];

/** What the stack has to set. */
export type EnvironmentOf<Name extends FunctionName> = z.input<(typeof ENVIRONMENTS)[Name]>;

/** What the function reads, defaults filled in. */
export type Environment<Name extends FunctionName> = z.output<(typeof ENVIRONMENTS)[Name]>;

/** A variable is missing or malformed: the stack and the code are of different versions. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
  readonly code = 'environment-invalid';
}

/** @throws EnvironmentError naming every variable that is wrong, never its value */
export const readEnvironment = <Name extends FunctionName>(
  name: Name,
  variables: NodeJS.ProcessEnv = process.env,
): Environment<Name> => {
  const parsed = ENVIRONMENTS[name].safeParse(variables);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
    throw new EnvironmentError(
      `The environment of ${name} is not valid: ${wrong}. Deploy the stack and the code together.`,
    );
  }
  return parsed.data as Environment<Name>;
};

/**
 * Properties of the custom resource behind `apply-configuration`: the configuration as JSON text (CloudFormation turns
 * numbers and booleans inside objects into strings), or, where that is long, the text gzipped and in base64.
 */
export type ConfigurationResourceProperties = { readonly Document: string } | { readonly DocumentGzip: string };
