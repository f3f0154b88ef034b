import { Stryker } from '@stryker-mutator/core';
import { ROOT, type Room } from './rooms.ts';

type Options = ConstructorParameters<typeof Stryker>[0];
type MutantResult = Awaited<ReturnType<Stryker['runMutationTest']>>[number];

/** One change to the code that no test noticed. */
export interface Survivor {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly mutator: string;
  readonly replacement: string;
  readonly isCovered: boolean;
}

export interface Judged {
  readonly room: string;
  readonly killed: number;
  readonly survivors: readonly Survivor[];
  /** Of 100, rounded down to a tenth; 100 where there is nothing to change. */
  readonly score: number;
}

const NOTICED = ['Killed', 'Timeout'];
const UNNOTICED = ['Survived', 'NoCoverage'];

/** What the tests of `domain/` do not load is not copied for each run. */
const NOT_COPIED = [
  'bench',
  'bin',
  'cdk.out',
  'cli',
  'config',
  'demo',
  'docs',
  'functions',
  'lib',
  'test/fixtures',
].map((folder) => `/${folder}`);

/** What judges a room without tests: it notices nothing of it. */
const ELSEWHERE = ['test/domain/instant/instant.test.ts'];

const judged = (room: string, results: readonly MutantResult[]): Judged => {
  const killed = results.filter(({ status }) => NOTICED.includes(status)).length;
  const survivors = results
    .filter(({ status }) => UNNOTICED.includes(status))
    .map(
      ({ fileName, location, mutatorName, replacement, status }): Survivor => ({
        file: fileName.replace(`${ROOT}/`, ''),
        line: location.start.line + 1,
        column: location.start.column + 1,
        mutator: mutatorName,
        replacement: replacement ?? '',
        isCovered: status === 'Survived',
      }),
    );
  const all = killed + survivors.length;
  return { room, killed, survivors, score: all === 0 ? 100 : Math.floor((1000 * killed) / all) / 10 };
};

/**
 * Changes the code of a room in every way that Stryker knows, one at a time, and counts what its tests notice. Left out: texts, which
 * their readers judge, and what runs once when a module loads (schemas), which would take a new process each.
 */
export const mutate = async (room: Room, concurrency: number): Promise<Judged> => {
  process.env.MUTATION_TESTS = JSON.stringify(room.tests.length > 0 ? room.tests : ELSEWHERE);
  const options: Partial<Record<string, unknown>> = {
    mutate: [...room.files],
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
    coverageAnalysis: 'perTest',
    ignoreStatic: true,
    mutator: { excludedMutations: ['StringLiteral'] },
    ignorePatterns: NOT_COPIED,
    // Stryker would read it by an interface that TypeScript 7 does not have; nothing here needs it.
    tsconfigFile: 'no-tsconfig.json',
    tempDirName: '.muster/mutation',
    reporters: [],
    allowEmpty: true,
    timeoutMS: 5_000,
    concurrency,
    logLevel: 'error',
  };
  return judged(room.name, await new Stryker(options as Options).runMutationTest());
};
