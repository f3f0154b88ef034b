import type { AccessRole } from '../../domain/configuration/access-token.ts';
import type { StandIn } from '../openid/stand-in-issuer.ts';

export interface HttpRequest {
  readonly method: string;
  /** Path and query, already encoded. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** An event as somebody puts it on the bus. */
export interface BusEvent {
  readonly source: string;
  readonly detailType: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface SentMail {
  readonly from: string;
  /** Stands before the key in the address. */
  readonly tag: string;
  readonly subject: string;
  readonly text: string;
  readonly messageId?: string;
  readonly inReplyTo?: string;
}

export interface ReceivedMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Where people sign in to a target, and the issuer that it trusts. */
export interface SignInPlace {
  /** The target as a command line on this machine reaches it. */
  readonly url: string;
  /** As strict as Cognito; the accounts are those of `accounts.ts`. */
  readonly issuer: StandIn;
}

/** A running Muster, as far as anybody outside of it can reach. */
export interface Target {
  readonly name: string;
  /** Sends a request to the API, the webhooks or a link, whatever is in front of them. */
  http(request: HttpRequest): Promise<HttpResponse>;
  /** The key that the sender of an integration proves itself with. */
  integrationKey(integrationId: string): Promise<string>;
  /** A bearer token for the API of somebody with this role. */
  token(role: AccessRole): Promise<string>;
  /** Absent where the issuer is not ours. */
  readonly signIn?: SignInPlace;
  /** `PutEvents` on Muster's bus. AWS takes no event there that claims to come from AWS itself. */
  putEvents(events: readonly BusEvent[]): Promise<void>;
  /** A CloudWatch alarm changes its state, and AWS says so on the default bus. */
  changeAlarm(name: string, state: 'ALARM' | 'OK'): Promise<void>;
  /** Sends a mail to an integration; absent where no mail can be received. */
  sendMail?(integrationId: string, mail: SentMail): Promise<void>;
  /** The mail sent so far; undefined where mail leaves for good and nobody can look. */
  mail(): Promise<readonly ReceivedMail[] | undefined>;
  /** Messages that nobody could process: each queue's name and what is in its dead letters. */
  givenUp(): Promise<readonly string[]>;
  /** Deploys this checkout over the one that the target was started with; absent where there was none. */
  upgrade?(): Promise<void>;
  /** Stops this stack, restores its table into another, and deploys a stack over that; absent where nothing can be restored. */
  restore?(): Promise<void>;
  /** What to look at when something failed: the end of logs, dead letters. */
  diagnose(): Promise<string>;
  stop(): Promise<void>;
}

/** What a target is started with. */
export interface TargetOptions {
  /** A directory of configuration files in which the pager's address is filled in. */
  readonly configurationDirectory: string;
  /** A directory to work in. */
  readonly workDirectory: string;
  /** A checkout of an earlier commit to start with, in place of this one. */
  readonly checkout?: string;
}

export type TargetName = 'embedded' | 'emulator' | 'aws';

export const TARGET_NAMES: readonly TargetName[] = ['embedded', 'emulator', 'aws'];

/** Starts the target that MUSTER_TARGET names, embedded unless it does. */
export const startTarget = async (options: TargetOptions): Promise<Target> => {
  const name = (process.env.MUSTER_TARGET || 'embedded') as TargetName;
  switch (name) {
    case 'embedded':
      return (await import('./targets/embedded.ts')).startEmbeddedTarget(options);
    case 'emulator':
      return (await import('./targets/emulator.ts')).startEmulatorTarget(options);
    case 'aws':
      return (await import('./targets/aws.ts')).startAwsTarget();
    default:
      throw new Error(`MUSTER_TARGET is one of ${TARGET_NAMES.join(', ')}, not "${name satisfies never}".`);
  }
};
