import { describe, expect, it } from 'vitest';
import { sendingAddressOf } from '../../../domain/access/sending-address.ts';

const publicUrl = 'https://muster.example.com';
const everywhere = { publicUrl, eventsUrl: 'https://events.example.com', mailDomain: 'in.example.com' };
const onlyHttp = { publicUrl };
const sendersUrl = 'https://u.lambda-url.eu-central-1.on.aws';
const pastGateway = { publicUrl, sendersUrl };

describe('what an administrator pastes into a sender', () => {
  it.each([
    ['pagerduty', everywhere, { url: `${publicUrl}/v2/enqueue`, key: 'k' }],
    ['opsgenie', everywhere, { url: `${publicUrl}/v2/alerts`, key: 'k' }],
    ['alertmanager', everywhere, { url: `${publicUrl}/in/alertmanager/k`, key: 'k' }],
    ['generic', onlyHttp, { url: `${publicUrl}/in/generic/k`, key: 'k' }],
    ['email', everywhere, { address: 'k@in.example.com', key: 'k' }],
    ['alertmanager', pastGateway, { url: `${sendersUrl}/in/alertmanager/k`, key: 'k' }],
    ['pagerduty', pastGateway, { url: `${sendersUrl}/v2/enqueue`, key: 'k' }],
    ['opsgenie', pastGateway, { url: `${publicUrl}/v2/alerts`, key: 'k' }],
    ['report', pastGateway, { url: `${publicUrl}/in/report/k`, key: 'k' }],
    ['email', onlyHttp, { key: 'k' }],
    ['aws-events', everywhere, { url: 'https://events.example.com', key: 'k', accessKeyId: 'one' }],
    // On AWS the account's own bus says who sends: there is no key to show.
    ['aws-events', onlyHttp, {}],
  ])('of %s where %j can be reached is %j', (source, reachable, address) => {
    expect(sendingAddressOf({ id: 'one', source }, 'k', reachable)).toEqual(address);
  });

  it('has a key pair for clients of AWS where its topics are published to here', () => {
    const listener = { id: 'one', source: 'generic', topicArns: ['arn:aws:sns:eu-west-1:111122223333:alarms'] };
    expect(sendingAddressOf(listener, 'k', everywhere)).toMatchObject({ key: 'k', accessKeyId: 'one' });
    expect(sendingAddressOf(listener, 'k', onlyHttp)).not.toHaveProperty('accessKeyId');
  });
});
