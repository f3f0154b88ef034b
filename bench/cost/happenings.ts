import { sortableIds } from '../../adapters/ids/sortable-ids.ts';
import type { PublicCommand } from '../../domain/incident/commands.ts';
import { Installation } from '../../simulation/installation.ts';
import { shopPorts, signal } from '../../simulation/shop-system.ts';
import { SIMULATION_START, type SimulatedPorts } from '../../simulation/simulated-ports.ts';
import { isWrite, type Metered, type MeteredStores, meteredStores } from '../../test/contract/stores/dynamodb-meter.ts';
import { acceptSignals } from '../../usecases/alerts/accept-signals.ts';
import { reconcile } from '../../usecases/reconcile.ts';
import { alertmanagerAlert } from './alert.ts';
import type { Deployed } from './deployed.ts';
import { added, assumed, invoked, type Line, logged, times, type Usage } from './usage.ts';

const unitsOf = (asked: readonly Metered[]): Usage => ({
  writeUnit: asked.filter(isWrite).reduce((sum, { units, indexUnits = 0 }) => sum + units + indexUnits, 0),
  readUnit: asked.filter((one) => !isWrite(one)).reduce((sum, { units }) => sum + units, 0),
});

/** Read units of a run of the reconciler that finds nothing to do, and write units of a repeat: one by one and by 64. */
export const small = async (): Promise<{ readonly run: number; readonly singly: number; readonly by64: number }> => {
  const metered = await meteredStores(() => SIMULATION_START, true);
  const ports = {
    ...shopPorts(),
    ids: sortableIds(() => SIMULATION_START),
    stores: metered.stores,
  } as unknown as SimulatedPorts;
  try {
    metered.take();
    await reconcile(ports);
    const run = unitsOf(metered.take()).readUnit ?? 0;
    const repeated = async (alerts: ReturnType<typeof alertmanagerAlert>): Promise<number> => {
      await acceptSignals(ports, alerts);
      metered.take();
      await acceptSignals(ports, alerts);
      return (unitsOf(metered.take()).writeUnit ?? 0) / alerts.length;
    };
    return {
      run,
      singly: await repeated(alertmanagerAlert(1)),
      by64: await repeated(Array.from({ length: 64 }, (_, at) => alertmanagerAlert(100 + at)).flat()),
    };
  } finally {
    metered.close();
  }
};

/** A life of one incident: what happens in it, with people who do what people do. */
type Life = (shop: Installation, ask: (person: string, command: PublicCommand) => Promise<void>) => Promise<void>;

const alerts = (count: number) =>
  Array.from({ length: count }, (_, at) => signal(`alert ${at}`, { severity: at === 0 ? 'critical' : 'error' }));

/** Ana answers her page within the minute, while more come. */
const come = async (shop: Installation, ask: Parameters<Life>[1]): Promise<void> => {
  for (const [at, one] of alerts(20).entries()) {
    if (at === 3) await ask('ana', { type: 'acknowledge' });
    await shop.sends([{ ...one, occurredAt: shop.clock.now(), receivedAt: shop.clock.now() }]);
    await shop.passes(15);
  }
};

const end = async (shop: Installation): Promise<void> => {
  for (const one of alerts(20)) {
    const at = shop.clock.now();
    await shop.sends([{ ...one, status: 'resolved', occurredAt: at, receivedAt: at }]);
    await shop.passes(5);
  }
};

/** Twenty alerts of one cause one by one, paged, acknowledged, looked at, found not to be major, mended, closed by people. */
export const ordinary: Life = async (shop, ask) => {
  await come(shop, ask);
  await ask('mia', { type: 'acknowledge' });
  await ask('mia', { type: 'reject', reason: 'one shop window, nobody is kept from buying' });
  await ask('ana', { type: 'investigate' });
  for (const text of ['the last deploy', 'a full disk', 'cleared']) {
    await shop.passes(300);
    await ask('ana', { type: 'add-note', text });
  }
  await end(shop);
  await ask('ana', { type: 'mitigate', by: 'fix', description: 'cleared the disk' });
  await shop.passes(1_200);
  await ask('ana', { type: 'close' });
  await shop.passes(60);
};

/** The same accepted as major: roles, four updates, mitigated, reviewed. */
export const major: Life = async (shop, ask) => {
  await come(shop, ask);
  await ask('mia', { type: 'acknowledge' });
  await ask('mia', { type: 'accept', businessImpact: 'nobody can buy' });
  await shop.passes(60);
  await ask('cleo', { type: 'acknowledge' });
  await ask('ana', { type: 'investigate' });
  for (const message of ['we look', 'the database is full', 'we make room', 'it comes back']) {
    await shop.passes(900);
    await ask('cleo', { type: 'post-update', message, nextUpdateInMinutes: 30 });
  }
  await ask('ana', { type: 'identify', description: 'the database is full' });
  await end(shop);
  await ask('ana', { type: 'mitigate', by: 'fix', description: 'made room' });
  await shop.passes(1_200);
  await shop.passes(3_600);
  await ask('mia', { type: 'complete-review', summary: 'watch its room' });
  await shop.passes(60);
};

