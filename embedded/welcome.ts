import { styleText } from 'node:util';
import type { Configuration } from '../domain/configuration/configuration.ts';
import type { Ready } from './ready.ts';

/** What runs, where, with what token, and one line to try: a dozen lines. */
export const welcome = (
  ready: Ready,
  about: { configuration: Configuration; dataDirectory: string; smtp: boolean; speed: number },
): string[] => {
  const { configuration: c } = about;
  const generic = Object.entries(ready.integrations).find(([, access]) => access.url?.includes('/in/generic/'))?.[1]
    .url;
  const mailAddress = Object.values(ready.integrations).find(({ address }) => address !== undefined)?.address;
  const bold = (text: string): string => styleText('bold', text, { stream: process.stdout });
  return [
    `${bold('Muster')} runs for ${c.organisation.name}: ${c.services.length} services, ${c.teams.length} teams, ${c.people.length} people, configuration ${c.version}`,
    `  API        ${ready.url}/v1/incidents   (OpenAPI: ${ready.url}/v1/openapi.json)`,
    `  Token      ${ready.token}`,
    `  Data       ${about.dataDirectory}   (survives a restart; remove it to begin anew)`,
    `  Messages   SMS${about.smtp ? '' : ' and e-mail'} land in ${ready.outbox}`,
    ...(ready.smtp && mailAddress ? [`  Mail in    ${mailAddress} by ${ready.smtp}`] : []),
    `  AWS        aws events put-events --endpoint-url ${ready.url} …   (signed with an integration's id and key: docs/compatibility.md)`,
    ...(about.speed === 1 ? [] : [`  Time       runs ${about.speed} times faster`]),
    '',
    'Try:',
    ...(generic
      ? [`  curl -d '{"title":"Checkout returns 500","severity":"critical","service":"checkout"}' ${generic}`]
      : []),
    '  npx muster incident list      npx muster incident timeline INC-…      npm run demo',
    '',
  ];
};
