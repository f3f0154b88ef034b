import { describe, expect, it } from 'vitest';
import { simulatedPorts } from '../../../simulation/simulated-ports.ts';
import { keyOf, sendTo } from '../../fakes/intake.ts';

const alert = { title: 'Disk full', key: 'disk', labels: { query: 'a=b&c=[d]' } };
const path = `/in/generic/${keyOf('scripts')}`;

describe('JSON that somebody wrapped', () => {
  it.each([
    ['as a text within JSON', JSON.stringify(JSON.stringify(alert))],
    ['with text before it', `ALERT: ${JSON.stringify(alert)}`],
    ['with text after it', `${JSON.stringify(alert)}\n-- sent by cron`],
    ['in a fence', `\`\`\`json\n${JSON.stringify(alert)}\n\`\`\``],
    ['as a list in a text', JSON.stringify(JSON.stringify([alert]))],
  ])('is unwrapped: %s', async (_what, body) => {
    const ports = simulatedPorts();
    expect((await sendTo(ports, path, body)).json).toMatchObject({ accepted: 1 });
    expect([...ports.stores.held.alerts.values()]).toMatchObject([{ title: 'Disk full', labels: alert.labels }]);
  });

  it.each([
    ['twice', JSON.stringify(JSON.stringify(JSON.stringify(alert))), 202],
    ['and broken', `ALERT: ${JSON.stringify(alert).slice(0, -1)}`, 400],
    ['in a book', `${'x'.repeat(2000)} ${JSON.stringify(alert)}`, 400],
  ])('is not when it is %s', async (_what, body, status) => {
    const ports = simulatedPorts();
    expect((await sendTo(ports, path, body)).status).toBe(status);
    expect(ports.stores.held.alerts.size).toBe(0);
  });
});
