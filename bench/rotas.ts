import { toMs } from '../domain/instant/instant.ts';
import { rota as schema } from '../domain/rota/configured-rota.ts';
import type { Rota } from '../domain/rota/rota.ts';
import { onCallAt, shiftsBetween } from '../domain/rota/shifts.ts';

/** What a rota may cost, in milliseconds: a year of five layers, and who is on call now. */
export const LONGEST_YEAR_MS = 50;
export const LONGEST_NOW_MS = 0.2;

const RUNS = 21;

const people = ['ana', 'ben', 'cai', 'dee', 'eli'];
const office = { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '17:00' };

/** Five layers, each of another kind; the sun is followed by the first three. */
export const rotaOfFiveLayers = (): Rota => ({
  ...schema.parse({
    id: 'five',
    name: 'Five layers',
    layers: [
      { id: 'europe', people, turn: '1 day', from: '2026-01-05T09:00', timeZone: 'Europe/Lisbon', when: [office] },
      { id: 'america', people, turn: '1 day', from: '2026-01-05T09:00', timeZone: 'America/New_York', when: [office] },
      {
        id: 'asia',
        people,
        turn: '12 hours',
        from: '2026-01-05T09:00',
        timeZone: 'Asia/Kolkata',
        when: [{ from: '22:00', to: '06:00' }],
      },
      {
        id: 'weekend',
        people,
        turn: ['4 days', '3 days'],
        from: '2026-01-05T09:00',
        when: [{ from: 'fri 17:00', to: 'mon 09:00' }],
      },
      { id: 'rest', people, turn: '1 week', from: '2026-01-05T09:00', together: 2 },
    ],
  }),
  timeZone: 'Europe/Lisbon',
});

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const timed = (work: () => unknown): number => {
  const began = performance.now();
  work();
  return performance.now() - began;
};

/** What both cost, in milliseconds: the first of a process, and the median of many. */
export const measureRotas = () => {
  const [from, to] = [toMs('2026-11-29T00:00Z'), toMs('2027-11-29T00:00Z')];
  const rota = rotaOfFiveLayers();
  const firstNow = timed(() => onCallAt(rota, from));
  const firstYear = timed(() => shiftsBetween(rota, from, to));
  const years = Array.from({ length: RUNS }, () => timed(() => shiftsBetween(rotaOfFiveLayers(), from, to)));
  const nows = Array.from({ length: RUNS * 50 }, (_, i) => timed(() => onCallAt(rota, from + i * 7_000_000)));
  return { firstNow, firstYear, year: median(years), now: median(nows), shifts: shiftsBetween(rota, from, to).length };
};

if (import.meta.main) {
  const { firstNow, firstYear, year, now, shifts } = measureRotas();
  const line = (what: string, ms: number, limit: number): string =>
    `${what.padEnd(34)} ${ms.toFixed(3).padStart(8)} ms  (at most ${limit} ms)\n`;
  process.stdout.write(line(`a year of five layers, ${shifts} shifts`, year, LONGEST_YEAR_MS));
  process.stdout.write(line('  the first of a process', firstYear, LONGEST_YEAR_MS));
  process.stdout.write(line('who is on call now', now, LONGEST_NOW_MS));
  process.stdout.write(`  the first of a process, clocks read ${firstNow.toFixed(1)} ms\n`);
  if (year > LONGEST_YEAR_MS || now > LONGEST_NOW_MS) process.exitCode = 1;
}
