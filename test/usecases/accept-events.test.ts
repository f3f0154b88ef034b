import { describe, expect, it } from 'vitest';
import { acceptEvents } from '../../usecases/accept-events.ts';
import { type FakePorts, fakePorts } from '../fakes/fake-ports.ts';
import { broken } from '../fakes/intake.ts';
import { fixture } from '../fakes/source-fixtures.ts';

const alertsIn = (ports: FakePorts) => [...ports.stores.held.alerts.values()];
const quarantinedIn = (ports: FakePorts) => [...ports.stores.held.quarantined.values()];

describe('EventBridge events', () => {
  const alarm = fixture('cloudwatch', 'firing').body;
  const health = fixture('aws-health', 'firing').body;

  it('reads each event by the source that knows it, as objects and as bodies of SQS', async () => {
    const ports = fakePorts();
    const taken = await acceptEvents(ports, 'aws', [alarm, JSON.stringify(health)]);
    expect(taken).toMatchObject({ received: 2, accepted: 2, quarantined: 0 });
    expect(alertsIn(ports).map(({ source }) => source)).toEqual(['cloudwatch', 'aws-health']);
    expect(ports.collected.pages.length).toBeGreaterThan(0);
  });

  it('quarantines what no source knows, and text that is no JSON, so that the queue does not repeat it', async () => {
    const ports = fakePorts();
    const unknown = { source: 'aws.autoscaling', 'detail-type': 'EC2 Instance Launch Unsuccessful', detail: {} };
    const taken = await acceptEvents(ports, 'aws', [unknown, '{oops', null, alarm]);
    expect(taken).toMatchObject({ accepted: 1, quarantined: 3 });
    expect(quarantinedIn(ports).map(({ source }) => source)).toEqual([
      'aws.autoscaling',
      'unknown event',
      'unknown event',
    ]);
  });

  it('accepts for an integration that nobody configured', async () => {
    expect(await acceptEvents(fakePorts(), 'default-bus', [alarm])).toMatchObject({ accepted: 1 });
  });

  it('does not page while the alarm holds its own actions back', async () => {
    const ports = fakePorts();
    await acceptEvents(ports, 'aws', [fixture('cloudwatch', 'suppressed.composite').body]);
    expect(ports.collected.pages).toEqual([]);
    expect(alertsIn(ports)).toMatchObject([{ suppressedBy: expect.stringContaining('WaitPeriod') }]);
  });

  it('leaves the messages in the queue when nothing could be made durable', async () => {
    await expect(acceptEvents(broken(fakePorts()), 'aws', [alarm])).rejects.toMatchObject({ code: 'not-accepted' });
  });
});
