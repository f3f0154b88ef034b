import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startProgram } from './program.ts';

/** What monit watches: by which of its ways of alerting it tells of each. */
export type Watched = 'told-by-mail' | 'told-by-exec';

export interface Monit {
  /** What its checks find from now on; it looks once a second. */
  find(watched: Watched, isWell: boolean): void;
  said(): string;
  stop(): Promise<void>;
}

/** Where it sends to. */
interface Told {
  readonly mailServer: URL;
  readonly mailAddress: string;
  /** With the key. */
  readonly url: string;
}

/** Posts what monit puts into the environment of what it runs: https://mmonit.com/monit/documentation/monit.html#ENVIRONMENT */
const tellingScript = (url: string): string => `#!/bin/sh
exec curl --silent --show-error --fail --max-time 30 "${url}" --data-urlencode "key=$MONIT_HOST/$MONIT_SERVICE" \\
  --data-urlencode "title=$MONIT_SERVICE on $MONIT_HOST: $MONIT_EVENT" --data-urlencode "description=$MONIT_DESCRIPTION" \\
  --data-urlencode "status=$1" --data-urlencode "severity=error"
`;

/** Its own words for mails, and its own start are told, too. */
export const startMonit = async (command: string, workDirectory: string, told: Told): Promise<Monit> => {
  const directory = join(workDirectory, 'monit');
  mkdirSync(directory, { recursive: true });
  const within = (name: string): string => join(directory, name);
  const find = (watched: Watched, isWell: boolean): void =>
    writeFileSync(within(`${watched}.exit`), isWell ? '0' : '1');
  const write = (name: string, text: string): string => {
    writeFileSync(within(name), text, { mode: 0o700 });
    return within(name);
  };
  const check = (watched: Watched): string => {
    find(watched, true);
    const script = write(`${watched}.sh`, `#!/bin/sh\nread code < ${within(`${watched}.exit`)}\nexit "$code"\n`);
    return `check program ${watched} with path "${script}"`;
  };
  const tell = write('tell.sh', tellingScript(told.url));
  const { hostname, port } = told.mailServer;
  const file = write(
    'monitrc',
    [
      'set daemon 1',
      `set pidfile ${within('pid')}`,
      `set statefile ${within('state')}`,
      `set idfile ${within('id')}`,
      `set mailserver ${hostname} port ${port} with timeout 30 seconds`,
      `set alert ${told.mailAddress}`,
      check('told-by-mail'),
      '  if status != 0 then alert',
      check('told-by-exec'),
      // Monit mails of whatever it runs, too, unless that is said of the service.
      `  noalert ${told.mailAddress}`,
      `  if status != 0 then exec "${tell} firing" else if succeeded then exec "${tell} resolved"`,
      '',
    ].join('\n'),
  );
  const running = await startProgram(command, ['-I', '-c', file], /(Monit \S+) started/);
  return { find, said: running.said, stop: running.stop };
};
