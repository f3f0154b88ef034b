import { USUAL_ROLE_CLAIMS, USUAL_SCOPE } from '../domain/access/sign-in.ts';
import type { PagingChannel, TellingChannel } from '../domain/channel/index.ts';
import {
  defaulting,
  matching,
  oneOf,
  optional,
  type ReadOf,
  readVariables,
  type SetOf,
  text,
  url,
  type Variable,
  type Variables,
} from './composition/variables.ts';

/**
 * What each function is told by its environment. The same table is read at cold start and gives the stack its types, so
 * that a variable that the stack leaves out, or sets for nobody, does not compile. The stack imports only the types.
 */

const logging = {
  LOG_LEVEL: /* @__PURE__ */ defaulting(/* @__PURE__ */ oneOf('DEBUG', 'INFO', 'WARN', 'ERROR'), 'INFO'),
};
const table = { ...logging, TABLE_NAME: text };
const pagesQueue = { PAGES_QUEUE_URL: url };
const communicationsQueue = { COMMUNICATIONS_QUEUE_URL: url };
const heartbeatsQueue = { HEARTBEATS_QUEUE_URL: url };
const reconciliationQueue = { RECONCILIATION_QUEUE_URL: url };
const signalsQueue = { SIGNALS_QUEUE_URL: url };
/** The secret from which the keys of links, integrations, tokens and outgoing webhooks are derived. */
const masterSecret = { MASTER_SECRET_ARN: text };
const withoutSlash: Variable = { ...url, tidied: (set) => set.replace(/\/+$/, '') };
/** Base of links in messages, without a slash at its end. */
const publicUrl = { PUBLIC_URL: withoutSlash };
const machines = { MAJOR_INCIDENT_MACHINE_ARN: text, PAGE_RESPONDERS_MACHINE_ARN: text };
const ownAddress = { MAIL_FROM: /* @__PURE__ */ matching(/.{3}/) };
const mail = { ...ownAddress, SES_CONFIGURATION_SET: /* @__PURE__ */ optional(text) };

/** 1–11 letters and digits, where the country allows one. */
const smsSender = {
  SMS_SENDER_ID: /* @__PURE__ */ optional(/* @__PURE__ */ matching(/^(?=.*[A-Za-z])[A-Za-z0-9-]{1,11}$/)),
};

/** Where senders reach the function that accepts alerts, past the API; absent where they do not. */
const sendersUrl = { SENDERS_URL: optional(withoutSlash) };

/** Of the addresses of integrations that read mail; absent where the deployment receives none. */
const mailDomain = { MAIL_DOMAIN: /* @__PURE__ */ optional(text) };

/** Of those that take in what senders say over HTTP. */
export const ACCEPTING = { ...table, ...pagesQueue, ...signalsQueue, ...heartbeatsQueue, ...masterSecret };

