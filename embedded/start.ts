import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { webhookTransport } from '../adapters/http/webhook-transport.ts';
import { sortableIds } from '../adapters/ids/sortable-ids.ts';
import { derivedAccessTokens } from '../adapters/secrets/derived-access-tokens.ts';
import { derivedIntegrationKeys } from '../adapters/secrets/derived-integration-keys.ts';
import { createApi } from '../api/create-api.ts';
import { ScaledClock, SystemClock } from '../asl/clock/index.ts';
import { readConfigurationFiles } from '../config/read-configuration.ts';
import { type SendingAddress, sendingAddressOf } from '../domain/access/sending-address.ts';
import { webhookKey, webhookSecret } from '../domain/access/signing-keys.ts';
import { authenticateBearer } from './authenticate.ts';
import { openDataDirectory } from './data-directory.ts';
import { createDispatch } from './dispatch.ts';
import { ListenError, listen } from './http-server.ts';
import { createMailIntake, LOCAL_MAIL_DOMAIN } from './mail-intake.ts';
import { listenForMail, type MailServer, type MailServerOptions } from './mail-server.ts';
import { createEmbedded } from './muster.ts';
import { createNarrator } from './narrator.ts';
import { ownHosts } from './own-hosts.ts';
import type { Ready } from './ready.ts';
import { rehearsePage } from './rehearse-page.ts';
import { welcome } from './welcome.ts';

export interface StartOptions {
  readonly json: boolean;
  readonly write: (line: string) => void;
  readonly port: number;
  readonly host: string;
  readonly dataDirectory: string;
  readonly configurationDirectory: string;
  readonly publicUrl?: string;
  readonly smtpUrl?: string;
  /** Where to listen for mail. A port that somebody has chosen must be free; without the other Muster does without mail. */
  readonly mail?: { readonly port: number; readonly isChosen: boolean };
  readonly trustedProxies?: string;
  /** Names by which this process is asked for, beside its own and that of `publicUrl`. */
  readonly hosts?: string;
  readonly speed: number;
  /** Whether the token and the keys are told when it is ready; they are in the data directory in any case. */
  readonly showsKeys?: boolean;
}

export interface Started extends Ready {
  /** Never rejects: what cannot be put into force is told, and the last good configuration stays. */
  reloadConfiguration(): Promise<void>;
  stop(): Promise<void>;
}

/** What a script is told that is to find the keys in the data directory. */
const withoutKeys = ({ outbox, smtp, url }: Ready, path: string): Readonly<Record<string, string | undefined>> => ({
  url,
  outbox,
  smtp,
  tokenFile: join(path, 'admin-token'),
  integrationsFile: join(path, 'integrations.json'),
});

/** Two installations on one machine are no mistake: the second takes no mail, and says so. */
const listenUnlessTaken = async (
  { isChosen }: { isChosen: boolean },
  options: MailServerOptions,
): Promise<MailServer | ListenError> => {
  try {
    return await listenForMail(options);
  } catch (error) {
    if (isChosen || !(error instanceof ListenError)) throw error;
    return error;
  }
};

/**
 * Starts the embedded target and says that it is ready.
 *
 * @throws an error with a `code` and a message that says what to do: configuration, data directory, database, port
 */
