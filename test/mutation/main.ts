import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Floors, loweredFloors, raised } from './floors.ts';
import { type Judged, mutate, scoreOf } from './mutate.ts';
import { ROOT, rooms } from './rooms.ts';

const HELP = `Changes the code of domain/, one place at a time, and fails where the tests of a file's room notice less than they did.

  npm run mutation                          every room
  npm run mutation -- trigger chain         these rooms or files, and what nobody noticed of them
  npm run mutation -- --changed             the files changed since origin/main (or --base), and those whose tests changed
  npm run mutation -- --changed --minutes 5 no longer than that; says which files are left
  npm run mutation -- --patience 60         seconds that a change may take longer before it counts as noticed (5): for a busy machine
  npm run mutation -- --raise               writes what was reached into test/mutation-floors.json, where it is more`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    changed: { type: 'boolean', default: false },
    base: { type: 'string' },
    minutes: { type: 'string' },
    raise: { type: 'boolean', default: false },
    patience: { type: 'string', default: '5' },
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
const allRooms = rooms();
const allFiles = new Set(allRooms.flatMap(({ files }) => files));

const git = (...args: string[]): string | undefined => {
  try {
    return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
};

/** The commit that changes are counted from: what is landed, or before the last landing; none in a clone of one commit. */
const baseCommit = (): string | undefined => {
  const head = git('rev-parse', 'HEAD');
  return [values.base, 'origin/main', 'HEAD~1']
    .map((ref) => (ref === undefined ? undefined : git('rev-parse', '--verify', '--quiet', `${ref}^{commit}`)))
    .find((commit) => commit !== undefined && commit !== head);
};
const base = baseCommit();

const changedFiles = (): Set<string> => {
  if (base === undefined) return new Set();
  const lines = [git('diff', '--name-only', '--merge-base', base), git('ls-files', '--others', '--exclude-standard')];
  return new Set(lines.flatMap((text) => text?.split('\n') ?? []));
};

/** What one run of Stryker mutates, and the tests that must notice. */
interface Run {
  readonly files: readonly string[];
  readonly tests: readonly string[];
}

const sizeOf = (file: string): number => readFileSync(join(ROOT, file)).length;

/** File by file and the small ones first, so that the end of the time leaves out as little as it can. */
const changedRuns = (): Run[] => {
  const changed = changedFiles();
  return allRooms
    .flatMap(({ files, tests }) => {
      const ofRoom = tests.some((test) => changed.has(test)) ? files : files.filter((file) => changed.has(file));
      return ofRoom.map((file) => ({ files: [file], tests }));
    })
    .sort((a, b) => sizeOf(a.files[0] as string) - sizeOf(b.files[0] as string));
};

/** The rooms, or files of them, that were named; all of them where none was. */
const chosenRooms = (): Run[] => {
  if (positionals.length === 0) return allRooms;
  const known = [...allRooms.map(({ name }) => name), ...allFiles];
  const unknown = positionals.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    const rest = allRooms.map(({ name }) => name).join(', ');
    process.stderr.write(`There is no ${unknown.join(', ')}; name files of domain/ or these rooms: ${rest}.\n`);
    process.exit(2);
  }
  return allRooms.flatMap(({ files, name, tests }) => {
    const ofRoom = positionals.includes(name) ? files : files.filter((file) => positionals.includes(file));
    return ofRoom.length > 0 ? [{ files: ofRoom, tests }] : [];
  });
};

// What a run left that was ended by its time.
rmSync(join(ROOT, '.muster/mutation'), { recursive: true, force: true });

const complaints: string[] = [];
const reached: Judged[] = [];
const runs: Run[] = values.changed ? changedRuns() : chosenRooms();

const tell = (judged: Judged): void => {
  const floor = floors[judged.file] ?? 0;
  const { file, noticed, score, survivors } = judged;
  process.stdout.write(
    `${String(score).padStart(5)} %, floor ${String(floor).padStart(3)} %: ${file} (${noticed} noticed, ${survivors.length} not)\n`,
  );
  if (score < floor) complaints.push(`${file} is at ${score} %, below its floor of ${floor} %`);
  if (positionals.length === 0 && score >= floor) return;
  for (const { column, isCovered, line, mutator, replacement } of survivors) {
    const instead = replacement.replaceAll(/\s+/g, ' ').slice(0, 120);
    process.stdout.write(`    ${line}:${column} ${mutator}${isCovered ? '' : ' (never run)'} → ${instead}\n`);
  }
};

/** A room counts as a whole where all of its files were judged. */
const tellOfRooms = (): void => {
  for (const { files, name } of allRooms) {
    const ofRoom = reached.filter(({ file }) => files.includes(file));
    if (ofRoom.length < files.length) continue;
    const noticed = ofRoom.reduce((sum, one) => sum + one.noticed, 0);
    const unnoticed = ofRoom.reduce((sum, one) => sum + one.survivors.length, 0);
    if (noticed + unnoticed > 0) {
      process.stdout.write(
        `${name.padEnd(18)} ${String(scoreOf(noticed, unnoticed)).padStart(5)} %, ${noticed} of ${noticed + unnoticed}\n`,
      );
    }
  }
};

const finish = (): never => {
  const left = runs.flatMap(({ files }) => files).filter((file) => !reached.some((one) => one.file === file));
  tellOfRooms();
  if (left.length > 0) process.stdout.write(`The time is up; not judged: ${left.join(', ')}.\n`);
  if (values.raise) {
    writeFileSync(join(ROOT, FLOORS), `${JSON.stringify(raised(floors, reached, allFiles), null, 2)}\n`);
  }
  for (const complaint of complaints) process.stderr.write(`${complaint}\n`);
  process.exit(complaints.length === 0 ? 0 : 1);
};

const before = base === undefined ? undefined : git('show', `${base}:${FLOORS}`);
if (before !== undefined) complaints.push(...loweredFloors(JSON.parse(before) as Floors, floors, allFiles));
// Stryker knows no end before its own; its runners end with this process.
if (values.minutes !== undefined) setTimeout(finish, Number(values.minutes) * 60_000);
for (const { files, tests } of runs) {
  const judged = await mutate(files, tests, {
    concurrency: Number(values.concurrency),
    patienceMs: 1000 * Number(values.patience),
  });
  reached.push(...judged);
  for (const one of judged) tell(one);
}
finish();
