import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Floors, loweredFloors, raised } from './floors.ts';
import { type Judged, mutate } from './mutate.ts';
import { ROOT, type Room, rooms } from './rooms.ts';

const HELP = `Changes the code of domain/, one place at a time, and fails where its tests notice less of it than they did.

  npm run mutation                          every room
  npm run mutation -- trigger chain         these rooms; their survivors are listed
  npm run mutation -- --changed             the rooms changed since origin/main (or since --base)
  npm run mutation -- --changed --minutes 5 begins no further room after five minutes, and says which are left
  npm run mutation -- --raise               writes what was reached into test/mutation-floors.json, where it is more`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    changed: { type: 'boolean', default: false },
    base: { type: 'string' },
    minutes: { type: 'string' },
    raise: { type: 'boolean', default: false },
    concurrency: { type: 'string', default: String(availableParallelism()) },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(`${HELP}\n`);
  process.exit(0);
}

const FLOORS = 'test/mutation-floors.json';
const floors = JSON.parse(readFileSync(join(ROOT, FLOORS), 'utf8')) as Floors;

const git = (...args: string[]): string | undefined => {
  try {
    return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return undefined;
  }
};

/** The commit that changes are counted from: what is landed, else the commit before this one; none in a clone of one commit. */
const baseCommit = (): string | undefined =>
  [values.base, 'origin/main', 'HEAD~1'].find(
    (ref) =>
      ref !== undefined &&
      git('rev-parse', '--verify', '--quiet', `${ref}^{commit}`) !== undefined &&
      // On the branch that is landed already, the last landing is what is new.
      (ref !== 'origin/main' || git('rev-parse', ref) !== git('rev-parse', 'HEAD')),
  );

const changedSince = (base: string): string[] => [
  ...(git('diff', '--name-only', '--merge-base', base) ?? '').split('\n'),
  ...(git('ls-files', '--others', '--exclude-standard') ?? '').split('\n'),
];

const chosen = (): Room[] => {
  const all = rooms();
  if (positionals.length > 0) {
    const unknown = positionals.filter((name) => !all.some((room) => room.name === name));
    if (unknown.length > 0) {
      process.stderr.write(
        `There is no room ${unknown.join(', ')}; rooms are ${all.map(({ name }) => name).join(', ')}.\n`,
      );
      process.exit(2);
    }
    return all.filter(({ name }) => positionals.includes(name));
  }
  if (!values.changed) return all;
  const base = baseCommit();
  if (base === undefined) return [];
  const changed = new Set(changedSince(base));
  return all.filter(({ files, tests }) => [...files, ...tests].some((file) => changed.has(file)));
};

const complaints: string[] = [];
const base = baseCommit();
const before = base === undefined ? undefined : git('show', `${base}:${FLOORS}`);
if (before !== undefined) {
  const present = new Set(rooms().map(({ name }) => name));
  complaints.push(...loweredFloors(JSON.parse(before) as Floors, floors, present));
}

const until = Date.now() + (values.minutes === undefined ? Number.POSITIVE_INFINITY : Number(values.minutes) * 60_000);
const reached: Judged[] = [];
const left: string[] = [];
for (const room of chosen()) {
  if (Date.now() > until) {
    left.push(room.name);
    continue;
  }
  const began = Date.now();
  const judged = await mutate(room, Number(values.concurrency));
  reached.push(judged);
  const floor = floors[room.name] ?? 0;
  process.stdout.write(
    `${room.name.padEnd(18)} ${String(judged.score).padStart(5)} %  (floor ${floor} %), ${judged.killed} noticed, ${judged.survivors.length} not, ${Math.round((Date.now() - began) / 1000)} s\n`,
  );
  if (judged.score < floor) complaints.push(`${room.name} is at ${judged.score} %, below its floor of ${floor} %`);
  if (positionals.length > 0 || judged.score < floor) {
    for (const { column, file, isCovered, line, mutator, replacement } of judged.survivors) {
      process.stdout.write(
        `  ${file}:${line}:${column} ${mutator}${isCovered ? '' : ' (never run)'} → ${replacement.replaceAll(/\s+/g, ' ').slice(0, 120)}\n`,
      );
    }
  }
}
if (left.length > 0) process.stdout.write(`Time is up; not judged: ${left.join(', ')}.\n`);
if (values.raise) {
  writeFileSync(join(ROOT, FLOORS), `${JSON.stringify(raised(floors, reached), null, 2)}\n`);
}
for (const complaint of complaints) process.stderr.write(`${complaint}\n`);
process.exitCode = complaints.length === 0 ? 0 : 1;
