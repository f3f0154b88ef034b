import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe } from 'vitest';
import { Conversation } from '../e2e/conversation.ts';
import { startPager } from '../e2e/pager.ts';
import { startEmbeddedTarget } from '../e2e/targets/embedded.ts';
import { startAlertmanager } from './programs/alertmanager.ts';
import { locateClients } from './programs/locate.ts';
import { startMonit } from './programs/monit.ts';
import { startPrometheus } from './programs/prometheus.ts';
import { startSlowFront } from './programs/slow-front.ts';
import { startTlsFront } from './programs/tls-front.ts';
import { alertmanager } from './scenarios/alertmanager.ts';
import { apprise } from './scenarios/apprise.ts';
import { awsClients } from './scenarios/aws.ts';
import { goClients } from './scenarios/go.ts';
import { monit } from './scenarios/monit.ts';
import { netdata } from './scenarios/netdata.ts';
import { newestAlertmanager } from './scenarios/newest-alertmanager.ts';
import { opsgenieSdk } from './scenarios/opsgenie-sdk.ts';
import { pdjsClient } from './scenarios/pdjs.ts';
import { prometheus } from './scenarios/prometheus.ts';
import { pythonClients } from './scenarios/python.ts';
import { zabbix } from './scenarios/zabbix.ts';
import type { Stage } from './stage.ts';

const workDirectory = mkdtempSync(join(tmpdir(), 'muster-clients-'));

let stage: Stage | undefined;
let failed = false;
/** What was started, to be ended in the opposite order. */
const started: (() => Promise<void>)[] = [];

const onStage = (): Stage => {
  if (!stage) throw new Error('The stage was not set.');
  return stage;
};

/** The configuration with the pager's real address. */
const configurationFor = (pagerUrl: string): string => {
  const directory = join(workDirectory, 'configuration');
  cpSync(join(import.meta.dirname, 'configuration'), directory, { recursive: true });
  for (const file of readdirSync(directory)) {
    const path = join(directory, file);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('http://pager.invalid', pagerUrl));
  }
  return directory;
};

/** The address stands in what the server writes down for administrators. */
const urlIn = (): string => {
  const file = readFileSync(join(workDirectory, 'data', 'integrations.json'), 'utf8');
  return new URL((JSON.parse(file) as { events: { url: string } }).events.url).origin;
};

beforeAll(async () => {
  const clients = await locateClients();
  const pager = await startPager();
  started.push(() => pager.stop());
  const target = await startEmbeddedTarget({ configurationDirectory: configurationFor(pager.url), workDirectory });
  started.push(() => target.stop());
  const url = urlIn();
  const muster = new Conversation(target, pager);
  // The webhook comes when the people of PagerDuty's event were paged, and such an event when the webhook has opened the incident. Both
  // happen once: afterwards the incident of the event has become that of the webhook's service.
  let othersPaged: Promise<unknown> | undefined;
  let webhookFirst: Promise<unknown> | undefined;
  const slowFront = await startSlowFront(url, (path) => {
    if (!path.startsWith('/in/')) {
      webhookFirst ??= muster.incidentOf('named-first');
      return webhookFirst;
    }
    othersPaged ??= muster.incidentOf('elsewhere').then(({ incidentId }) => muster.page(incidentId, 'other'));
    return othersPaged;
  });
  started.push(() => slowFront.stop());
  const feeds = {
    musterUrl: url,
    slowUrl: slowFront.url,
    webhookKey: await target.integrationKey('prometheus'),
    routingKey: await target.integrationKey('events'),
    genieKey: await target.integrationKey('genie'),
    elsewhereKey: await target.integrationKey('elsewhere'),
    topicKey: await target.integrationKey('topic-fed'),
  };
  const alertmanager = await startAlertmanager(clients.alertmanager, workDirectory, feeds);
  started.push(() => alertmanager.stop());
  const newestAlertmanager = await startAlertmanager(clients.newestAlertmanager, workDirectory, feeds, 'newest');
  started.push(() => newestAlertmanager.stop());
  const prometheus = await startPrometheus(clients.prometheus, workDirectory, alertmanager.address);
  started.push(() => prometheus.stop());
  const monit = await startMonit(clients.monit, workDirectory, {
    mailServer: target.mailServer,
    mailAddress: target.mailAddress('monit-mail'),
    url: `${url}/in/generic/${await target.integrationKey('monit-exec')}`,
  });
  started.push(() => monit.stop());
  const tlsFront = await startTlsFront(clients.openssl, workDirectory, url);
  started.push(() => tlsFront.stop());
  stage = { muster, url, clients, alertmanager, newestAlertmanager, monit, prometheus, tlsFront };
}, 120_000);

afterEach(({ task }) => {
  failed ||= task.result?.state === 'fail';
});

afterAll(async () => {
  if (failed && stage) {
    process.stderr.write(`\nMuster, at the end:\n${await stage.muster.target.diagnose()}\n`);
    process.stderr.write(`\nAlertmanager:\n${stage.alertmanager.said()}\n\nPrometheus:\n${stage.prometheus.said()}\n`);
    process.stderr.write(`\nmonit:\n${stage.monit.said()}\n`);
  }
  for (const stop of started.reverse()) await stop();
  rmSync(workDirectory, { recursive: true, force: true });
}, 60_000);

// Each scenario has a service of its own and mostly waits, so all of them wait at once.
describe.concurrent('Real clients', { timeout: 110_000 }, () => {
  alertmanager(onStage);
  newestAlertmanager(onStage);
  goClients(onStage);
  apprise(onStage);
  prometheus(onStage);
  pdjsClient(onStage);
  opsgenieSdk(onStage);
  awsClients(onStage);
  zabbix(onStage);
  netdata(onStage);
  monit(onStage);
  pythonClients(onStage);
});