/** The stores in DynamoDB, where the installation also finds the chains that it follows. */
const instead = (metered: MeteredStores, ports: SimulatedPorts): SimulatedPorts => {
  const held = { ...ports.stores.held, commits: new Map() };
  const { commits } = metered.stores;
  return {
    ...ports,
    stores: {
      ...metered.stores,
      held,
      commits: {
        ...commits,
        append: async (commit: Parameters<typeof commits.append>[0]) => {
          const appended = await commits.append(commit);
          if ('incidentId' in commit)
            held.commits.set(commit.incidentId, [...(held.commits.get(commit.incidentId) ?? []), commit]);
          return appended;
        },
      },
    },
  } as unknown as SimulatedPorts;
};

/** What one life costs, without mail and text messages. */
export const lived = async (deployed: Deployed, life: Life): Promise<Line[]> => {
  let now = () => SIMULATION_START;
  const metered = await meteredStores(() => now(), true);
  const counted = {
    transitions: 0,
    tasks: 0,
    started: 0,
    sqs: 0,
    events: 0,
    lines: 0,
    accepted: 0,
    asked: 0,
    pages: 0,
  };
  const queued =
    <Sent extends unknown[]>(send: (...sent: Sent) => Promise<void>, kind?: 'pages') =>
    async (...sent: Sent): Promise<void> => {
      // Sent, received, deleted.
      counted.sqs += 3;
      if (kind) counted.pages += 1;
      await send(...sent);
    };
  const shop = new Installation(
    {},
    {
      instead: (ports) => {
        const { queues, events, observer } = ports;
        return instead(metered, {
          ...ports,
          queues: {
            ...queues,
            sendPage: queued(queues.sendPage, 'pages'),
            sendCommunication: queued(queues.sendCommunication, 'pages'),
            sendNotice: queued(queues.sendNotice, 'pages'),
            sendDigest: queued(queues.sendDigest, 'pages'),
            wakeReconciler: queued(queues.wakeReconciler),
          },
          events: {
            publish: async (messages) => {
              counted.events += messages.length;
              await events.publish(messages);
            },
          },
          observer: {
            ...observer,
            happened: (happening) => {
              counted.lines += 1;
              observer.happened(happening);
            },
          },
        });
      },
      onWorkflowEvent: ({ type }) => {
        if (type.endsWith('StateEntered')) counted.transitions += 1;
        if (type === 'TaskScheduled' || type === 'TaskStateEntered') counted.tasks += 1;
        if (type === 'ExecutionStarted') counted.started += 1;
      },
    },
  );
  now = () => shop.clock.now();
  try {
    const sends = shop.sends.bind(shop);
    shop.sends = async (signals) => {
      counted.accepted += 1;
      await sends(signals);
    };
    await life(shop, async (person, command) => {
      counted.asked += 1;
      const [incident] = shop.incidents();
      if (!incident) throw new Error('Nothing was opened.');
      await shop.asks(person, incident.incidentId, command);
      await shop.passes(5);
    });
    if (shop.unexpected.length > 0) throw new Error(shop.unexpected.join('\n'));
    const [incident] = shop.incidents();
    if (incident?.status !== 'closed') throw new Error(`The incident is ${incident?.status}, not closed.`);
    const commits = shop.ports.stores.held.commits.get(incident.incidentId)?.length ?? 0;
    const of = (count: number, ms: number, construct: string): Usage =>
      times(invoked(ms, deployed.memoryOf(construct)), count);
    const functions = added(
      of(counted.accepted, assumed.acceptMs, 'ReceiveWebhook'),
      of(commits, assumed.followMs, 'FollowCommits'),
      of(counted.tasks, assumed.taskMs, 'AssessIncident'),
      of(counted.pages, assumed.sendMs, 'SendPage'),
      of(counted.asked, assumed.apiMs, 'ServeApi'),
    );
    const all = counted.accepted + commits + counted.tasks + counted.pages + counted.asked;
    return [
      {
        what: `${counted.transitions} transitions of ${counted.started} processes`,
        usage: { stateTransition: counted.transitions },
        lever: 'fewer states in a turn',
      },
      {
        what: `the table, ${commits} commits`,
        usage: unitsOf(metered.take()),
        lever: 'see test/contract/stores/dynamodb-growth',
      },
      { what: 'functions', usage: functions, lever: 'their memory' },
      { what: 'queues', usage: { sqsRequest: counted.sqs }, lever: 'none: each is what makes a page durable' },
      { what: 'events on the bus', usage: { event: counted.events }, lever: 'none: others subscribe to them' },
      {
        what: 'API Gateway',
        usage: { httpApiRequest: counted.asked + (deployed.isPastGateway ? 0 : counted.accepted) },
        lever: 'nothing to gain',
      },
      {
        what: 'logs',
        usage: logged(
          counted.lines * assumed.ownLineBytes +
            counted.transitions * assumed.bytesOfATransition +
            counted.asked * assumed.accessLogBytes +
            all * deployed.systemLogBytes,
        ),
        lever: '`logRetention` shortens how long, not what comes',
      },
    ];
  } finally {
    shop.end();
    metered.close();
  }
};