/** Called at once, so that a function which names its own variables need not carry those of all others. */
export const ENVIRONMENTS = /* @__PURE__ */ (() =>
  ({
    /** HTTP API: alerts of third parties, by the key of their integration. */
    'receive-webhook': ACCEPTING,
    /** HTTP API: clients of Opsgenie and of Healthchecks. */
    'receive-compatible': ACCEPTING,
    /** The mail queue: what SES has received for the addresses of integrations; only where a mail domain is set up. */
    'receive-mail': {
      ...ACCEPTING,
      ...ownAddress,
      /** Where SES puts mail. */
      MAIL_BUCKET_NAME: text,
    },
    /** The heartbeats queue. What it fails to raise stays in it. */
    'check-heartbeats': { ...table, ...pagesQueue, ...heartbeatsQueue },
    /**
     * The signals queue: events from the bus, and signals whose acceptance failed half-way. It sends nothing back to that
     * queue: what fails stays in it, so that its count of receives leads to the dead letters.
     */
    'classify-alerts': { ...table, ...pagesQueue, ...heartbeatsQueue },
    /** The pages queue. */
    'send-page': {
      ...table,
      ...pagesQueue,
      ...masterSecret,
      ...publicUrl,
      ...mail,
      ...smsSender,
    },
    /** The communications queue. */
    'send-communication': {
      ...table,
      ...communicationsQueue,
      ...masterSecret,
      ...publicUrl,
      ...mail,
      ...smsSender,
      /** `arn:aws:sns:<region>:<account>:` and whatever all topics' names begin with; a plan's topic follows it. */
      TOPIC_ARN_PREFIX: /* @__PURE__ */ matching(/^arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:/),
    },
    /** The receipts queue: what SES says of mail that it has taken. */
    'record-delivery': { ...table, ...pagesQueue, ...communicationsQueue },
    /** HTTP API: the API and acknowledge links. */
    'serve-api': {
      ...table,
      ...pagesQueue,
      ...signalsQueue,
      ...reconciliationQueue,
      ...masterSecret,
      ...publicUrl,
      ...sendersUrl,
      ...mailDomain,
      /** What the doctor asks the account about: who hears the alarms about Muster, and whom mail comes from. */
      ALARMS_TOPIC_ARN: text,
      MAIL_IDENTITY: text,
      /** What holds what was given up, `<what>=<url>`, separated by commas. */
      DEAD_LETTER_QUEUES: text,
      /** Whether somebody outside is told each minute that the reconciler has ended well. */
      SIGN_OF_LIFE: /* @__PURE__ */ oneOf('told', 'none'),
      /** Who signs the tokens of people. */
      SIGN_IN_ISSUER: url,
      /** For whom, separated by commas; the first is the client that `muster login` is. */
      SIGN_IN_AUDIENCE: text,
      /** What it asks for there. */
      SIGN_IN_SCOPE: /* @__PURE__ */ defaulting(text, USUAL_SCOPE),
      /** Claims that may hold a role, separated by commas. */
      ROLE_CLAIMS: /* @__PURE__ */ defaulting(text, USUAL_ROLE_CLAIMS),
    },
    /** The table's stream. */
    'follow-commits': {
      ...table,
      ...pagesQueue,
      ...communicationsQueue,
      ...machines,
      EVENT_BUS_NAME: text,
    },
    /** The table's stream once more, a minute at a time; only where checkpoints are kept. */
    'keep-checkpoint': {
      ...logging,
      ...masterSecret,
      /** Where nobody changes them. */
      CHECKPOINT_BUCKET_NAME: text,
      /** Each is published there, too. */
      CHECKPOINT_TOPIC_ARN: /* @__PURE__ */ optional(text),
    },
    /** Each hour; only where checkpoints are kept. */
    'compare-heads': { ...table, ...pagesQueue, ...masterSecret, COMPARED_BUCKET_NAME: text },
    /** Tasks of the workflows. */
    'assess-incident': { ...table, ...pagesQueue },
    'assess-paging': table,
    'page-next-level': { ...table, ...pagesQueue },
    /** Knows no machine: it answers a token, and naming the machine that invokes it would be a circle in the stack. */
    'await-change': table,
    /** The schedule. What it fails to repair it finds again the next time. */
    reconcile: {
      ...table,
      ...pagesQueue,
      ...communicationsQueue,
      ...heartbeatsQueue,
      ...reconciliationQueue,
      ...machines,
      EVENT_BUS_NAME: text,
      /** A dead man's switch of somebody else. */
      PING_URL: /* @__PURE__ */ optional(url),
    },
    /** The custom resource that applies the configuration files; answers CloudFormation itself. */
    'apply-configuration': table,
  }) as const satisfies Readonly<Record<string, Variables>>)();

export type FunctionName = keyof typeof ENVIRONMENTS;

/** By which channels a function sends: every channel that pages by one, every channel by the other, which sends notices too. */
export const SENDS = {
  'send-page': ['email', 'sms', 'webhook'],
  'send-communication': ['email', 'sms', 'topic', 'webhook'],
} as const satisfies { 'send-page': PagingChannel[]; 'send-communication': (PagingChannel | TellingChannel)[] };

export type Sends<Name extends keyof typeof SENDS> = (typeof SENDS)[Name][number];

/** What the stack has to set. */
export type EnvironmentOf<Name extends FunctionName> = {
  readonly [Of in FunctionName]: SetOf<(typeof ENVIRONMENTS)[Of]>;
}[Name];

/** What the function reads, defaults filled in. */
export type Environment<Name extends FunctionName> = {
  readonly [Of in FunctionName]: ReadOf<(typeof ENVIRONMENTS)[Of]>;
}[Name];

/** A variable is missing or malformed: the stack and the code are of different versions. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
  readonly code = 'environment-invalid';
}

/** @param own what `ENVIRONMENTS` has of the function @throws EnvironmentError naming every variable that is wrong, never its value */
export const readOwn = <Own extends Variables>(
  name: FunctionName,
  own: Own,
  variables: NodeJS.ProcessEnv = process.env,
): ReadOf<Own> => {
  const found = readVariables(own, variables);
  if ('wrong' in found)
    throw new EnvironmentError(
      `The environment of ${name} is not valid: ${found.wrong.join(', ')}. Deploy the stack and the code together.`,
    );
  return found.read as ReadOf<Own>;
};

/** As `readOwn`, by its name. @throws EnvironmentError */
export const readEnvironment = <Name extends FunctionName>(
  name: Name,
  variables: NodeJS.ProcessEnv = process.env,
): Environment<Name> => readOwn(name, ENVIRONMENTS[name], variables) as Environment<Name>;

/**
 * Properties of the custom resource behind `apply-configuration`: where the document is, and its hash. `Version` finds it in the
 * table, where it was in force before and its object is gone.
 */
export type ConfigurationResourceProperties = {
  readonly [Name in 'Bucket' | 'Key' | 'Hash' | 'Version']: string;
};
