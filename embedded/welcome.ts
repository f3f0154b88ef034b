import { join, resolve } from 'node:path';
import { styleText } from 'node:util';
import type { Configuration } from '../domain/configuration/configuration.ts';
import type { Ready } from './ready.ts';

/** What runs, where, with what token (or where it is), and one line to try: a dozen lines. */
export const welcome = (
  ready: Ready,
  about: {
    configuration: Configuration;
    dataDirectory: string;
    smtp: boolean;
    tries: readonly string[];
    speed: number;
    /** What is written to a log is read by more people than a terminal is. */
    showsKeys: boolean;
  },
): string[] => {
  const { configuration: c } = about;
  const { showsKeys } = about;
  const file = (name: string): string => join(about.dataDirectory, name);
  const sending = Object.values(ready.integrations).find(({ url }) => url?.includes('/in/generic/'));
  const generic = showsKeys ? sending?.url : sending?.url?.replace(sending.key ?? '', '<key>');
  const mail = Object.values(ready.integrations).find(({ address }) => address !== undefined);
  const mailAddress = showsKeys ? mail?.address : mail?.address?.replace(mail.key ?? '', '<key>');
  const pair = Object.values(ready.integrations).find(({ accessKeyId }) => accessKeyId !== undefined);
  // Commands look where a start keeps its data unless told otherwise.
  const found = about.dataDirectory === resolve('.muster') ? '' : `MUSTER_DATA=${about.dataDirectory} `;
  const tries = about.tries.map((command) => (/^(?:npx )?muster /.test(command) ? `${found}${command}` : command));
  const bold = (text: string): string => styleText('bold', text, { stream: process.stdout });
  return [
    `${bold('Muster')} runs for ${c.organisation.name}: ${c.services.length} services, ${c.teams.length} teams, ${c.people.length} people, configuration ${c.version}`,
    `  API        ${ready.url}/v1/incidents   (OpenAPI: ${ready.url}/v1/openapi.json)`,
    `  Token      ${showsKeys ? ready.token : `in ${file('admin-token')}`}`,
    ...(showsKeys ? [] : [`  Keys       in ${file('integrations.json')}   (--keys prints them)`]),
    `  Data       ${about.dataDirectory}   (survives a restart; remove it to begin anew)`,
    `  Messages   SMS${about.smtp ? '' : ' and e-mail'} land in ${ready.outbox}`,
    ...(ready.smtp && mailAddress ? [`  Mail in    ${mailAddress} by ${ready.smtp}`] : []),
    ...(pair
      ? [
          `  AWS        AWS_ACCESS_KEY_ID=${pair.accessKeyId} AWS_SECRET_ACCESS_KEY=${showsKeys ? pair.key : '<key>'} aws events put-events --endpoint-url ${ready.url} …`,
        ]
      : []),
    ...(about.speed === 1 ? [] : [`  Time       runs ${about.speed} times faster`]),
    '',
    'Try:',
    ...(generic
      ? [`  curl -d '{"title":"Checkout returns 500","severity":"critical","service":"checkout"}' ${generic}`]
      : []),
    ...(found === '' ? [`  ${tries.join('      ')}`] : tries.map((command) => `  ${command}`)),
    '',
  ];
};
