import { expect, it } from 'vitest';
import { shopFile } from '../../../simulation/shop-configuration.ts';
import { shopPorts, signal } from '../../../simulation/shop-system.ts';
import { acceptSignals } from '../../../usecases/alerts/accept-signals.ts';
import { pageResponder } from '../../../usecases/reach/page-responder.ts';

it('asks for the next contact of a person once, however often a provider fails to take the page', async () => {
  const contacts = [
    { channel: 'sms', address: '+491700000001' },
    { channel: 'email', address: 'ana@example.com', afterSeconds: 120 },
  ];
  const ports = shopPorts({ people: shopFile.people.map((p) => (p.id === 'ana' ? { ...p, contacts } : p)) });
  await acceptSignals(ports, [signal('a', { severity: 'warning' })]);
  ports.provider.answer = () => ({ sent: false, retryable: true, reason: 'the provider is down' });
  const asked: { contact: number; attempt: number; delaySeconds: number }[] = [];
  for (let turn = 0; turn < 10; turn += 1) {
    const due = ports.collected.pages.splice(0);
    asked.push(
      ...due.map(({ job, delaySeconds = 0 }) => ({ contact: job.contactIndex, attempt: job.attempt, delaySeconds })),
    );
    for (const { job } of due.filter(({ job: { contactIndex } }) => contactIndex === 0)) {
      await pageResponder(ports, job, job.attempt > 1);
    }
  }
  expect(asked.filter(({ contact }) => contact === 0).length).toBeGreaterThan(1);
  // By the clock, should the first one stay silent, and at once, because it failed.
  expect(asked.filter(({ contact }) => contact === 1)).toEqual([
    { contact: 1, attempt: 1, delaySeconds: 120 },
    { contact: 1, attempt: 1, delaySeconds: 0 },
  ]);
});
