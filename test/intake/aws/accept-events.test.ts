import { describe, expect, it } from 'vitest';
import { toMs } from '../../../domain/instant/instant.ts';
import { acceptEvents } from '../../../intake/aws/accept-events.ts';
import { type SimulatedPorts, simulatedPorts } from '../../../simulation/simulated-ports.ts';
import { reconcile } from '../../../usecases/reconcile.ts';
import { broken } from '../../fakes/intake.ts';
import { fixture } from '../../fakes/source-fixtures.ts';

const alertsIn = (ports: SimulatedPorts) => [...ports.stores.held.alerts.values()];
const quarantinedIn = (ports: SimulatedPorts) => [...ports.stores.held.quarantined.values()];

describe('EventBridge events', () => {
  const alarm = fixture('cloudwatch', 'firing').body;
  const health = fixture('aws-health', 'firing').body;

  it('reads each event by the source that knows it, as objects and as bodies of SQS', async () => {
    const ports = simulatedPorts();
    const taken = await acceptEvents(ports, 'aws', [alarm, JSON.stringify(health)]);
    expect(taken).toMatchObject({ received: 2, accepted: 2, quarantined: 0 });
    expect(alertsIn(ports).map(({ source }) => source)).toEqual(['cloudwatch', 'aws-health']);
    expect(ports.collected.pages.length).toBeGreaterThan(0);
  });

  it('quarantines what no source knows, and text that is no JSON, so that the queue does not repeat it', async () => {
    const ports = simulatedPorts();
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
    expect(await acceptEvents(simulatedPorts(), 'default-bus', [alarm])).toMatchObject({ accepted: 1 });
  });

  describe('of an alarm that holds its own actions back', () => {
    const [waits, byAlarm, afterwards] = [
      'suppressed.composite',
      'suppressed.composite-by-alarm',
      'firing.composite-after-wait',
    ].map((name) => fixture('cloudwatch', name).body);

    it('page nobody while it waits for its suppressor, and page when it has waited in vain', async () => {
      const ports = simulatedPorts();
      ports.time.now = toMs('2026-11-21T19:04:41Z');
      await acceptEvents(ports, 'aws', [waits]);
      expect(ports.collected.pages).toEqual([]);
      expect(alertsIn(ports)).toMatchObject([{ suppressedBy: expect.stringContaining('WaitPeriod') }]);
      ports.time.now = toMs('2026-11-21T19:06:41Z');
      await acceptEvents(ports, 'aws', [afterwards]);
      expect(ports.collected.pages).toHaveLength(1);
    });

    it('page when it has waited in vain and its next change is lost', async () => {
      const ports = simulatedPorts();
      ports.time.now = toMs('2026-11-21T19:04:41Z');
      await acceptEvents(ports, 'aws', [waits]);
      ports.time.now = toMs('2026-11-21T19:07:40Z');
      await reconcile(ports);
      expect(ports.collected.pages).toEqual([]);
      ports.time.now = toMs('2026-11-21T19:07:41Z');
      await reconcile(ports);
      expect(ports.collected.pages).toHaveLength(1);
    });

    it.each([
      ['in order', [0, 1]],
      ['out of order', [1, 0]],
    ])('page nobody while its suppressor is in alarm, however long: %s', async (_, order) => {
      const ports = simulatedPorts();
      ports.time.now = toMs('2026-11-21T19:05:11Z');
      for (const at of order) await acceptEvents(ports, 'aws', [[waits, byAlarm][at]]);
      ports.time.now += 86_400_000;
      await reconcile(ports);
      expect(ports.collected.pages).toEqual([]);
    });
  });

  it('leaves the messages in the queue when nothing could be made durable', async () => {
    await expect(acceptEvents(broken(simulatedPorts()), 'aws', [alarm])).rejects.toMatchObject({
      code: 'not-accepted',
    });
  });
});
