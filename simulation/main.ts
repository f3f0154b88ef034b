import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { Installation } from './installation.ts';
import { lifeOf, live, type Step } from './life.ts';
import { SHOPS } from './outage-shop.ts';
import { brokenPromises } from './promises.ts';

const HELP = `Lives random lives of a whole Muster with everything that can go wrong, and checks what it promises.

  npm run simulate -- --seeds 100                 a hundred seeds, from one that is printed
  npm run simulate -- --seeds 100 --from 7        seeds 7 to 106
  npm run simulate -- --from 7 --seeds 1 --path … a failure again, as it printed it
  --lives 10                                      so many lives a seed
  --steps 30                                      of at most so many steps`;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    from: { type: 'string' },
    path: { type: 'string' },
    lives: { type: 'string', default: '10' },
    steps: { type: 'string', default: '30' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(`${HELP}\n`);
  process.exit(0);
}
const [seeds, lives, steps] = [values.seeds, values.lives, values.steps].map(Number) as [number, number, number];
const from = values.from === undefined ? Math.trunc(Date.now() / 1000) : Number(values.from);
if (![seeds, lives, steps, from].every((n) => Number.isInteger(n) && n >= 0)) {
  process.stderr.write(`--seeds, --from, --lives and --steps are whole numbers.\n`);
  process.exit(2);
}

const lived = { lives: 0, incidents: 0, alerts: 0, messages: 0, mishaps: 0, hours: 0 };
const began = performance.now();
let broken: string[] = [];

const keepsItsPromises = async (seed: number, life: readonly Step[]): Promise<boolean> => {
  const installation = new Installation(SHOPS[seed % SHOPS.length]);
  const start = installation.clock.now();
  try {
    await live(installation, life);
    broken = brokenPromises(installation);
  } finally {
    installation.end();
  }
  lived.lives += 1;
  lived.incidents += installation.incidents().length;
  lived.alerts += installation.ports.stores.held.alerts.size;
  lived.messages += installation.sent.length;
  lived.mishaps += installation.mishaps;
  lived.hours += (installation.clock.now() - start) / 3_600_000;
  return broken.length === 0;
};

process.stdout.write(`Seeds ${from} to ${from + seeds - 1}, ${lives} lives each, at most ${steps} steps.\n`);
let failures = 0;
for (let seed = from; seed < from + seeds; seed += 1) {
  const found = await fc.check(
    fc.asyncProperty(lifeOf(steps), (life) => keepsItsPromises(seed, life)),
    {
      seed,
      numRuns: lives,
      path: values.path,
    },
  );
  if (!found.failed) continue;
  failures += 1;
  const [life] = found.counterexample ?? [];
  broken = [];
  if (life) await keepsItsPromises(seed, life);
  process.stdout.write(
    [
      `\nSeed ${seed} breaks a promise:`,
      ...(broken.length > 0 ? broken : [String(found.errorInstance ?? 'it fails the first time only')]).map(
        (one) => `  ${one}`,
      ),
      'The shortest life found that does:',
      ...(life ?? []).map((one) => `  ${JSON.stringify(one)}`),
      `Again: npm run simulate -- --from ${seed} --seeds 1 --lives ${lives} --steps ${steps} --path ${found.counterexamplePath}\n`,
    ].join('\n'),
  );
}
process.stdout.write(
  `${lived.lives} lives of ${Math.round(lived.hours)} hours: ${lived.incidents} incidents of ${lived.alerts} alerts, ${lived.messages} messages, ${lived.mishaps} accidents, in ${Math.round((performance.now() - began) / 1000)} s\n`,
);
process.stdout.write(`${seeds - failures} passed, ${failures} failed\n`);
process.exitCode = failures === 0 ? 0 : 1;
