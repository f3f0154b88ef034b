import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { checkpointFile } from '../adapters/checkpoints/checkpoint-file.ts';
import { webhookTransport } from '../adapters/http/webhook-transport.ts';
import { sortableIds } from '../adapters/ids/sortable-ids.ts';
import { countingObserver } from '../adapters/observer/counting-observer.ts';
import type { IssuerSettings } from '../adapters/openid/issuer-of.ts';
import { derivedAccessTokens } from '../adapters/secrets/derived-access-tokens.ts';
import { derivedIntegrationKeys } from '../adapters/secrets/derived-integration-keys.ts';
import { quickCheck, quickCheckWithinMs } from '../adapters/sqlite/quick-check.ts';
import { ScaledClock, SystemClock } from '../asl/clock/index.ts';
import { webhookKey, webhookSecret } from '../domain/access/signing-keys.ts';
import { signerOf } from '../domain/checkpoint/signature.ts';
import { principalOfToken } from '../usecases/tokens/principal-of-token.ts';
import { authenticateBearer } from './authenticate.ts';
import { keepCheckpoints } from './checkpoint-keeper.ts';
import { configurationInForce } from './configuration-in-force.ts';
import { checkpointsFileIn, databaseIn, openDataDirectory } from './data-directory.ts';
import { createDispatch } from './dispatch.ts';
import { ListenError, listen } from './http-server.ts';
import { readFiles } from './last-good-configuration.ts';
import { lateApi } from './late-api.ts';
import { createMailIntake, LOCAL_MAIL_DOMAIN } from './mail-intake.ts';
import { listenForMailUnlessTaken, type MailServer } from './mail-server.ts';
import { createEmbedded } from './muster.ts';
import { createNarrator } from './narrator.ts';
import { inBrackets, ownHosts } from './own-hosts.ts';
import { requireOwnMasterKey } from './own-master-key.ts';
import { type Ready, withoutKeys } from './ready.ts';
import { rehearsePage } from './rehearse-page.ts';
import { runningMark } from './running-mark.ts';
import { createSelfWatch } from './self-watch.ts';
import { writeSendingAddresses } from './sending-addresses.ts';
import { serveBackup } from './serve-backup.ts';
import { keptChannels } from './transports.ts';
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
  /** The file of the checkpoints; in the data directory unless it is told elsewhere. */
  readonly checkpointsFile?: string;
  /** Who signs the tokens of people, where somebody does. */
  readonly issuer?: IssuerSettings;
  /** Who is told each minute that this process is ready. */
  readonly pingUrl?: string;
  readonly speed: number;
  /** Commands to try, as people type them where it was started. */
  readonly tries: readonly string[];
  /** Whether the token and the keys are told when it is ready; they are in the data directory in any case. */
  readonly showsKeys?: boolean;
}

