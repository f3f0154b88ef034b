import { expect, it } from 'vitest';
import { toIso } from '../../../domain/instant/instant.ts';
import { DAY_MS } from '../../../domain/retention/retention.ts';
import { shopPorts } from '../../../simulation/shop-system.ts';
import { putFilesInForce } from '../../../usecases/configuration/put-in-force.ts';
import { erasePerson } from '../../../usecases/personal/erase-person.ts';

const metadata = (at: number) => ({
  now: toIso(at),
  actor: { kind: 'person' as const, id: 'root' },
  commandId: 'erase',
});

it('an erasure says what it has left, where, how much of it and until when', async () => {
  const ports = shopPorts();
  const { current } = ports.configured;
  const without = { ...JSON.parse(JSON.stringify(current).replaceAll(/"ana"/gi, '"anna"')), version: 'without-ana' };
  for (const one of [current, without, { ...current, version: 'with-her-again' }])
    await putFilesInForce(ports, one, 'files');
  ports.configured.current = { ...current, version: 'with-her-again' };
  const now = ports.time.now;
  const { remaining } = await erasePerson(ports, 'ana', metadata(now), {
    rawMailDays: 15,
    recoveryDays: 35,
    outbox: async () => ['ANA', 'somebody else'],
  });
  expect(remaining).toMatchObject([
    { where: 'the configuration in force', found: 1 },
    { where: `earlier configurations: ${current.version}`, found: 1 },
    { where: expect.stringMatching(/raw mail/), until: toIso(now + 15 * DAY_MS) },
    { where: expect.stringMatching(/outbox/), found: 1 },
    { where: expect.stringMatching(/backups/) },
    { where: expect.stringMatching(/point-in-time/), until: toIso(now + 35 * DAY_MS) },
  ]);
  for (const { mend } of remaining) expect(mend).toMatch(/\.$/);
});

it('what nobody keeps is not said to remain: of a stranger there are backups alone', async () => {
  const ports = shopPorts();
  const { remaining } = await erasePerson(ports, 'otto@example.org', metadata(ports.time.now));
  expect(remaining).toMatchObject([{ where: expect.stringMatching(/backups/) }]);
});
