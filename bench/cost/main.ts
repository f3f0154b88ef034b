import bounds from './bounds.json' with { type: 'json' };
import { deployedBy } from './deployed.ts';
import { asDeployed, figuresOf, options } from './figures.ts';
import { asOf, region, usdOf, usdOfAll } from './usage.ts';

const money = (usd: number): string => (usd > 0 && usd < 0.01 ? usd.toFixed(5) : usd.toFixed(2)).padStart(9);
const say = (line = ''): void => void process.stdout.write(`${line}\n`);

/** The bar is what it ought to cost, and what is held is what it did cost: that may only fall (bounds.json). */
const judged = (usd: number, bar: number, held: number): string => {
  if (usd > held) return `MORE THAN IT DID, ${held}`;
  return usd > bar ? `over its bar of ${bar}, and held to ${held}` : `within its bar of ${bar}`;
};

const template = asDeployed();
const figures = await figuresOf(template);
say(
  `US dollars, list prices of ${region} of ${asOf}, no free tiers (bench/cost/prices.json says where from, and what is assumed)`,
);
let over = 0;
for (const { name, what, lines } of figures) {
  const usd = usdOfAll(lines);
  const { bar, held } = bounds[name as keyof typeof bounds];
  if (usd > held) over += 1;
  say(`\n${money(usd)}  ${what}: ${judged(usd, bar, held)}`);
  for (const line of lines)
    if (usdOf(line.usage) > 0) say(`${money(usdOf(line.usage))}    ${line.what.padEnd(48)} ${line.lever}`);
}
say('\nWhat conveniences cost on top:');
for (const { name, what, usage } of options(deployedBy(template))) say(`${money(usdOf(usage))}    ${name}: ${what}`);
process.exitCode = over === 0 ? 0 : 1;