export interface Started extends Ready {
  /** Never rejects: what cannot be put into force is told, and the last good configuration stays. */
  reloadConfiguration(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts the embedded target and says that it is ready.
 *
 * @throws an error with a `code` and a message that says what to do: configuration, data directory, database, port
 */
export const startMuster = async (options: StartOptions): Promise<Started> => {
  const files = await readFiles(options.configurationDirectory);
  if ('broken' in files && !existsSync(databaseIn(options.dataDirectory))) throw files.broken;
  const configuration = configurationInForce(options.configurationDirectory, files);
  const directory = openDataDirectory(options.dataDirectory);
  const real = new SystemClock();
  const clock = options.speed === 1 ? real : new ScaledClock(real, options.speed);
  const watch = createSelfWatch(options.pingUrl);
  const narrator = createNarrator({ json: options.json, write: options.write, now: () => clock.now() });
  const observer = countingObserver(narrator, watch.measures, (error) => watch.failed(error));
  const ids = sortableIds(() => clock.now());
  const running = runningMark(directory);
  const looked = running.isLeft() ? quickCheck(directory.database, quickCheckWithinMs(directory.database)) : undefined;

  // The port is known only once it is bound, and links in messages need it: requests wait for the composition.
  let serve: ReturnType<typeof createDispatch> | undefined;
  const composed = Promise.withResolvers<ReturnType<typeof createDispatch>>();
  const isOwnHost = ownHosts({ host: options.host, publicUrl: options.publicUrl, further: options.hosts });
  const server = await listen({ port: options.port, host: options.host, isOwnHost }, async (request) =>
    (serve ?? (await composed.promise))(request),
  );
  let mailServer: MailServer | undefined;
  let closing = (): void => {};
  const url = `http://${options.host === '0.0.0.0' ? '127.0.0.1' : inBrackets(options.host)}:${server.port}`;
  try {
    const embedded = createEmbedded({
      directory,
      configuration: configuration.current,
      clock,
      newId: () => ids.next(),
      observer,
      publicUrl: options.publicUrl ?? url,
      webhook: webhookTransport({ keyFor: (address) => Promise.resolve(webhookKey(directory.masterKey, address)) }),
      smtpUrl: options.smtpUrl,
      hasRoomForLog: true,
    });
    const { ports, stores } = embedded;
    const signer = signerOf(directory.masterKey);
    closing = () => stores.close();
    requireOwnMasterKey(stores.pointers, signer.publicKey, directory.path);
    await configuration.settle(stores);
    running.set();
    const place = checkpointFile(checkpointsFileIn(directory.path, options.checkpointsFile));
    const keeper = keepCheckpoints({
      ports,
      clock,
      checkpoints: { source: stores.checkpoints, place, signer },
      damage: looked?.found === 'damaged' ? looked.problems : [],
      told: {
        get: () => stores.pointers.get('told-of-record'),
        set: (digest) => stores.pointers.set('told-of-record', digest),
      },
      unitOfWork: (work) => stores.unitOfWork(work),
    });
    const keys = derivedIntegrationKeys(() => Promise.resolve(directory.masterKey), embedded.ports.configuration);
    const intake = createMailIntake(embedded, keys);
    const listening =
      options.mail &&
      (await listenForMailUnlessTaken(options.mail.isChosen, {
        port: options.mail.port,
        rates: embedded.ports.rates,
        isRecipient: async (address) => (await composed.promise) && intake.isRecipient(address),
        deliver: async (mail) => (await composed.promise) && intake.deliver(mail),
        onFailure: (what, error) => observer.failed(what, error),
      }));
    if (listening && !(listening instanceof ListenError)) mailServer = listening;
    const mailDomain = mailServer && LOCAL_MAIL_DOMAIN;
    const accessTokens = derivedAccessTokens(() => Promise.resolve(directory.masterKey), embedded.ports);
    const trusted =
      options.issuer && (await import('../adapters/openid/issuer-of.ts')).issuerOf(options.issuer, observer);
    const principalOf = principalOfToken({ accessTokens, configuration: ports.configuration, issuer: trusted });
    const authenticate = authenticateBearer(directory, principalOf);
    watch.watch({
      ports,
      stores,
      reconciled: () => embedded.reconciled(),
      record: () => keeper.state(),
      onLastGood: configuration.isLastGood,
      mayRead: async ({ headers: { authorization = '' } }) => {
        const found = await authenticate(new Request(url, { headers: { authorization } }));
        return found !== undefined && !('unproven' in found);
      },
    });
    const api = lateApi({
      ports: embedded.ports,
      authenticate,
      extras: {
        backup: () =>
          serveBackup(stores, { directory: directory.path, key: signer.publicKey, now: () => clock.now(), place }),
        readiness: () => watch.readiness(),
        examined: {
          keptChannels: keptChannels({ smtpUrl: options.smtpUrl }),
          hasSignOfLife: options.pingUrl !== undefined,
        },
        feed: embedded.feed,
        configurationChanged: async (changed) => {
          configuration.take(changed);
          await writeIntegrations();
        },
        outbox: (limit) => embedded.outbox.list(limit),
        keptOutside: {
          rawMailDays: 0,
          recoveryDays: 0,
          outbox: async () => (await embedded.outbox.list(Number.POSITIVE_INFINITY)).map(({ address }) => address),
        },
        integrationKeys: keys,
        accessTokens,
        signIn: trusted?.signIn,
        webhookSecretOf: (address) => Promise.resolve(webhookSecret(directory.masterKey, address)),
        mailDomain,
        eventsUrl: url,
        checkpoints: {
          place,
          publicKey: () => Promise.resolve(signer.publicKey),
          known: async () => (await stores.checkpoints.mark())?.number ?? 0,
        },
      },
    });
    const writeIntegrations = () =>
      writeSendingAddresses(directory, configuration.current().integrations, keys, {
        publicUrl: url,
        eventsUrl: url,
        mailDomain,
      });
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
    const put = await embedded.start();
    serve = createDispatch({
      embedded,
      keys,
      api,
      newId: () => randomBytes(16).toString('hex'),
      trustedProxies: options.trustedProxies,
      watch,
    });
    composed.resolve(serve);
    const { showsKeys = true } = options;
    if (options.json) options.write(JSON.stringify(showsKeys ? ready : withoutKeys(ready, directory.path)));
    else
      for (const line of welcome(ready, {
        configuration: configuration.current(),
        dataDirectory: directory.path,
        smtp: options.smtpUrl !== undefined,
        speed: options.speed,
        tries: options.tries,
        showsKeys,
      }))
        options.write(line);
    for (const warning of directory.warnings)
      observer.happened({ kind: 'warning', text: warning, at: new Date(clock.now()).toISOString() });
    // The first line of the output is the one that says that it is ready.
    if (unrehearsed)
      observer.failed('rehearsing a page; everything runs, the first page may be slower', unrehearsed.error);
    if (looked?.found === 'unknown')
      observer.failed(
        'looking through the database after a stop out of order; it is used as it is',
        new Error(looked.reason),
      );
    await configuration.tell(ports, put);
    keeper.start();
    watch.start(observer);
    api.loadSoon((error) => observer.failed('loading the API; the next request for it tries again', error));
    if (listening instanceof ListenError) observer.failed('listening for mail; everything else runs', listening);
    return {
      ...ready,
      reloadConfiguration: () => configuration.reload(ports, writeIntegrations),
      stop: async () => {
        watch.stop();
        api.stop();
        await Promise.all([server.close(), mailServer?.close()]);
        await keeper.stop();
        await embedded.stop();
        running.clear();
      },
    };
  } catch (error) {
    closing();
    await Promise.all([server.close(), mailServer?.close()]);
    throw error;
  }
};
