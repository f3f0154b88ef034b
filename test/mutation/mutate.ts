import { relative } from 'node:path';
import { Stryker } from '@stryker-mutator/core';
import { ROOT } from './rooms.ts';

type Options = ConstructorParameters<typeof Stryker>[0];
type Mutant = Awaited<ReturnType<Stryker['runMutationTest']>>[number];

/** One change to the code that no test noticed. */
export interface Survivor {
  readonly line: number;
  readonly column: number;
  readonly mutator: string;
  readonly replacement: string;
  readonly isCovered: boolean;
}

/** What the tests noticed of the changes to one file. */
export interface Judged {
  readonly file: string;
  readonly noticed: number;
  readonly survivors: readonly Survivor[];
  /** Of 100, rounded down to a tenth; 100 where there is nothing to change. */
  readonly score: number;
}

const NOTICED = ['Killed', 'Timeout'];
const UNNOTICED = ['Survived', 'NoCoverage'];

/** What the tests of `domain/` do not load is not copied for each run. */
const NOT_COPIED = [
  '.muster',
  'bench',
  'bin',
  'cdk.out',
  'cli',
  'config',
  'demo',
  'dist',
  'docs',
  'functions',
  'lib',
  'test/fixtures',
].map((folder) => `/${folder}`);

/** What judges a room without tests: it notices nothing of it. */
const ELSEWHERE = ['test/domain/instant/instant.test.ts'];

export const scoreOf = (noticed: number, unnoticed: number): number =>
  noticed + unnoticed === 0 ? 100 : Math.floor((1000 * noticed) / (noticed + unnoticed)) / 10;

const judged = (file: string, mutants: readonly Mutant[]): Judged => {
  const noticed = mutants.filter(({ status }) => NOTICED.includes(status)).length;
  const survivors = mutants
    .filter(({ status }) => UNNOTICED.includes(status))
    .map(
      ({ location, mutatorName, replacement, status }): Survivor => ({
        line: location.start.line + 1,
        column: location.start.column + 1,
        mutator: mutatorName,
        replacement: replacement ?? '',
        isCovered: status === 'Survived',
      }),
    );
  return { file, noticed, survivors, score: scoreOf(noticed, survivors.length) };
};

/**
 * Changes these files in every way that Stryker knows, one place at a time, and counts what the tests notice. Left out: texts, which
 * their readers judge, and what runs once when a module loads (schemas), which would take a new process each.
 *
 * @param patienceMs beyond what the tests take otherwise; what takes longer has lost its way and counts as noticed, so on a busy
 * machine it is to be long
 */
export const mutate = async (
  files: readonly string[],
  tests: readonly string[],
  { concurrency, patienceMs }: { readonly concurrency: number; readonly patienceMs: number },
): Promise<Judged[]> => {
  process.env.MUTATION_TESTS = JSON.stringify(tests.length > 0 ? tests : ELSEWHERE);
  const options: Partial<Record<string, unknown>> = {
    mutate: [...files],
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
    timeoutMS: patienceMs,
    concurrency,
    logLevel: 'error',
  };
  const mutants = await new Stryker(options as Options).runMutationTest();
  return files.map((file) =>
    judged(
      file,
      mutants.filter(({ fileName }) => relative(ROOT, fileName) === file),
    ),
  );
};
