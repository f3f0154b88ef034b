#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { tellAfterwards } from './epilogue.ts';
import { createClient } from './muster-client.ts';
import { createProgress } from './progress.ts';
import { type Server, startServer, useServer } from './server.ts';
import { createStage, StoryError } from './stage.ts';
import { ACTS, playOutage } from './story.ts';

const HELP = `Plays an outage, sixty times as fast as it would be, and checks that Muster does what it should.

  npm run demo                  starts a Muster of its own, on data that are thrown away
  npm run demo -- --speed=120   faster

  npm run demo -- --url=http://127.0.0.1:4000 --token=mst_… --integrations=.muster/integrations.json
                                against one that runs with the example configuration (or MUSTER_URL, MUSTER_TOKEN);
                                clocks there run at that server's speed: say which with --speed (default there: 1)`;

const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    token: { type: 'string' },
    integrations: { type: 'string' },
    speed: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const write = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const given = { url: values.url ?? process.env.MUSTER_URL, token: values.token ?? process.env.MUSTER_TOKEN };
const speed = Number(values.speed ?? (given.url ? 1 : 60));

const play = async (): Promise<number> => {
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  process.once('SIGTERM', () => interrupted.abort());
  process.once('SIGHUP', () => interrupted.abort());
  let server: Server | undefined;
  let startedAt = Date.now();
  const progress = createProgress(() => ((Date.now() - startedAt) * speed) / 1000, ACTS);
  try {
    if (given.url && given.token) {
      server = useServer(given.url, given.token, values.integrations);
      write(`Against ${given.url}: its clocks run at that server's own speed, taken to be ${speed}.`);
    } else {
      server = await startServer(speed, (text, incident) =>
        progress.say('Muster', text.startsWith(incident) ? text : `${incident} ${text}`),
      );
      write(`A Muster of its own at ${server.url}; a minute of the story takes ${(60 / speed).toFixed(1)} s.`);
    }
    startedAt = Date.now();
    const client = createClient(server);
    const stage = createStage({ client, progress, speed, startedAt, ended: interrupted.signal });
    const incident = await playOutage(stage);
    progress.end();
    await tellAfterwards(client, incident);
    write(`\nAs told, in ${Math.round((Date.now() - startedAt) / 1000)} s.`);
    return 0;
  } catch (error) {
    progress.end();
    if (interrupted.signal.aborted) {
      write('\nInterrupted.');
      return 130;
    }
    const said = error instanceof StoryError ? error.message : ((error as Error).stack ?? String(error));
    process.stderr.write(`\nNot as told: ${said}\n`);
    return 1;
  } finally {
    await server?.stop();
  }
};

if (values.help) write(HELP);
else if (!(speed >= 1)) {
  process.stderr.write('--speed must be a number of at least 1.\n');
  process.exitCode = 2;
} else if (given.url && !given.token) {
  process.stderr.write('A server that runs already needs a token: --token or MUSTER_TOKEN.\n');
  process.exitCode = 2;
} else process.exitCode = await play();