export const startMuster = async (options: StartOptions): Promise<Started> => {
  let { configuration } = await readConfigurationFiles(options.configurationDirectory);
  const directory = openDataDirectory(options.dataDirectory);
  const real = new SystemClock();
  const clock = options.speed === 1 ? real : new ScaledClock(real, options.speed);
  const observer = createNarrator({ json: options.json, write: options.write, now: () => clock.now() });
  const ids = sortableIds(() => clock.now());

  // The port is known only once it is bound, and links in messages need it: requests wait for the composition.
  let serve: ReturnType<typeof createDispatch> | undefined;
  const composed = Promise.withResolvers<ReturnType<typeof createDispatch>>();
  const isOwnHost = ownHosts({ host: options.host, publicUrl: options.publicUrl, further: options.hosts });
  const server = await listen({ port: options.port, host: options.host, isOwnHost }, async (request) =>
    (serve ?? (await composed.promise))(request),
  );
  let mailServer: MailServer | undefined;
  const url = `http://${options.host.includes(':') ? `[${options.host}]` : options.host === '0.0.0.0' ? '127.0.0.1' : options.host}:${server.port}`;
  try {
    const embedded = createEmbedded({
      directory,
      configuration: () => configuration,
      clock,
      newId: () => ids.next(),
      observer,
      publicUrl: options.publicUrl ?? url,
      webhook: webhookTransport({ keyFor: (address) => Promise.resolve(webhookKey(directory.masterKey, address)) }),
      smtpUrl: options.smtpUrl,
      hasRoomForLog: true,
    });
    const keys = derivedIntegrationKeys(() => Promise.resolve(directory.masterKey), embedded.ports.configuration);
    const intake = createMailIntake(embedded, keys);
    const listening =
      options.mail &&
      (await listenUnlessTaken(options.mail, {
        port: options.mail.port,
        rates: embedded.ports.rates,
        isRecipient: async (address) => (await composed.promise) && intake.isRecipient(address),
        deliver: async (mail) => (await composed.promise) && intake.deliver(mail),
        onFailure: (what, error) => observer.failed(what, error),
      }));
    if (listening && !(listening instanceof ListenError)) mailServer = listening;
    const mailDomain = mailServer && LOCAL_MAIL_DOMAIN;
    const accessTokens = derivedAccessTokens(() => Promise.resolve(directory.masterKey), embedded.ports);
    const api = createApi({
      ports: embedded.ports,
      authenticate: authenticateBearer(directory, accessTokens),
      extras: {
        feed: embedded.feed,
        outbox: (limit) => embedded.outbox.list(limit),
        integrationKeys: keys,
        accessTokens,
        webhookSecretOf: (address) => Promise.resolve(webhookSecret(directory.masterKey, address)),
        mailDomain,
        eventsUrl: url,
      },
    });
    const writeIntegrations = async (): Promise<Ready['integrations']> => {
      const integrations: Record<string, SendingAddress> = {};
      for (const integration of configuration.integrations) {
        const { id } = integration;
        integrations[id] = sendingAddressOf(integration, (await keys.keysOf(id))[0] ?? '', {
          publicUrl: url,
          eventsUrl: url,
          mailDomain,
        });
      }
      directory.writePrivate('integrations.json', `${JSON.stringify(integrations, null, 2)}\n`);
      return integrations;
    };
    const integrations = await writeIntegrations();
    const ready: Ready = {
      url,
      token: directory.adminToken,
      integrations,
      outbox: directory.outbox,
      smtp: mailServer?.url,
    };
    directory.writePrivate('admin-token', `${ready.token}\n`);
    const unrehearsed = await rehearsePage().then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    await embedded.start();
    serve = createDispatch({
      embedded,
      keys,
      api,
      newId: () => randomBytes(16).toString('hex'),
      trustedProxies: options.trustedProxies,
    });
    composed.resolve(serve);
    const { showsKeys = true } = options;
    if (options.json) options.write(JSON.stringify(showsKeys ? ready : withoutKeys(ready, directory.path)));
    else
      for (const line of welcome(ready, {
        configuration,
        dataDirectory: directory.path,
        smtp: options.smtpUrl !== undefined,
        speed: options.speed,
        showsKeys,
      }))
        options.write(line);
    for (const warning of directory.warnings)
      observer.happened({ kind: 'warning', text: warning, at: new Date(clock.now()).toISOString() });
    // The first line of the output is the one that says that it is ready.
    if (unrehearsed)
      observer.failed('rehearsing a page; everything runs, the first page may be slower', unrehearsed.error);
    if (listening instanceof ListenError) observer.failed('listening for mail; everything else runs', listening);
    return {
      ...ready,
      reloadConfiguration: async () => {
        const before = configuration;
        try {
          ({ configuration } = await readConfigurationFiles(options.configurationDirectory));
          await embedded.stores.configurations.apply(configuration);
          await embedded.stores.durable();
          await writeIntegrations();
          observer.happened({
            kind: 'configured',
            text: `Configuration ${configuration.version} is in force`,
            at: new Date(clock.now()).toISOString(),
          });
        } catch (error) {
          configuration = before;
          observer.failed('reloading the configuration; the last good one stays in force', error);
        }
      },
      stop: async () => {
        await Promise.all([server.close(), mailServer?.close()]);
        await embedded.stop();
      },
    };
  } catch (error) {
    await Promise.all([server.close(), mailServer?.close()]);
    throw error;
  }
};
