import prices from './prices.json' with { type: 'json' };

export type Priced = keyof typeof prices.prices;

/** How much of what has a price was used. */
export type Usage = Partial<Record<Priced, number>>;

/** One line of a bill: what for, how much, and what lowers it. */
export interface Line {
  readonly what: string;
  readonly usage: Usage;
  readonly lever: string;
}

export const { assumed, asOf, region } = prices;

const usdOfOne = (name: Priced): number => prices.prices[name].usd / prices.prices[name].per;

/** In US dollars, by the dated list of prices. */
export const usdOf = (usage: Usage): number =>
  Object.entries(usage).reduce((sum, [name, amount]) => sum + amount * usdOfOne(name as Priced), 0);

export const usdOfAll = (lines: readonly Line[]): number => lines.reduce((sum, { usage }) => sum + usdOf(usage), 0);

export const added = (...all: readonly Usage[]): Usage => {
  const sum: Usage = {};
  for (const usage of all)
    for (const [name, amount] of Object.entries(usage)) sum[name as Priced] = (sum[name as Priced] ?? 0) + amount;
  return sum;
};

export const times = (usage: Usage, factor: number): Usage =>
  Object.fromEntries(Object.entries(usage).map(([name, amount]) => [name, amount * factor]));

/** A function that runs once, for so long, with so much memory. */
export const invoked = (ms: number, memoryMb: number): Usage => ({
  lambdaRequest: 1,
  lambdaGbSecond: (ms / 1000) * (memoryMb / 1024),
});

export const logged = (bytes: number): Usage => ({ logGb: bytes / 1024 ** 3 });
